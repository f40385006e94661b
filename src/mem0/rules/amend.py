"""Put a corrected value into the sentence it corrects: "I meant 9 Larkspur Close" after "I live at 9 Larkspring Close"."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from .compare import value_type
from .language import Language

_TOKEN = re.compile(r"[^\s,;:!?()\"]+(?<![.])")
_LIKE = 0.5  # of the letters, from which one value may be a slip for another where several have its shape
_TYPO = 0.7  # the same for plain words, which every sentence has many of


def amended_text(text: str, value: str, lang: Language, *, latest: bool) -> str | None:
    """`text` with `value` in the place of the value of the same shape; None where none has it, or several might be meant."""
    wanted = _shape(value.split(), lang)
    tokens = list(_TOKEN.finditer(text))
    found: list[tuple[float, int, int]] = []
    for place in range(len(tokens) - len(wanted) + 1):
        span = tokens[place : place + len(wanted)]
        old = text[span[0].start() : span[-1].end()]
        if _shape(old.split(), lang) == wanted and value_type(old) == value_type(value):
            likeness = SequenceMatcher(None, old.lower(), value.lower()).ratio()
            found.append((likeness, span[0].start(), span[-1].end()))
    found.sort(reverse=True)
    if not found or found[0][0] == 1.0 or (len(found) > 1 and found[0][0] == found[1][0]):
        return None
    likeness, start, end = found[0]
    least = _TYPO if set(wanted) <= {"w"} else _LIKE if len(found) > 1 or not latest else 0.0
    return lang.swap(text, text[start:end], value) if likeness >= least else None


def _shape(tokens: list[str], lang: Language) -> str:
    """One letter a token: d digits, c a capital, w another word, - a word without content."""
    return "".join(_letter(token, lang) for token in tokens)


def _letter(token: str, lang: Language) -> str:
    if any(c.isdigit() for c in token) or lang.counts(token):
        return "d"
    if not token[0].isupper() and not lang.words(token):
        return "-"
    return "c" if token[0].isupper() and (lang.words(token) or len(token) == 1) and token != "I" else "w"
