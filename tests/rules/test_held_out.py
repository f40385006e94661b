"""Whole conversations in which facts change, in words that the rules were not written from.

The files were each written before the rules were changed for them (first scores: 94 of 115, 68 of 96, 37 of 51, 43 of 57, 15
of 23). What
must hold always is that nothing is lost that still holds; newer answers may be missed now and then.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mem0.records import MemoryRecord, Message, Scope
from mem0.rules.consolidate import consolidate
from mem0.rules.extract import extract

FOLDER = Path(__file__).parent
WHO = Scope(user_id="u")
FLOORS = {"supersede": 23, "retract": 7, "correct": 5}  # of 48, 22 and 16
TRAPS = ("coexist", "other_person", "temporary", "hypothetical")


def _cases(kinds: tuple[str, ...] | None = None) -> list[list[str]]:
    rows = [
        [part.strip() for part in line.split("|")]
        for path in sorted(FOLDER.glob("held_out*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    return [row for row in rows if kinds is None or row[0] in kinds]


def _remember(turns: str) -> tuple[dict[str, MemoryRecord], int]:
    """The memories that hold after all turns, and how many the last turn added."""
    kept: dict[str, MemoryRecord] = {}
    added = 0
    for number, text in enumerate(turns.split("//")):
        at = (20_000 + 40 * number) * 86_400_000_000
        found = extract([Message(f"m{number}", "user", text.strip(), WHO, at)]).facts
        added = 0
        for count, decision in enumerate(consolidate(found, list(kept.values()))):
            name = f"{number}-{count}"
            if decision.target and decision.event in ("UPDATE", "DELETE"):
                kept.pop(decision.target.id)
            if decision.event in ("ADD", "UPDATE") or decision.keep:
                fact = decision.fact
                kept[name] = MemoryRecord(name, fact.text, WHO, fact.at, slot=fact.slot, event_at=fact.event_at)
                added += decision.event != "UPDATE"
    return kept, added


def _any(wanted: str, texts: list[str]) -> bool:
    return any(w.strip().lower() in text.lower() for w in wanted.split(";") for text in texts if w.strip())


def _id(row: list[str]) -> Any:
    return row[1][:60]


@pytest.mark.parametrize("row", _cases(TRAPS), ids=_id)
def test_what_still_holds_is_not_lost(row: list[str]) -> None:
    kept, _ = _remember(row[1])

    assert _any(row[3], [memory.text for memory in kept.values()])


@pytest.mark.parametrize("row", _cases(("chitchat", "question", "duplicate")), ids=_id)
def test_talk_and_repetition_add_nothing(row: list[str]) -> None:
    _, added = _remember(row[1])

    assert added <= int(row[5])


def test_most_newer_answers_replace_the_older_ones() -> None:
    """At least nineteen in twenty of the changes, endings and corrections are understood."""
    rows = _cases(("supersede", "retract", "correct"))
    good = 0
    for row in rows:
        kept, _ = _remember(row[1])
        texts = [memory.text for memory in kept.values()]
        last = row[1].split("//")[-1].lower()
        stale = ";".join(s for s in row[4].split(";") if s.strip() and s.strip().lower() not in last)
        good += (not row[3] or _any(row[3], texts)) and not _any(stale, texts)

    assert good >= 0.95 * len(rows)


def _told(case: dict[str, Any]) -> str:
    """The turns of a case as one line: what the user said in each."""
    return "//".join(" ".join(m["content"] for m in turn["messages"] if m["role"] == "user") for turn in case["turns"])


def test_changes_told_as_people_tell_them_are_mostly_followed() -> None:
    """dev_updates_3.jsonl: 160 conversations by somebody who did not know the rules; 49 of 100 passed before they were read."""
    changed = _followed("dev_updates_3.jsonl")
    assert all(changed[kind] >= least for kind, least in FLOORS.items()), changed


def test_changes_told_in_passing_are_mostly_followed() -> None:
    """Development data: dev_updates_5.jsonl (115 conversations written before the rules were read, of which 65 of 100 passed) and
    dev_updates_7.jsonl (64 more, after the first mechanism for them; 55 of 100)."""
    five, seven = _followed("dev_updates_5.jsonl"), _followed("dev_updates_7.jsonl")

    assert five["supersede"] + five["retract"] + five["correct"] >= 57, five  # of 81
    assert seven["supersede"] + seven["retract"] + seven["correct"] >= 29, seven  # of 44


def _followed(name: str) -> dict[str, int]:
    """How often nothing stale is left, by the kind of change."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    changed = {"supersede": 0, "retract": 0, "correct": 0}
    for case in map(json.loads, lines):
        kept, _ = _remember(_told(case))
        texts = [memory.text for memory in kept.values()]
        last = _told(case).split("//")[-1].lower()
        stale = ";".join(one for one in case.get("stale", []) if one.lower() not in last)
        if case["kind"] in changed:
            changed[case["kind"]] += not _any(stale, texts)
    return changed
