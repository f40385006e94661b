"""Put people's words into a prompt so that they stay data: one JSON object a line, inside a block that text cannot close.

Inside the JSON no line break, quote or angle bracket of a message stands as itself, so no message can end its line, its
block, or begin another speaker's line. What is left to a hostile text is to persuade; see docs/how-to/use-a-language-model.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from ..records import Message, Micros

# Line separators that JSON leaves as they are would still look like a new line to a model.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))  # json.dumps would make one for every line
_ESCAPED = {"<": "\\u003c", ">": "\\u003e", "\u2028": "\\u2028", "\u2029": "\\u2029", "\x85": "\\u0085"}


def line(fields: Mapping[str, Any]) -> str:
    """One object on one line; what is None is left out."""
    text = _ENCODER.encode({k: v for k, v in fields.items() if v is not None})
    for char, code in _ESCAPED.items():
        text = text.replace(char, code)
    return text


def block(name: str, lines: Iterable[str]) -> str:
    """A named block of lines; nothing at all when there are none."""
    body = "\n".join(lines)
    return f"<{name}>\n{body}\n</{name}>\n" if body else ""


def said(message: Message, number: int | None = None, *, text: str | None = None) -> str:
    """A message as a line: its number, who said it and when, and the words (`text` in place of its content)."""
    words = message.content if text is None else text
    return line({"m": number, "by": message.role, "name": message.actor, "at": moment(message.at), "text": words})


def moment(at: Micros) -> str:
    """A time with its weekday, which "next Friday" is counted from: "2025-06-10 Tue 14:05" (UTC)."""
    return datetime.fromtimestamp(at // 1_000_000, tz=UTC).strftime("%Y-%m-%d %a %H:%M")
