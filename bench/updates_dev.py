"""Score the rules alone on conversations in which facts change: no store, no engine, a plain ranking by shared words.

    python bench/updates_dev.py CASES.jsonl [--show] [--vectors]

A case passes as in the update benchmark: a wanted string among the first three answers, no stale string among the first five
(unless the last turn says it), not more new memories than allowed.
"""

from __future__ import annotations

import argparse
import collections
import datetime
import json
from collections.abc import Iterator, Sequence
from typing import Any

from mem0.records import MemoryRecord, Message, Scope
from mem0.rules.compare import shared
from mem0.rules.consolidate import consolidate, query_slot
from mem0.rules.extract import extract
from mem0.rules.prototypes import SentenceVectors
from mem0.rules.reading import read
from mem0.rules.slots import parse_slot, same_question


class Notebook:
    """Memories and messages of one user in a dict, ranked by words and slot."""

    def __init__(self, user: str, vectors: SentenceVectors | None) -> None:
        self.scope, self.vectors = Scope(user_id=user), vectors
        self.memories: dict[str, MemoryRecord] = {}
        self.origin: dict[str, set[str]] = {}
        self.messages: dict[str, str] = {}
        self.hidden: set[str] = set()
        self.count = 0
        self.log: list[str] = []

    def add(self, turn: dict[str, Any]) -> list[str]:
        at = int(datetime.datetime.fromisoformat(turn["day"] + "T12:00:00+00:00").timestamp()) * 1_000_000
        messages = []
        for said in turn["messages"]:
            self.count += 1
            messages.append(Message(f"m{self.count}", said["role"], said["content"], self.scope, at + self.count))
        found = extract(messages, sentence_vectors=self.vectors)
        born = []
        for decision in consolidate(found.facts, list(self.memories.values()), sentence_vectors=self.vectors):
            fact, target = decision.fact, decision.target
            self.log.append(f"{decision.event:7}{fact.slot} | {fact.text} | {target.text if target else ''}")
            if target and decision.event in ("UPDATE", "DELETE"):
                self.hidden |= self.origin[target.id]
                self.memories.pop(target.id)
            if decision.event in ("ADD", "UPDATE") or decision.keep:
                self.count += 1
                name = target.id if target and decision.event == "UPDATE" else f"r{self.count}"
                self.memories[name] = MemoryRecord(
                    name, fact.text, self.scope, fact.at, slot=fact.slot, event_at=fact.event_at
                )
                self.origin[name] = {fact.message_id}
                born += [] if decision.event == "UPDATE" else [name]
        self.messages |= {m.id: m.content for m in messages}
        return born

    def search(self, question: str, k: int) -> list[str]:
        asked, slot = read(question), query_slot(question)
        texts = [(m.text, m.slot) for m in self.memories.values()]
        texts += [(text, None) for key, text in self.messages.items() if key not in self.hidden]
        scored = []
        for place, (text, kept) in enumerate(texts):
            score = shared(asked.words, read(text).words) + (0.3 if kept or place < len(self.memories) else 0.0)
            if slot and kept and same_question(parse_slot(slot), parse_slot(kept), least=0.5):
                score += 2
            if self.vectors:
                pair = self.vectors([question, text])
                score += 2 * float(pair[0] @ pair[1])
            scored.append((-score, text))
        return [text for _, text in sorted(scored, key=lambda one: one[0])][:k]


def cases_of(path: str) -> Iterator[dict[str, Any]]:
    """Cases of a .jsonl file, or of a text file with one case a line ("kind | turns | question | want | stale | most")."""
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if path.endswith(".jsonl"):
                yield json.loads(line)
            elif line.strip() and not line.startswith("#"):
                yield _case(f"{number}", [part.strip() for part in line.split("|")])


def _case(name: str, parts: Sequence[str]) -> dict[str, Any]:
    kind, turns, query, want, stale, most = [*parts, "", ""][:6]
    said = [turn.strip() for turn in turns.split("//")]
    case = {
        "id": name,
        "lang": "ko" if any("가" <= c <= "힣" for c in turns) else "en",
        "kind": kind,
        "turns": [
            {"day": f"2026-0{2 + n}-03", "messages": [{"role": "user", "content": text}]} for n, text in enumerate(said)
        ],
        "query": query,
        "want": [w.strip() for w in want.split(";") if w.strip()],
        "stale": [s.strip() for s in stale.split(";") if s.strip()],
    }
    return case | ({"new_memories_max": int(most)} if most else {})


def verdict(case: dict[str, Any], vectors: SentenceVectors | None) -> tuple[dict[str, bool], list[str], list[str]]:
    """What of a case holds, the answers, and what the notebook did."""
    book = Notebook(case["id"], vectors)
    born: list[str] = []
    for turn in case["turns"]:
        born = book.add(turn)
    last = " ".join(m["content"] for m in case["turns"][-1]["messages"]).lower()
    hits = [h.lower() for h in book.search(case["query"], 5)]
    want = [w.lower() for w in case.get("want", [])]
    stale = [s.lower() for s in case.get("stale", []) if s.lower() not in last]
    current = [m.text.lower() for m in book.memories.values()] + hits
    return (
        {
            "found": not want or any(w in h for w in want for h in hits[:3]),
            "kept": not want or any(w in text for w in want for text in current),
            "current": not any(s in h for s in stale for h in hits),
            "quiet": len(born) <= case.get("new_memories_max", 99),
        },
        hits[:3],
        book.log,
    )


def main(args: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--vectors", action="store_true")
    options = parser.parse_args(args)
    vectors = _static_vectors() if options.vectors else None
    tally: dict[str, list[bool]] = collections.defaultdict(list)
    for case in cases_of(options.cases):
        holds, hits, log = verdict(case, vectors)
        for key in ("all", case["kind"], case["lang"]):
            tally[key].append(all(holds.values()))
        if options.show and not all(holds.values()):
            print(case["id"], case["kind"], [k for k, v in holds.items() if not v], case["query"], hits, sep=" | ")
            print("   ", "\n    ".join(log))
    print({key: f"{sum(v)}/{len(v)} {100 * sum(v) / len(v):.1f}" for key, v in tally.items()})


def _static_vectors() -> SentenceVectors:
    from mem0.pipeline.sentences import sentence_vectors

    return sentence_vectors


if __name__ == "__main__":
    main()
