"""Facts that change with strategy "hybrid": a script plays the model that extracts, the rules consolidate.

    python bench/updates_hybrid.py [CASES.jsonl ...] [--show]        # default: the sets in tests/rules

The script answers with the statements that the rules find in the new messages of the user, each as one fact in its own words:
a model that leaves nothing out, adds nothing and words nothing anew; and once more put roughly into the third person, as models
write ("User lives ..."). What is measured is what comes after it. A case passes as in the benchmark of facts that change: a
wanted string among the first three answers, no stale string among the first five (unless the last turn says it), not more new
memories than allowed.

Of strategy "paper" only the mechanics can be measured without a model, for its decisions are the model's own; those are tested
in tests/pipeline/test_strategies.py.
"""

from __future__ import annotations

import argparse
import collections
import datetime
import json
import re
import tempfile
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

from measure import Figure, Row, table

from mem0 import Memory
from mem0.chat import Prompt
from mem0.records import Message, Scope
from mem0.rules.extract import extract
from mem0.testing import ScriptedLLM

ROOT = Path(__file__).resolve().parent.parent
SETS = tuple(sorted((ROOT / "tests" / "rules").glob("heldout_updates*.jsonl")))
Tally = dict[str, list[bool]]


class Faithful:
    """A model whose facts are the statements of the new messages."""

    def __init__(self, worded: Callable[[str], str]) -> None:
        self._worded = worded

    def __call__(self, prompt: Prompt) -> Any:
        if prompt.shape is None:
            return "They talk."
        lines = [json.loads(line) for line in prompt.turns[1].text.split("<new>\n")[1].split("\n</new>")[0].split("\n")]
        scope = Scope(user_id="script")
        said = [Message(str(line["m"]), "user", line["text"], scope, 0) for line in lines if line["by"] == "user"]
        found = [(self._worded(fact.quote), int(fact.message_id)) for fact in extract(said).facts]
        return {"facts": [{"text": text, "m": [number], "when": None} for text, number in found]}


def own_words(text: str) -> str:
    return text


def third_person(text: str) -> str:
    """Roughly: "I'm a nurse and my son plays" is "User is a nurse and User's son plays"."""
    for pattern, by in _THIRD:
        text = re.sub(pattern, by, text, flags=re.IGNORECASE)
    return text


_AUXILIARIES = "was|had|did|can|could|will|would|should|might|may|must|just|now|also|never|always|usually|only|still|finally"
_PAST = "got|took|went|left|met|sold|quit|gave|began|came|drove|broke|moved|found|lost|made|said|saw|told|chose|ended|cut"
_THIRD = (
    (r"\bI'm\b|\bI am\b", "User is"), (r"\bI've\b|\bI have\b", "User has"), (r"\bI'll\b", "User will"),
    (r"\bI'd\b", "User would"), (r"\bI (?:don't|do not)\b", "User doesn't"),
    (rf"\bI (?!(?:{_AUXILIARIES}|{_PAST}|\w+(?:ed|ght))\b)(\w+)", r"User \1s"),
    (r"\bI\b", "User"), (r"\bmy\b", "User's"),
    (r"(?<![가-힣])(?:나는|난|저는|전|내가|제가|나|저)(?=\s)", "사용자는"),
    (r"(?<![가-힣])(?:내|제|우리|저희)(?=\s)", "사용자의"),
)  # fmt: skip


WORDINGS = {"own words": own_words, "third person": third_person}


def run(cases: Path, worded: Callable[[str], str], *, show: bool = False) -> Tally:
    tally: Tally = collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        llm = {"provider": "custom", "config": {"model": ScriptedLLM(Faithful(worded))}}
        settings = {"path": Path(folder) / "updates.db", "embedder": {"provider": "static"}, "durability": "normal"}
        with Memory({**settings, "llm": llm, "strategy": "hybrid"}) as memory:
            for line in cases.read_text(encoding="utf-8").splitlines():
                case = json.loads(line)
                holds = verdict(memory, case)
                for key in ("all", case["kind"], case["lang"]):
                    tally[key].append(all(holds.values()))
                if show and not all(holds.values()):
                    print(case["id"], case["kind"], [name for name, fine in holds.items() if not fine], case["query"], sep=" | ")
    return tally


def verdict(memory: Memory, case: dict[str, Any]) -> dict[str, bool]:
    user, before = case["id"], set[str]()
    for turn in case["turns"]:
        before = ids(memory, user)
        noon = datetime.datetime.fromisoformat(turn["day"] + "T12:00:00+00:00")
        memory.add(turn["messages"], user_id=user, timestamp=int(noon.timestamp()))
    said = " ".join(message["content"] for message in case["turns"][-1]["messages"]).lower()
    hits = [found["memory"].lower() for found in memory.search(case["query"], user_id=user, limit=5)["results"]]
    want = [one.lower() for one in case.get("want", [])]
    stale = [one.lower() for one in case.get("stale", []) if one.lower() not in said]
    return {
        "found": not want or any(one in hit for one in want for hit in hits[:3]),
        "current": not any(one in hit for one in stale for hit in hits),
        "quiet": len(ids(memory, user) - before) <= case.get("new_memories_max", 99),
    }


def ids(memory: Memory, user: str) -> set[str]:
    return {one["id"] for one in memory.get_all(user_id=user, limit=1000)["results"]}


def rows(cases: tuple[Path, ...] = SETS, *, show: bool = False) -> list[Row]:
    found = []
    for one, (wording, worded) in product(cases, WORDINGS.items()):
        tally = run(one, worded, show=show)
        share = 100 * sum(tally["all"]) / len(tally["all"])
        note = ", ".join(f"{kind} {sum(held)}/{len(held)}" for kind, held in tally.items() if kind != "all")
        found.append(Row(f"facts that change, hybrid, {wording}, {one.stem}", "%", Figure(share), note=note))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Facts that change with a scripted extraction and the rules' decisions.")
    parser.add_argument("cases", nargs="*", type=Path)
    parser.add_argument("--show", action="store_true", help="the cases that fail")
    chosen = parser.parse_args()
    print(table(rows(tuple(chosen.cases) or SETS, show=chosen.show)))


if __name__ == "__main__":
    main()
