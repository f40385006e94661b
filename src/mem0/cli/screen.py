"""Write for people: in colours where they are wanted, and with lines that break between words."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from typing import Any, Final, TextIO

import click

from .columns import ASCII, LINES, Rules, fold

Span = str | tuple[str, str]  # a text, or a text with its style, like "bold cyan"
_PIPE: Final = 160  # columns of a table that goes into a pipe or a file
_EFFECTS: Final = {"bold": "bold", "dim": "dim", "strike": "strikethrough"}


def colours() -> bool | None:
    """What the environment says of colours (NO_COLOR, FORCE_COLOR, TERM); None: as the stream is a terminal or not."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return True if os.environ.get("FORCE_COLOR") else None


def styled(text: str, style: str) -> str:
    """A text in a style of words: a colour, "bold", "dim", "strike"."""
    wishes: dict[str, Any] = {_EFFECTS[word]: True for word in style.split() if word in _EFFECTS}
    colour = next((word for word in style.split() if word not in _EFFECTS), None)
    return click.style(text, fg=colour, **wishes) if text and style else text


@dataclass(frozen=True, slots=True)
class Screen:
    """A stream that people may read. Text is shown as it is: no markup, no guessing at colours."""

    stream: TextIO

    @classmethod
    def out(cls) -> Screen:
        return cls(sys.stdout)

    @property
    def columns(self) -> int:
        return shutil.get_terminal_size().columns if self.stream.isatty() else _PIPE

    @property
    def rules(self) -> Rules:
        """The characters of tables that the stream can write."""
        try:
            "".join(LINES).encode(self.stream.encoding or "utf-8")
        except UnicodeEncodeError:
            return ASCII
        return LINES

    def say(self, *spans: Span, hang: int = 0) -> None:
        """One line; on a terminal it is broken where it is too long, and goes on behind `hang` columns."""
        parts = [(span, "") if isinstance(span, str) else span for span in spans]
        text = "".join(part for part, _ in parts)
        start = 0
        for line in fold(text, self.columns, hang) if self.stream.isatty() else [text]:
            self.write(" " * (hang if start else 0) + _between(parts, start, start + len(line.rstrip())))
            start += len(line)

    def write(self, line: str) -> None:
        """One line as it is, its colours left out where they are not wanted."""
        click.echo(line, file=self.stream, color=colours())


def _between(parts: list[tuple[str, str]], start: int, end: int) -> str:
    """What stands from `start` to `end` of styled parts, laid side by side."""
    shown, at = "", 0
    for text, style in parts:
        shown += styled(text[max(start - at, 0) : max(end - at, 0)], style)
        at += len(text)
    return shown
