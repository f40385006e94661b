"""Take recalled memories out of new messages: what a program listed in a prompt, or an answer repeated, is no news.

Programs put what search gave them into a message and pass the whole conversation to add. A model that reads its own
memories as news words them anew each time, and a store fills with echoes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..ports import Snapshot
from ..records import Message, Scope, Skip
from .consolidate import plain, similar
from .parts import Parts

_ITEM = re.compile(r"^\s*(?:[-*•·]|\d{1,3}[.)])\s+(?:\[[^\]]*\]\s*)?(?P<text>.+?)\s*$")
LINES = 100  # of one add that are looked up; a list of more is no list of memories
RECALLED = "recalled memory"


def without_recalled(
    parts: Parts, view: Snapshot, scope: Scope, messages: Sequence[Message]
) -> tuple[list[Message], list[Skip]]:
    """The messages without list items that are valid memories of this scope word for word, and what was taken out."""
    kept: list[Message] = []
    skipped: list[Skip] = []
    room = LINES
    for message in messages:
        lines = message.content.split("\n")
        items = {n: match["text"] for n, line in enumerate(lines) if (match := _ITEM.match(line))}
        looked_up = list(items.items())[:room]
        room -= len(looked_up)
        known = {n: text for n, text in looked_up if _is_known(parts, view, scope, message, text)}
        skipped += [Skip(message.id, text, RECALLED) for text in known.values()]
        left = "\n".join(line for n, line in enumerate(lines) if n not in known)
        kept.append(replace(message, content=left) if known else message)
    return [message for message in kept if message.content.strip()], skipped


def _is_known(parts: Parts, view: Snapshot, scope: Scope, message: Message, text: str) -> bool:
    said = plain(text)
    return any(plain(record.text) == said for record in similar(parts, view, scope, text, message.at))
