"""Which particles (josa) and verb endings may close a Korean word, as people write and as they type.

The inventories are closed classes of the language, written out in data/endings.tsv (`class<TAB>endings`): `particle`,
`copula`, `inner` (tense and honorific, before an ending), `final`, and `link`: endings after which the next stem is often
written without a space (먹어봤어요, 가고싶어, 하는중).
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from .korean_jamo import L, tail_of
from .korean_verbs import Shape

_NEEDS_CLOSED = frozenset("은이을과으")
_NEEDS_OPEN = frozenset("는가를와랑야예였나라")
_CUT_NEXT = frozenset("는네니세시십셨신실냐나습소오")  # what cuts the ㄹ of 살- to 사-
_FORMAL_NEXT = frozenset("니시디")
_NEVER_AFTER_ATTR = frozenset("고는었았어아겠기더자러")


@dataclass(frozen=True, slots=True)
class Endings:
    """Compiled inventories; each pattern takes a whole chain up to the end of the word."""

    noun: re.Pattern[str]
    particles: re.Pattern[str]
    verb: re.Pattern[str]
    links: frozenset[str]
    bare: frozenset[str]  # particles and the copula, as a Latin word leaves them behind (Redis가)

    def closes_noun(self, word: str, at: int) -> bool:
        """Whether word[at:] is a chain of particles or a form of the copula that may follow a noun."""
        return self.noun.fullmatch(word, at) is not None

    def is_particle(self, word: str, at: int) -> bool:
        """Whether word[at:] is particles alone, without the copula."""
        return self.particles.fullmatch(word, at) is not None

    def closes_verb(self, word: str, at: int, shape: Shape) -> bool:
        """Whether word[at:] is a verb ending that may follow this shape of the verb."""
        return may_follow(shape, word[at]) and self.verb.fullmatch(word, at) is not None


def may_follow(shape: Shape, first: str) -> bool:
    """Whether an ending that begins with this syllable may follow the shape."""
    if shape == "cut":
        return first in _CUT_NEXT
    if shape == "formal":
        return first in _FORMAL_NEXT
    return shape != "attr" or first not in _NEVER_AFTER_ATTR


def agrees(word: str, at: int) -> bool:
    """Whether the particle at `at` has the shape that the syllable before it asks for (은 after 밥, 는 after 차)."""
    before, first = tail_of(word[at - 1]), word[at]
    if first == "로":
        return before in (0, L)
    if first in _NEEDS_CLOSED:
        return before != 0
    return before == 0 if first in _NEEDS_OPEN else True


@lru_cache(maxsize=1)
def endings() -> Endings:
    """The inventories, read on the first call; reading them twice at once would do no harm."""
    classes: dict[str, list[str]] = defaultdict(list)
    for line in resources.files("mem0.text").joinpath("data", "endings.tsv").read_text(encoding="utf-8").splitlines():
        name, _, words = line.partition("\t")
        classes[name] += words.split()
    particle, copula, final = (_any_of(classes[name]) for name in ("particle", "copula", "final"))
    return Endings(
        noun=re.compile(f"(?:{particle}{{1,3}}|{particle}{{0,2}}{copula})(?:요|도|은|는)?"),
        particles=re.compile(f"{particle}{{1,3}}"),
        verb=re.compile(f"{_any_of(classes['inner'])}*{final}(?:요|은|는|도|만|까지)?"),
        links=frozenset(classes["link"]),
        bare=frozenset((*classes["particle"], *classes["copula"])),
    )


def _any_of(words: list[str]) -> str:
    return "(?:" + "|".join(sorted(set(words), key=len, reverse=True)) + ")"
