"""Read the JSON values of a file one by one: the items of a top-level list, the lines of JSONL, or one whole document.

Lists and lines are streamed, so that a file may be larger than the memory; a document that is one object is read whole.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterator
from typing import IO, Any, Final, TypeAlias

from ..errors import ValidationError
from .entries import Element, Problem
from .opening import Part

Progress: TypeAlias = Callable[[int], None]
_CHUNK: Final = 1 << 16
_SPACE: Final = " \t\r\n"
# An error this close to the end of what was read so far may just be a value that is not complete yet.
_UNSURE: Final = 16
_DECODER: Final = json.JSONDecoder()
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def elements(part: Part, *, progress: Progress | None = None) -> Iterator[Element | Problem]:
    """Every value of the file with its place; a place that cannot be read is a Problem. `progress` gets bytes read."""
    with part.open() as raw:
        text = _Text(raw, progress)
        if not text.fill_past_space():
            return
        if text.buffer[text.at] == "[":
            yield from _items(text)
        elif _parses(text.first_line()):
            yield from _lines(text)
        else:
            yield from _document(text)


def _items(text: _Text) -> Iterator[Element | Problem]:
    """The items of a top-level list. Behind a syntax error nothing can be trusted any more."""
    text.at += 1
    number = 0
    while text.fill_past_space():
        if text.buffer[text.at] == "]":
            return
        if number and text.buffer[text.at] == ",":
            text.at += 1
            text.fill_past_space()
        number += 1
        try:
            value = text.value()
        except ValueError as error:
            yield Problem(f"entry {number}", f"{_said(error)}; what follows it cannot be read")
            return
        yield Element(f"entry {number}", value)
    yield Problem(f"entry {number + 1}", "the file ends in the middle of the list")


def _lines(text: _Text) -> Iterator[Element | Problem]:
    for number, line in text.lines():
        if not line.strip():
            continue
        try:
            yield Element(f"line {number}", json.loads(line))
        except (ValueError, RecursionError) as error:
            yield Problem(f"line {number}", _said(error))


def _document(text: _Text) -> Iterator[Element | Problem]:
    """One object over many lines; where that fails but single lines parse, it is JSONL that begins with a bad line."""
    whole = text.rest()
    try:
        value = json.loads(whole)
    except (ValueError, RecursionError) as error:
        if not any(_parses(line) for line in whole.splitlines()[:20]):
            yield Problem("the file", f"it is not JSON: {_said(error)}")
            return
        yield from _lines(_Text.of(whole))
        return
    wrapped = value.get("conversations") if isinstance(value, dict) else None
    if isinstance(wrapped, list):
        yield from (Element(f"entry {n}", item) for n, item in enumerate(wrapped, 1))
        return
    yield Element("the file", value)


def _parses(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _said(error: Exception) -> str:
    """What is wrong, without the text itself: error messages must not carry what people wrote."""
    if isinstance(error, RecursionError):
        return "the JSON is nested too deeply"
    if isinstance(error, json.JSONDecodeError):
        return f"not valid JSON ({error.msg}, line {error.lineno} column {error.colno})"
    return f"not valid JSON ({error})"


class _Text:
    """Decoded text of a file, read as far as it is needed. `at` is where the unread part of `buffer` begins."""

    def __init__(self, raw: IO[bytes] | None, progress: Progress | None, buffer: str = "") -> None:
        self._raw = raw
        self._progress = progress
        self._bytes = 0
        self._decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode
        self.buffer = buffer
        self.at = 0

    @classmethod
    def of(cls, text: str) -> _Text:
        return cls(None, None, text)

    def more(self, size: int = _CHUNK) -> bool:
        """Read on; False at the end of the file."""
        data = self._raw.read(size) if self._raw is not None else b""
        if self._bytes == 0 and data:
            data = self._after_mark(data)
        self._bytes += len(data)
        if self._progress is not None:
            self._progress(self._bytes)
        fresh = self._decode(data, not data)
        self.buffer = self.buffer[self.at :] + fresh
        self.at = 0
        return bool(data)

    def _after_mark(self, data: bytes) -> bytes:
        """Take the byte order mark for what it says: shells on Windows write UTF-16 when a program's output is redirected."""
        for mark, name in _MARKS:
            if data.startswith(mark):
                self._decode = codecs.getincrementaldecoder(name)(errors="replace").decode
                self._bytes = len(mark)
                return data[len(mark) :]
        return data

    def fill_past_space(self) -> bool:
        """Stand on the next character that is no space; False when there is none."""
        while True:
            while self.at < len(self.buffer) and self.buffer[self.at] in _SPACE:
                self.at += 1
            if self.at < len(self.buffer):
                return True
            if not self.more():
                return self.at < len(self.buffer)

    def value(self) -> Any:
        """The JSON value that begins here. Reads twice as much each time it was not complete yet."""
        size = _CHUNK
        while True:
            try:
                value, end = _DECODER.raw_decode(self.buffer, self.at)
                self.at = end
                return value
            except RecursionError:
                raise ValueError("nested too deeply") from None
            except json.JSONDecodeError as error:
                complete = not error.msg.startswith("Unterminated") and error.pos < len(self.buffer) - _UNSURE
                if complete or not self.more(size):
                    raise
                size *= 2

    def first_line(self) -> str:
        while "\n" not in self.buffer[self.at :] and self.more(max(_CHUNK, len(self.buffer))):
            pass
        return self.buffer[self.at :].split("\n", 1)[0]

    def lines(self) -> Iterator[tuple[int, str]]:
        number, size = 1, _CHUNK
        while True:
            end = self.buffer.find("\n", self.at)
            if end >= 0:
                line, self.at = self.buffer[self.at : end], end + 1
                yield number, line
                number, size = number + 1, _CHUNK
                continue
            size *= 2  # of a very long line, so that it is not searched again for every small piece
            if not self.more(size):
                yield number, self.buffer[self.at :]
                return

    def rest(self) -> str:
        while self.more(1 << 22):
            pass
        return self.buffer[self.at :]


def first(part: Part, count: int = 5) -> list[Element]:
    """The first few values of a file, to tell its format by. Raises ValidationError when it holds none."""
    seen: list[Element] = []
    troubles: list[Problem] = []
    for element in elements(part):
        if isinstance(element, Problem):
            troubles.append(element)
        else:
            seen.append(element)
        if len(seen) >= count or len(troubles) >= 100:
            break
    if not seen:
        why = f"{troubles[0].place}: {troubles[0].reason}" if troubles else "it is empty"
        raise ValidationError(f"{part.name} cannot be imported: {why}.", details={"file": part.name})
    return seen
