"""The shapes a Korean verb or adjective stem takes before its endings, irregular ones included.

`shapes("덥")` gives 덥-, 더우-, 더워, 더웠-, 더운, 더울 ...; reading a typed word is then a look-up of the shape, and
what follows it must be an ending that the shape can carry (korean_endings.py). Rules: National Institute of Korean
Language, standard grammar, conjugation of 용언.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, TypeAlias

from .korean_jamo import LM, SS, B, D, H, L, M, N, S, join, split, with_tail

# What may follow: an ending must ("stem", "past"), may ("free"), may but then a noun rather than a verb ("attr": 간, 갈, 감),
# -니다 and the like must ("formal": 갑), an ending in ㄴ/ㅅ/ㅂ/ㄹ must ("cut": 사- of 살-).
Shape: TypeAlias = Literal["stem", "free", "past", "attr", "formal", "cut"]

_A, _AE, _YA, _YAE, _EO, _E, _YEO, _O, _WA, _WAE, _OE, _U, _WO, _EU, _I = (
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    8,
    9,
    10,
    11,
    13,
    14,
    18,
    20,
)
_CONTRACTS = {_O: _WA, _U: _WO, _I: _YEO, _OE: _WAE}
_SAME = frozenset((_A, _EO, _AE, _E, _YEO, _YAE, 7))
_REGULAR_H = frozenset("좋놓넣쌓낳찧닿")
_D_TO_L = frozenset(("걷", "듣", "묻", "싣", "깨닫", "긷", "일컫", "엿듣"))
_S_DROPS = frozenset(("낫", "짓", "붓", "잇", "긋", "젓"))
_R_EU = 5  # the lead ㄹ


def shapes(stem: str) -> Iterator[tuple[str, Shape]]:
    """All surface shapes of a dictionary stem (without -다), each with what may follow it."""
    before = stem[-2:-1]
    kept = len(stem) - 1 - len(before)
    for shape, follows in _of_end(before, stem[-1], _irregular(stem)):
        yield stem[:kept] + shape, follows


def _irregular(stem: str) -> bool:
    tail = split(stem[-1])[2]
    if tail == D:
        return stem in _D_TO_L or stem[-2:] in _D_TO_L
    if tail == S:
        return stem in _S_DROPS
    return tail == H and stem[-1] not in _REGULAR_H


@lru_cache(maxsize=4096)
def _of_end(before: str, last: str, irregular: bool) -> tuple[tuple[str, Shape], ...]:
    vowel, tail = split(last)[1:]
    out: list[tuple[str, Shape]] = [(before + last, "stem")]
    if tail == 0:
        out += _open(before, last, vowel)
    elif tail == L:
        out += _closed_by_l(before, last)
    elif tail == B:
        out += _p_irregular(before, last)
    elif tail == D and irregular:
        out.append((before + with_tail(last, L), "stem"))
    elif tail == S and irregular:
        out.append((before + with_tail(last, 0), "stem"))
    elif last == "놓":
        out += [(before + "놔", "free"), (before + "놨", "past")]
    elif tail == H and irregular:
        out += _h_irregular(before, last)
    return tuple(out)


def _open(before: str, last: str, vowel: int) -> Iterator[tuple[str, Shape]]:
    for tail in (N, L, M):
        yield before + with_tail(last, tail), "attr"
    yield before + with_tail(last, B), "formal"
    for infinitive in _infinitives(before, last, vowel):
        yield infinitive, "free"
        yield infinitive[:-1] + with_tail(infinitive[-1], SS), "past"


def _infinitives(before: str, last: str, vowel: int) -> Iterator[str]:
    lead = split(last)[0]
    if last == "하":
        yield before + "해"
    elif vowel in _SAME:
        yield before + last
    elif vowel in _CONTRACTS:
        yield before + join(lead, _CONTRACTS[vowel])
        if last == "푸":
            yield before + "퍼"
    elif vowel == _EU:
        bright = bool(before) and split(before)[1] in (_A, _O, _YA)
        yield before + join(lead, _A if bright else _EO)
        if lead == _R_EU and before and split(before)[2] == 0:
            yield with_tail(before, L) + ("라" if bright else "러")


def _closed_by_l(before: str, last: str) -> Iterator[tuple[str, Shape]]:
    yield before + last, "free"
    yield before + with_tail(last, 0), "cut"
    yield before + with_tail(last, N), "attr"
    yield before + with_tail(last, B), "formal"
    yield before + with_tail(last, LM), "attr"


def _p_irregular(before: str, last: str) -> Iterator[tuple[str, Shape]]:
    opened = before + with_tail(last, 0)
    yield opened + "우", "stem"
    for end in ("운", "울", "움"):
        yield opened + end, "attr"
    for end in ("워", "와"):
        yield opened + end, "free"
    for end in ("웠", "왔"):
        yield opened + end, "past"


def _h_irregular(before: str, last: str) -> Iterator[tuple[str, Shape]]:
    lead, vowel, _ = split(last)
    yield before + join(lead, vowel), "stem"
    for tail in (N, L, M):
        yield before + join(lead, vowel, tail), "attr"
    bright = _YAE if vowel == _YA else _AE
    for result in {bright, _E if vowel == _EO else bright}:
        yield before + join(lead, result), "free"
        yield before + join(lead, result, SS), "past"
