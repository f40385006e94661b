"""How often the graph answers: questions over one and two steps, changed relations and earlier times, in English and Korean.

    python bench/graph_cases.py                 # relations found by the rules
    python bench/graph_cases.py --scripted      # relations as a faultless model would give them
    python bench/graph_cases.py --misses        # and what was missed

A question counts as answered when the expected entity is an end of one of the first (three) relations that `search` gives.
"memory" is how often the first memory holds the answer, without and with the graph. The cases are bench/graph_cases.json.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from measure import Figure, Row

from mem0 import Memory
from mem0.pipeline.relate import Findings, relate
from mem0.ports import NewMessage, Transaction
from mem0.records import Message, Scope
from mem0.relations import Mention, Triplet
from mem0.values import clean_moment

KINDS = ("one", "two", "changed", "asof")
EMBEDDED = {"vector_store": {"provider": "memory"}, "embedder": {"provider": "static"}}
SELVES = ("I", "나")


def stories() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(Path(__file__).with_name("graph_cases.json").read_text("utf-8"))
    return found


def told(story: dict[str, Any], *, graph: bool, scripted: bool) -> Memory:
    """A memory that was told the story; `scripted`: its relations come from the story, not from the rules."""
    memory = Memory({**EMBEDDED, "enable_graph": graph and not scripted})
    for day, text, _ in story["said"]:
        memory.add(text, user_id=story["user"], timestamp=day)
    if graph and scripted:
        memory.close()
        memory = Memory({**EMBEDDED, "enable_graph": True})
        for number, (day, text, triplets) in enumerate(story["said"]):
            write(memory, Scope(story["user"]), str(number), moment(day), text, triplets)
    return memory


def moment(day: str) -> int:
    found = clean_moment(day, name="day")
    assert found is not None
    return found


def write(memory: Memory, scope: Scope, id_: str, at: int, text: str, triplets: str) -> None:
    message = Message(id_, "user", text, scope, at)
    given = [line.strip().split("|") for line in triplets.split(";")]
    names = {name for source, _, target, *_ in given for name in (source, target)}
    mentions = [Mention(name, "person" if name in SELVES else "concept") for name in names]
    found = [Triplet(s, label, t, id_, at, text, ended=bool(ended)) for s, label, t, *ended in given]

    def job(tx: Transaction) -> None:
        (key,) = tx.add_messages([NewMessage(message)])
        relate(tx, Findings(scope, mentions, found, {id_: key}, at))

    memory._parts.store.write(job)


def asked(story: dict[str, Any], memory: Memory) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Kind, question, expected entity and the answer of each question."""
    for kind, question, expected, *as_of in story["asked"]:
        answer = memory.search(question, user_id=story["user"], as_of=as_of[0] if as_of else None)
        yield kind, question, expected, answer


def ends(answer: dict[str, Any], first: int) -> set[str]:
    return {end for one in answer.get("relations", [])[:first] for end in (one["source"], one["destination"])}


def run(*, scripted: bool, misses: bool = False) -> dict[str, Counter[str]]:
    """Counts by kind: asked, first, three (by the graph); plain, joined (by the first memory, without and with it)."""
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    for story in stories():
        plain, joined = told(story, graph=False, scripted=False), told(story, graph=True, scripted=scripted)
        for (kind, question, expected, answer), (*_, without) in zip(
            asked(story, joined), asked(story, plain), strict=True
        ):
            count = counts[kind]
            count["asked"] += 1
            count["first"] += expected in ends(answer, 1)
            count["three"] += expected in ends(answer, 3)
            count["plain"] += any(expected in item["memory"] for item in without["results"][:1])
            count["joined"] += any(expected in item["memory"] for item in answer["results"][:1])
            if misses and expected not in ends(answer, 1):
                print(f"  {kind}: {question} -> {expected}; got {answer.get('relations', [])[:2]}")
        plain.close()
        joined.close()
    return counts


def rows() -> list[Row]:
    """How many of the questions are answered, with relations by the rules and as of a faultless model."""
    found = []
    for scripted in (False, True):
        total: Counter[str] = sum(run(scripted=scripted).values(), Counter())
        source = "a faultless model's relations" if scripted else "relations by the rules"
        found.append(
            Row(
                f"{total['asked']} questions to the graph, {source}", "first answer", Figure(total["first"]),
                note=f"among the first three {total['three']}",
            )
        )  # fmt: skip
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scripted", action="store_true", help="relations as a faultless model would give them")
    parser.add_argument("--misses", action="store_true", help="show what was missed")
    options = parser.parse_args()
    counts = run(scripted=options.scripted, misses=options.misses)
    total: Counter[str] = sum(counts.values(), Counter())
    for kind, count in [*counts.items(), ("all", total)]:
        row = f"{kind:8} asked {count['asked']:3}  first {count['first']:3}  first three {count['three']:3}"
        print(row if options.scripted else f"{row}  memory {count['plain']:3} -> {count['joined']:3}")


if __name__ == "__main__":
    main()
