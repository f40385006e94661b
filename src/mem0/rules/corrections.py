"""A correction that gives nothing but the right value ("typo: 417", "no, Hannah") rewrites what was said last."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..records import MemoryRecord
from .compare import same_value, value_type
from .reading import Reading

_NUMBER = re.compile(r"\d[\d:.,/-]*")


def rewritten(new: Reading, latest: Sequence[tuple[MemoryRecord, Reading]]) -> tuple[MemoryRecord, str] | None:
    """The memory that a bare right value means, and its new text. `latest` are those of the last days, latest first."""
    value = new.language.corrected(new.text)
    if value is None:
        return None
    number = _NUMBER.findall(value)
    for record, reading in latest[:3] if number else latest[:1]:
        text = _numbered(value, number[-1], record.text) if number else _worded(value, record.text, reading, new)
        if text:
            return record, text
    return None


def _numbered(value: str, number: str, text: str) -> str | None:
    """The one number of that kind in `text` gives way; with several, the last where the words before it are said again."""
    found = [one for one in _NUMBER.finditer(text) if _kind(one.group()) == _kind(number)]
    if len(found) > 1:
        found = [one for one in found if len(one.group()) == len(number)]
    before = value[: value.rfind(number)].split()[-1:]
    if before:
        found = [one for one in found if text[: one.start()].split()[-1:] == before] or (found if len(found) == 1 else [])
    if len(found) != 1 or found[0].group() == number:
        return None
    return text[: found[0].start()] + number + text[found[0].end() :]


def _kind(number: str) -> str:
    kind = value_type(number)
    return "number" if kind == "code" else kind


def _worded(value: str, text: str, reading: Reading, new: Reading) -> str | None:
    """A word gives way to a word: the main answer of the memory, or the thing it speaks of."""
    olds = [answer.value for answer in reading.answers[:1] if answer.value]
    olds += [reading.claim.thing] if reading.claim and reading.claim.frame.endswith(" 이다") else []
    for old in olds:
        if value_type(old) == "word" and not same_value(old, value, new):
            return new.language.swap(text, old, value)
    return None
