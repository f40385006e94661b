"""What the examples of a page take for granted: files that a reader has, memories that were added before."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from mem0 import Memory

Names = dict[str, Any]
CHAT = {
    "id": "c1", "title": "Moving", "create_time": 1746354660.0, "update_time": 1746354700.0, "current_node": "n1",
    "mapping": {
        "root": {"id": "root", "message": None, "parent": None, "children": ["n1"]},
        "n1": {
            "id": "n1", "parent": "root", "children": [],
            "message": {
                "id": "m1", "author": {"role": "user"}, "create_time": 1746354660.0,
                "content": {"content_type": "text", "parts": ["I moved to Lyon."]},
            },
        },
    },
}  # fmt: skip


def import_and_export(folder: Path, names: Names) -> None:
    """An export of a chat service in the usual place, and the old library with one memory."""
    downloads = folder / "Downloads"
    downloads.mkdir()
    with zipfile.ZipFile(downloads / "export.zip", "w") as archive:
        archive.writestr("conversations.json", json.dumps([CHAT]))
    old = Memory({"path": folder / "old.db"})
    old.add("I live in Lyon.", user_id="ana", infer=False)
    names["old_memory"] = old


def cli(folder: Path, _: Names) -> None:
    """Memories of the two people that the examples speak of."""
    with Memory({"path": folder / "mem0.db"}) as memory:
        memory.add("커피는 하루에 두 잔 마셔요.", user_id="minjun", infer=False)
        memory.add("I drink coffee.", user_id="minjun", infer=False)
        memory.add("I live in Lyon.", user_id="ana", infer=False)


def nothing(_: Path, __: Names) -> None:
    """Most pages bring all that they need."""


PROPS: Mapping[str, Callable[[Path, Names], None]] = {
    "import-and-export.md": import_and_export,
    "cli.md": cli,
}
