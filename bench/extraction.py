"""What is kept of one message: the share of its facts that become memories, and of its small talk that does not.

python bench/extraction.py [CASES.jsonl] [--show]

A case is {"lang", "text", "facts", "not_facts"}, both lists of fragments in lower case.  Each text is added for its own user; a
fragment counts as kept where one memory contains it.  Only the public API is used, with the embedded engine.
"""

import argparse
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from mem0 import Memory

CASES = Path(__file__).parent.parent / "tests" / "rules" / "heldout_extraction.jsonl"
CONFIG = {"path": ":memory:", "embedder": {"provider": "static"}}

Case = dict[str, Any]
Marks = dict[str, list[bool]]


def kept(memory: Memory, case: Case, user: str) -> list[str]:
    """The memories, in lower case, that the text of a case leaves behind."""
    memory.add(case["text"], user_id=user)
    return [found["memory"].lower() for found in memory.get_all(user_id=user)["results"]]


def marks(case: Case, memories: list[str]) -> Marks:
    """One mark a fragment: true for a fact that is kept, and for a fragment of small talk that is not."""
    def held(fragment: str) -> bool:
        return any(fragment in memory for memory in memories)

    return {
        "facts": [held(fact) for fact in case["facts"]],
        "not_facts": [not held(fragment) for fragment in case["not_facts"]],
    }


def share(values: list[bool]) -> list[float]:
    return [sum(values), len(values), round(100 * sum(values) / max(1, len(values)), 1)]


def score(cases: list[Case], show: bool) -> dict[str, list[float]]:
    memory, tally = Memory(CONFIG), defaultdict[str, list[bool]](list)
    for number, case in enumerate(cases):
        memories = kept(memory, case, f"user-{number}")
        for key, values in marks(case, memories).items():
            tally[key] += values
            tally[f"{key}-{case['lang']}"] += values
            if show and not all(values):
                print(key, case["text"], memories, sep=" | ")
    return {key: share(values) for key, values in tally.items()}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("cases", nargs="?", type=Path, default=CASES)
    options.add_argument("--show", action="store_true", help="print each case that fails")
    given = options.parse_args()
    cases = [json.loads(line) for line in given.cases.read_text(encoding="utf-8").splitlines()]
    print(json.dumps(score(cases, given.show)))


if __name__ == "__main__":
    main()
