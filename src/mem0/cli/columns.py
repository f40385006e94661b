"""Text in the columns of a terminal: how wide it is in any script, where its lines break, and tables of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final
from unicodedata import category, east_asian_width

_WORD: Final = re.compile(r"\S+\s*|\s+")
_GAP: Final = 3  # columns of a rule and the spaces beside it
_LEAST: Final = 8  # columns that a cell needs to be read; with less, cells that should stay whole are broken too
Rules = tuple[str, str, str, str]
LINES: Final[Rules] = ("┃", "━", "╇", "│")  # beside the head, under it, where both cross, between cells
ASCII: Final[Rules] = ("|", "-", "+", "|")


def width(text: str) -> int:
    """The columns that a text takes: two for a Hangul syllable or an ideograph, none for a mark on the letter before."""
    return len(text) if text.isascii() else sum(map(_columns_of, text))


def _columns_of(char: str) -> int:
    # The vowels and final consonants of decomposed Hangul (file names of macOS) join the syllable before them.
    if "\u1160" <= char <= "\u11ff" or category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def fold(text: str, columns: int, hang: int = 0) -> list[str]:
    """Cut a text between words (longer ones inside) into lines that fit; joined they are the text again.

    `hang` columns are left free before every line but the first. Spaces at the end of a line are not counted.
    """
    lines, later = [""], max(columns - hang, 2)
    for word in _WORD.findall(text):
        room = columns if len(lines) == 1 else later
        if width(lines[-1]) + width(word.rstrip()) <= room:
            lines[-1] += word
        elif lines[-1].strip():
            lines += _cut(word, later, later)
        else:  # an indent stays with its first word
            lines += _cut(lines.pop() + word, room, later)
    return lines


def _cut(word: str, room: int, later: int) -> Iterator[str]:
    """A word in pieces: the first of at most `room` columns, the others of at most `later`."""
    start, taken = 0, 0
    for place, char in enumerate(word):
        taken += _columns_of(char)
        if taken > room and not char.isspace():
            yield word[start:place]
            start, taken, room = place, _columns_of(char), later
    yield word[start:]


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], columns: int, *, whole: frozenset[str] = frozenset(), rules: Rules = LINES
) -> list[str]:
    """The lines of a table: its head, a rule, its rows. Cells are broken where it would be too wide.

    whole: the names of columns whose cells are broken only where the others would get too narrow to be read.
    """
    wanted = [max(map(width, cells)) for cells in zip(head, *rows, strict=True)]
    widths = _shared(wanted, columns - _GAP * (len(head) - 1), [name in whole for name in head])
    beside, under, crossing, between = rules
    rule = f"{under}{crossing}{under}".join(under * one for one in widths)
    return [*_row(head, widths, beside), rule, *(line for row in rows for line in _row(row, widths, between))]


def _shared(wanted: Sequence[int], room: int, whole: Sequence[bool]) -> list[int]:
    """The width of every column: what it wants, or its share of what is left for those that want more."""
    breakable = [number for number, kept in enumerate(whole) if not kept]
    left = room - sum(want for want, kept in zip(wanted, whole, strict=True) if kept)
    if left < sum(min(wanted[number], _LEAST) for number in breakable):
        breakable, left = list(range(len(wanted))), room
    widths = list(wanted)
    for place, number in enumerate(sorted(breakable, key=wanted.__getitem__)):
        widths[number] = min(wanted[number], max(left // (len(breakable) - place), 2))
        left -= widths[number]
    return widths


def _row(cells: Sequence[str], widths: Sequence[int], rule: str) -> Iterator[str]:
    folded = [[line.rstrip() for line in fold(cell, room)] for cell, room in zip(cells, widths, strict=True)]
    for lines in zip_longest(*folded, fillvalue=""):
        padded = (line + " " * (room - width(line)) for line, room in zip(lines, widths, strict=True))
        yield f" {rule} ".join(padded).rstrip()
