"""How often memories are changed or deleted where everything said goes on holding.

python bench/false_supersession.py DATA [--show]

DATA is a folder with conversations (locomo/*.json) and lists of memories of one person (paraphrase_dev.jsonl, korean_dev.jsonl).
All memories of a list hold side by side, and in the conversations real changes are rare, so nearly every UPDATE or DELETE loses a
fact.  Prints the number of each event a source.  Only the public API is used, with the embedded engine.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mem0 import Memory

CONFIG = {"path": ":memory:", "embedder": {"provider": "static"}}
DAY = 86_400

Message = dict[str, Any]


def lists(folder: Path) -> Iterator[tuple[str, list[list[Message]]]]:
    """Each list of memories, one message a turn."""
    for name in ("paraphrase_dev.jsonl", "korean_dev.jsonl"):
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            yield case["user"], [[{"role": "user", "content": m["text"]}] for m in case["memories"]]


def talks(folder: Path) -> Iterator[tuple[str, list[list[Message]]]]:
    """Each conversation, one turn a session; both speakers are users with a name."""
    for path in sorted((folder / "locomo").glob("*.json")):
        sessions = json.loads(path.read_text(encoding="utf-8"))["sessions"]
        turns = [
            [{"role": "user", "content": t["text"], "name": t["speaker"]} for t in session["turns"] if t["text"]]
            for session in sessions
        ]
        yield path.stem, turns


def events(memory: Memory, user: str, turns: list[list[Message]], show: bool) -> Counter[str]:
    """How often each event happened."""
    count: Counter[str] = Counter()
    for number, messages in enumerate(turns):
        for done in memory.add(messages, user_id=user, timestamp=1_700_000_000 + number * 7 * DAY)["results"]:
            count[done["event"]] += 1
            if show and done["event"] in ("UPDATE", "DELETE"):
                print(user, done["event"], done.get("previous_memory", ""), done["memory"], sep=" | ")
    return count


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("data", type=Path)
    options.add_argument("--show", action="store_true", help="print each change")
    given = options.parse_args()
    memory = Memory(CONFIG)
    for user, turns in (*lists(given.data), *talks(given.data)):
        print(json.dumps({user: dict(events(memory, user, turns, given.show))}))


if __name__ == "__main__":
    main()
