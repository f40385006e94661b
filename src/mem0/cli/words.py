"""Make stored text fit to be printed: on one line, and without what a terminal would take for a command."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

_SPACES: Final = re.compile(r"\s+")
# Control characters, and the marks that turn the direction of writing: a memory must not repaint the screen.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def one_line(text: object) -> str:
    """Text as one line without tabs, so that it can be a field of a line."""
    return _UNPRINTABLE.sub("\ufffd", _SPACES.sub(" ", str(text))).strip()


def day(moment: object) -> str:
    """The day of an ISO 8601 time; "-" when there is none."""
    return str(moment)[:10] if moment else "-"


def owner(item: Mapping[str, Any]) -> str:
    """Whose a memory is, as "user ana, run trip"."""
    kinds = ("user", "agent", "run", "app")
    return ", ".join(f"{kind} {one_line(item[f'{kind}_id'])}" for kind in kinds if item.get(f"{kind}_id"))


def validity(item: Mapping[str, Any]) -> str:
    """From when to when a memory holds."""
    since = day(item.get("valid_from") or item.get("created_at"))
    return f"{since} to {day(item['valid_to'])}" if item.get("valid_to") else f"since {since}"


def size(count: int) -> str:
    """Bytes as people read them."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("KB", 1e3)):
        if count >= factor:
            return f"{count / factor:.1f} {unit}"
    return f"{count} bytes"


def plural(count: int, one: str, many: str | None = None) -> str:
    """"1 memory", "2 memories"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
