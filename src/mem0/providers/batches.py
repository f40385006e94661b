"""Cut texts to what an embedder takes: long texts into pieces, many pieces into requests. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..ports import Limits

LOOK_BACK = 0.25  # of a piece: where in its end a space is looked for, so that no word is cut


@dataclass(frozen=True, slots=True)
class Piece:
    """A text, or a part of one that is too long: `of` is its number, `weight` its share of the text in [0, 1]."""

    of: int
    text: str
    weight: float


def pieces(texts: Sequence[str], limits: Limits) -> list[Piece]:
    """All texts in order; one above `text_bytes` comes as several pieces, cut between words."""
    found: list[Piece] = []
    for number, text in enumerate(texts):
        parts = _parts(text, limits.text_bytes)
        whole = sum(len(part.encode()) for part in parts)
        found += [Piece(number, part, len(part.encode()) / whole) for part in parts]
    return found


def requests(cut: Sequence[Piece], limits: Limits) -> Iterator[list[Piece]]:
    """The pieces in order, as few requests as the limits allow."""
    batch: list[Piece] = []
    size = 0
    for piece in cut:
        own = len(piece.text.encode())
        if batch and (len(batch) == limits.texts or size + own > limits.bytes):
            yield batch
            batch, size = [], 0
        batch.append(piece)
        size += own
    if batch:
        yield batch


def _parts(text: str, most: int) -> list[str]:
    """The text in parts of at most `most` bytes, none of them blank."""
    if len(text) <= most and len(text.encode()) <= most:
        return [text]
    raw = text.encode()
    found, start = [], 0
    while start < len(raw):
        end = _end(raw, start, most)
        part = raw[start:end].decode()
        if part.strip():
            found.append(part)
        start = end
    return found


def _end(raw: bytes, start: int, most: int) -> int:
    """Where a part that begins at `start` ends: behind a space if one is near, never inside a character."""
    end = start + most
    if end >= len(raw):
        return len(raw)
    space = raw.rfind(b" ", start + int(most * (1 - LOOK_BACK)), end)
    if space > start:
        return space + 1
    while end > start + 1 and raw[end] & 0xC0 == 0x80:  # a byte that goes on with a character
        end -= 1
    return end
