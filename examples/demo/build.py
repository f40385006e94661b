"""Turn the transcripts in this folder into files in the format that ChatGPT exports, for `mem0 demo` and `mem0 import`.

    python examples/demo/build.py            # writes src/mem0/cli/demo_data/*.json
    python examples/demo/build.py --check    # says whether they are up to date

A transcript holds conversations: a line "# title", a line with the time of the first message (UTC), then one
"speaker: text" a line. "user" and "assistant" are the two sides of a private conversation; any other speaker is a
user with that name. Messages follow each other after 95 seconds.
"""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent.parent / "src" / "mem0" / "cli" / "demo_data"
NAMES = ("ana", "minjun", "harbor")
PAUSE = 95.0


def main() -> int:
    """Write the files, or compare them with what would be written."""
    stale = 0
    for name in NAMES:
        text = rendered(name)
        target = TARGET / f"{name}.json"
        if "--check" in sys.argv:
            stale += not target.exists() or target.read_text(encoding="utf-8") != text
        else:
            target.write_text(text, encoding="utf-8", newline="\n")
    if stale:
        print(f"{stale} files are not up to date; run: python examples/demo/build.py")
    return 1 if stale else 0


def rendered(name: str) -> str:
    """The export file of one transcript, latest conversation first as ChatGPT writes it."""
    told = list(conversations((HERE / f"{name}.txt").read_text(encoding="utf-8")))
    return json.dumps([exported(*one) for one in reversed(told)], ensure_ascii=False, indent=1) + "\n"


def conversations(text: str) -> Iterator[tuple[str, datetime, list[tuple[str, str]]]]:
    """Title, time and (speaker, words) of every conversation."""
    for block in text.strip().split("\n\n"):
        title, when, *lines = block.split("\n")
        said = [(speaker, words) for speaker, _, words in (line.partition(": ") for line in lines)]
        yield title.removeprefix("# "), datetime.strptime(when, "%Y-%m-%d %H:%M").replace(tzinfo=UTC), said


def exported(title: str, start: datetime, said: list[tuple[str, str]]) -> dict[str, Any]:
    """One conversation as a tree with a single branch."""
    key = str(uuid.uuid5(uuid.NAMESPACE_URL, f"open-mem0/demo/{title}/{start.isoformat()}"))
    ids = [str(uuid.uuid5(uuid.UUID(key), str(number))) for number in range(len(said) + 1)]
    mapping: dict[str, Any] = {ids[0]: {"id": ids[0], "message": None, "parent": None, "children": ids[1:2]}}
    for number, (speaker, words) in enumerate(said, 1):
        mapping[ids[number]] = {
            "id": ids[number], "message": message(ids[number], speaker, words, start.timestamp() + PAUSE * (number - 1)),
            "parent": ids[number - 1], "children": ids[number + 1 : number + 2],
        }
    return {
        "title": title, "create_time": start.timestamp(), "update_time": start.timestamp() + PAUSE * (len(said) - 1),
        "mapping": mapping, "current_node": ids[-1], "conversation_id": key, "id": key,
    }


def message(key: str, speaker: str, words: str, at: float) -> dict[str, Any]:
    """One message of the tree."""
    private = speaker in ("user", "assistant")
    return {
        "id": key, "author": {"role": speaker if private else "user", "name": None if private else speaker, "metadata": {}},
        "create_time": at, "update_time": None, "content": {"content_type": "text", "parts": [words]},
        "status": "finished_successfully", "end_turn": True, "weight": 1.0, "metadata": {}, "recipient": "all",
    }


if __name__ == "__main__":
    sys.exit(main())
