"""Write a memory's contents as JSONL that imports back to the same state."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from .dump import canonical, header


class Source(Protocol):
    """What an export needs of a Memory."""

    def dump(self) -> Iterator[dict[str, Any]]: ...


def export_lines(
    memory: Source, write: Callable[[str], object], *, scope: Mapping[str, str] | None = None
) -> Counter[str]:
    """Write the header and every record of an owner (of everybody, without `scope`), one JSON object a line.

    Returns how many records of each kind were written.
    """
    written: Counter[str] = Counter()
    chosen = dict(scope or {})
    write(_line(header(made_at=datetime.now(UTC).isoformat(timespec="seconds"), scope=chosen)))
    for record in canonical(memory.dump(), scope=chosen):
        write(_line(record))
        written[record["kind"]] += 1
    return written


def _line(record: Mapping[str, Any]) -> str:
    # Line separators of Unicode would end the line for readers that split on them.
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x85", "\\u0085") + "\n"
