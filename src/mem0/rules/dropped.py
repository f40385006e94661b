"""Endings without an object of their own ("sold it", 때려침): the verb says what sort of thing ends.

Only one known thing of that sort may be meant, or one that the message names besides; else nothing is ended.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .compare import PASSING_WORDS, apart, shared
from .partings import Parting
from .reading import POINTS_BACK, Reading
from .takeover import other_of_its_sort


def dropped(new: Reading, around: tuple[str, ...], known: Sequence[Reading]) -> int | None:
    """The place in `known` of the one thing that a parting without an object ends; None where none or several may be meant."""
    if new.hypothetical or new.subject not in (None, "?"):
        return None
    partings = [parting for parting in new.language.partings if parting.said.search(new.text)]
    parts = new.language.parts(new.text) if partings else []
    said = ((parting, part, parting.said.search(part)) for parting in partings for part in parts)
    for parting, part, match in said:
        if match is None or new.language.negated(part[: match.start()]):
            continue
        fitting = [i for i, old in enumerate(known) if _fits(parting, new, old) and not _names_other(part, match, new, old)]
        place = _the_one(new, around, fitting, known)
        if place is not None:
            return place
    return None


def _fits(parting: Parting, new: Reading, old: Reading) -> bool:
    if old.ending or old.past or old.hypothetical or new.language is not old.language or apart(new, old):
        return False
    if other_of_its_sort(new, old):
        return False
    slots = {answer.slot.name for answer in old.answers if answer.slot.whom is None or answer.slot.name == "pet"}
    if slots & parting.slots or (parting.planned and old.future):
        return True
    lasting = old.claim is not None or not old.language.happened(old.text)
    return old.subject is None and lasting and bool(old.topics & parting.topics)


def _names_other(part: str, match: re.Match[str], new: Reading, old: Reading) -> bool:
    """Whether the words around a parting name something of their own, that the memory does not speak of."""
    if POINTS_BACK.search(match.group()):
        return False
    lang = new.language
    rest = lang.words(f"{part[: match.start()]} {part[match.end() :]}") - PASSING_WORDS
    named = lang.names(part) - old.names
    return bool(named) or len(rest - old.words) > 1


def _the_one(new: Reading, around: tuple[str, ...], places: list[int], known: Sequence[Reading]) -> int | None:
    if len(places) < 2:
        return places[0] if places else None
    words = new.language.words(" . ".join(around) or new.text) - PASSING_WORDS
    scored = sorted(((shared(words, known[i].words), i) for i in places), reverse=True)
    return scored[0][1] if scored[0][0] > scored[1][0] else None
