"""Take Hangul syllables apart into letters, put them together again, and spell them in Latin letters.

A syllable is (lead, vowel, tail), numbered as in the Unicode standard (chapter 3.12); tail 0 means an open syllable.
"""

from __future__ import annotations

FIRST, LAST = 0xAC00, 0xD7A3

# Tails that conjugation touches, by their number.
OPEN, N, D, L, LM, M, B, S, SS, H = 0, 4, 7, 8, 10, 16, 17, 19, 20, 27


def _letters(spelt: str) -> list[str]:
    return spelt.split()


_LEADS = _letters("g kk n d tt r m b pp s ss - j jj ch k t p h")
_VOWELS = _letters("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i")
_TAILS = _letters("- k k ks n nj n t l lk lm l l l lp l m p p t t ng t t k t p t")
_LIAISON = _letters("- g kk ks n nj n d r lg lm lb ls lt lp r m b ps s ss ng j ch k t p -")  # before a vowel
_SURNAMES = {"김": "kim", "이": "lee", "박": "park", "최": "choi", "정": "jung", "조": "cho", "임": "lim", "오": "oh"}


def is_syllable(char: str) -> bool:
    """Whether the character is one composed Hangul syllable."""
    return FIRST <= ord(char) <= LAST


def split(char: str) -> tuple[int, int, int]:
    """Lead, vowel and tail numbers of a syllable; ValueError for anything else."""
    code = ord(char) - FIRST
    if not 0 <= code <= LAST - FIRST:
        raise ValueError(f"not a Hangul syllable: {char!r}")
    return code // 588, code % 588 // 28, code % 28


def join(lead: int, vowel: int, tail: int = OPEN) -> str:
    """The syllable of these letters."""
    return chr(FIRST + lead * 588 + vowel * 28 + tail)


def with_tail(char: str, tail: int) -> str:
    """The same syllable closed (or opened) by another tail."""
    return chr(ord(char) - (ord(char) - FIRST) % 28 + tail)


def tail_of(char: str) -> int:
    """Number of the tail; 0 for an open syllable and for what is not Hangul."""
    return (ord(char) - FIRST) % 28 if is_syllable(char) else OPEN


def romanise(word: str) -> str:
    """Revised Romanisation (2000), lower case, of the Hangul in `word`; other characters stay as they are.

    Sound changes between syllables are followed where they change the spelling (종로 jongno, 신림 sillim).
    """
    out: list[str] = []
    for place, char in enumerate(word):
        if not is_syllable(char):
            out.append(char.lower())
            continue
        before = word[place - 1] if place and is_syllable(word[place - 1]) else ""
        after = word[place + 1] if place + 1 < len(word) and is_syllable(word[place + 1]) else ""
        lead, vowel, tail = split(char)
        out.append(_lead(lead, tail_of(before) if before else None) + _VOWELS[vowel])
        out.append(_tail(tail, split(after)[0] if after else None))
    return "".join(out)


def _lead(lead: int, before: int | None) -> str:
    letter = _LEADS[lead].replace("-", "")
    if letter != "r" or before in (None, OPEN):
        return "l" if letter == "n" and before == L else letter
    return "l" if before in (L, N) else "n"


def _tail(tail: int, after: int | None) -> str:
    if tail == OPEN:
        return ""
    if after is None:
        return _TAILS[tail]
    follows = _LEADS[after]
    if follows == "-":
        return _LIAISON[tail].replace("-", "")
    if follows == "r":
        return {"k": "ng", "t": "n", "p": "m", "n": "l"}.get(_TAILS[tail], _TAILS[tail])
    if follows in ("n", "m"):
        return {"k": "ng", "t": "n", "p": "m"}.get(_TAILS[tail], _TAILS[tail])
    return _TAILS[tail]


def name(word: str) -> tuple[str, ...]:
    """A three-syllable personal name as English spells it, surname first; empty for other words."""
    if len(word) != 3 or word[0] not in _SURNAMES:
        return ()
    return (_SURNAMES[word[0]], romanise(word[1:]))
