"""Decide what facts do to what is known: the model proposes outside the transaction, inside it everything is checked again.

A proposal is the model's word on the memories as it saw them. Until the transaction begins other writers may have
changed them: what still fits is done, what does not is decided anew by the rules, which need no waiting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import get_args

from ..filters import parse
from ..ports import Snapshot
from ..prompts.answers import Unusable, read_list, shortened, validated
from ..prompts.consolidation import DecisionSaid, MemorySaid, consolidation_prompt
from ..prompts.extraction import Operation
from ..records import Decision, Fact, MemoryRecord, Micros, Scope
from ..retrieval.codes import unpack
from ..retrieval.query import Query
from ..rules.consolidate import consolidate as by_rules
from ..rules.language import language_of
from ..rules.prototypes import likeness
from ..rules.reading import read
from ..rules.slots import parse_slot, personal, same_question
from .consult import Consultation
from .encoding import owner_of
from .extract import Extraction
from .grounding import understood
from .indexes import Sight
from .parts import Parts
from .search import Question, recall
from .searchable import Searchable
from .sentences import sentence_vectors

SHOWN = 100  # memories that one question shows, about 2,000 tokens; facts that concern more are asked about in turn
RULES_COMPARE = 20  # similar memories that the rules compare a fact with; the paper, whose model reads them, takes 10


@dataclass(frozen=True, slots=True)
class Plan:
    """What the model proposes: decisions for facts by their place; for the others the rules decide. `seen`: the memories
    that it was shown, by id."""

    proposed: Mapping[int, tuple[Decision, ...]] = field(default_factory=dict)
    seen: Mapping[str, MemoryRecord] = field(default_factory=dict)

    def texts(self) -> list[str]:
        """The texts that memories would get."""
        return [one.fact.text for decisions in self.proposed.values() for one in decisions if one.event != "NOOP"]


async def propose(
    parts: Parts, consultation: Consultation | None, scope: Scope, found: Extraction, made: Mapping[str, Searchable]
) -> Plan:
    """Ask the model where the strategy wants it: "paper" by a call of its own, "single" has asked already; "hybrid" for facts
    in languages that the rules do not know."""
    if parts.strategy == "single":
        return _proposed_at_once(found)
    asked = {place: fact for place, fact in enumerate(found.facts) if _for_the_model(parts, fact)}
    if consultation is None or not asked:
        return Plan()
    groups = await parts.runner.call(
        lambda: parts.store.read(lambda snapshot: _questions(parts, snapshot, scope, asked, made))
    )
    plan = Plan()
    for places, shown in groups:
        answer = await _decided(parts, consultation, [asked[place] for place in places], shown)
        proposed = {places[place]: decisions for place, decisions in answer.items()}
        plan = Plan({**plan.proposed, **proposed}, {**plan.seen, **{record.id: record for record in shown}})
    return plan


def _questions(
    parts: Parts, view: Snapshot, scope: Scope, facts: Mapping[int, Fact], made: Mapping[str, Searchable]
) -> list[tuple[list[int], list[MemoryRecord]]]:
    """The places of facts with the memories that they may change: one question for all, where those are not too many."""
    groups: list[tuple[list[int], dict[str, MemoryRecord]]] = []
    for place, fact in facts.items():
        own = {record.id: record for record in known_memories(parts, view, scope, [fact], made)}
        if not groups or len(groups[-1][1] | own) > SHOWN:
            groups.append(([], {}))
        groups[-1][0].append(place)
        groups[-1][1].update(own)
    return [(places, list(shown.values())) for places, shown in groups if shown]


async def _decided(
    parts: Parts, consultation: Consultation, facts: Sequence[Fact], shown: Sequence[MemoryRecord]
) -> Mapping[int, tuple[Decision, ...]]:
    """The model's decisions by the place of their fact; what of its answer is not readable is told in `usage`."""
    custom = parts.settings.update_prompt
    prompt = consolidation_prompt([fact.text for fact in facts], [record.text for record in shown], custom=custom)
    answer = await consultation.ask(prompt, partial(_read, facts=facts, shown=shown))
    decisions, wrong = answer.value
    for problem in wrong:
        consultation.meter.failed(f"decision not readable: {problem}")
    return decisions


def _for_the_model(parts: Parts, fact: Fact) -> bool:
    """Whether the model, in a call of its own, decides what a fact does to what is known."""
    wanted = parts.strategy == "paper" or (parts.strategy == "hybrid" and not language_of(fact.text).compares)
    return wanted and not to_forget(fact)


def _proposed_at_once(found: Extraction) -> Plan:
    """The plan of strategy "single", where every fact came with its decision."""
    shown = found.shown
    proposed = {
        place: (_decision(wish.op, fact, wish.number, fact.text, shown),)
        for place, (fact, wish) in enumerate(zip(found.facts, found.wishes, strict=False))
    }
    return Plan(proposed, {record.id: record for record in shown})


def _read(
    text: str, facts: Sequence[Fact], shown: Sequence[MemoryRecord]
) -> tuple[dict[int, tuple[Decision, ...]], list[str]]:
    """Decisions by the place of their fact, out of an answer in our form or that of mem0ai 1.x, and what was not readable."""
    listed = read_list(text, "decisions", "memory")
    if any(isinstance(item, dict) and "event" in item for item in listed.items):
        entries, wrong = validated(listed.items, MemorySaid)
        pairs = [pair for one in entries if (pair := _of_entry(one, facts, shown)) is not None]
    else:
        said, wrong = validated(listed.items, DecisionSaid)
        pairs = [
            (one.f - 1, _decision(one.op, facts[one.f - 1], one.n, one.text, shown))
            for one in said
            if 1 <= one.f <= len(facts)
        ]
    if wrong and not pairs:
        raise Unusable(f"No decision had the form that was asked for: {wrong[0]}.")
    found: dict[int, tuple[Decision, ...]] = {}
    for place, decision in pairs:
        found[place] = (*found.get(place, ()), decision)
    return found, [*wrong, *map(shortened, listed.broken)]


def _of_entry(said: MemorySaid, facts: Sequence[Fact], shown: Sequence[MemoryRecord]) -> tuple[int, Decision] | None:
    """An entry of mem0ai 1.x names no fact: it is about the one most like its text. What stays as it is says nothing."""
    if said.event == "NOOP":
        return None
    number = int(said.id) if said.id.isdecimal() else None
    target = shown[number - 1] if number is not None and 1 <= number <= len(shown) else None
    text = said.text or (target.text if target is not None else "")
    if not text:
        return None
    scores = likeness(text, [fact.text for fact in facts], sentence_vectors)
    place = max(range(len(facts)), key=scores.__getitem__)
    return place, _decision(said.event, facts[place], number, text, shown)


def _decision(op: str, fact: Fact, number: int | None, text: str | None, shown: Sequence[MemoryRecord]) -> Decision:
    """A checked decision. A memory that was not shown, or may not change, makes it an ADD that says so: no fact is lost."""
    if op == "ADD":
        return Decision("ADD", fact, reason="new")
    if op not in get_args(Operation):
        return Decision("ADD", fact, reason=f"new; the model wanted to {op}, which is no operation")
    if number is None or not 1 <= number <= len(shown):
        if op == "NOOP":
            return Decision("ADD", fact, reason="new; the model took it for known and named no memory")
        which = f"memory {number}, which it was not shown" if number else "a memory that there is not"
        return Decision("ADD", fact, reason=f"new; the model wanted to {op} {which}")
    target = shown[number - 1]
    if op == "NOOP":
        return Decision("NOOP", fact, target, "known already")
    if target.immutable:
        return Decision("ADD", fact, reason=f"new; the model wanted to {op} a memory that is immutable")
    if None not in (fact.actor, target.actor) and fact.actor != target.actor:
        return Decision("ADD", fact, reason=f"new; the model wanted to {op} what somebody else said")
    if op == "DELETE":
        return Decision("DELETE", fact, target, "no longer true, by the model")
    new = fact if not text or text == fact.text else understood(replace(fact, text=text))
    return Decision("UPDATE", new, target, "replaced, by the model")


def decide(
    parts: Parts, tx: Snapshot, scope: Scope, facts: Sequence[Fact], plan: Plan, made: Mapping[str, Searchable]
) -> list[Decision]:
    """The decisions as they hold inside the transaction: what still fits of the plan, then what the rules decide.

    Every fact has at least one, and no fact becomes a second memory of the same words.
    """
    known = known_memories(parts, tx, scope, facts, made)
    fitting = {
        place: proposed
        for place, proposed in sorted(plan.proposed.items())
        if _still_fits(tx, facts[place], proposed, plan, known)
    }
    decided = [decision for proposed in fitting.values() for decision in proposed]
    touched = {one.target.id for one in decided if one.target is not None and one.event != "NOOP"}
    rest = [fact for place, fact in enumerate(facts) if place not in fitting]
    repeated = [(fact, record) for fact in rest if fact.derived and (record := _in_same_words(fact, known)) is not None]
    decided += [Decision("NOOP", fact, record, "known already") for fact, record in repeated]
    known_twice = {id(fact) for fact, _ in repeated}
    new = [fact for fact in rest if id(fact) not in known_twice]
    if parts.strategy == "add_only":
        decided += [Decision("ADD", fact, reason="new") for fact in new if not to_forget(fact)]
        new = [fact for fact in new if to_forget(fact)]
    left = [record for record in known if record.id not in touched]
    ruled = by_rules(new, left, sentence_vectors=sentence_vectors)
    return [*decided, *_sure(ruled)]


def _still_fits(
    tx: Snapshot, fact: Fact, proposed: Sequence[Decision], plan: Plan, known: Sequence[MemoryRecord]
) -> bool:
    """Whether the memories that a proposal speaks of are as the model saw them, and none that it did not see matters."""
    for target in (one.target for one in proposed if one.target is not None):
        now = tx.get(target.id)
        if now is None or now.valid_to is not None or now.text != target.text:
            return False
    unseen = [record for record in known if record.id not in plan.seen]
    adds = any(one.event == "ADD" for one in proposed)
    if _in_same_words(fact, known if adds else unseen) is not None:
        return False
    verdicts = by_rules([fact], unseen, sentence_vectors=sentence_vectors)
    return all(one.event == "ADD" for one in verdicts)


def _sure(decisions: Sequence[Decision]) -> list[Decision]:
    """What the rules decide about facts that a model worded, where the speaker talks or both answer one question; else the
    fact stands beside.

    The rules know how people speak of themselves. Of sentences about third persons they recognise the questions, but
    their likenesses of words ("Evan went to Canada", "Evan went to the Rockies") say nothing.
    """
    doubtful = {id(one.fact) for one in decisions if one.event == "UPDATE" and not _one_question(one)}
    added = {id(one.fact): Decision("ADD", one.fact, reason="new") for one in decisions if id(one.fact) in doubtful}
    kept = [one for one in decisions if id(one.fact) not in doubtful]
    return [*kept, *added.values()]


def _one_question(decision: Decision) -> bool:
    fact, target = decision.fact, decision.target
    if not fact.derived or target is None or decision.reason == "corrected" or _of_speaker(fact):
        return True
    asked = parse_slot(target.slot) if target.slot is not None else read(target.text, None).slot  # kept word for word
    return fact.slot is not None and asked is not None and same_question(parse_slot(fact.slot), asked)


def _of_speaker(fact: Fact) -> bool:
    """Whether a fact is about whoever speaks: "I ...", "User ..."."""
    reading = read(fact.text)
    return fact.subject is None and reading.language.own.search(reading.text) is not None


def _in_same_words(fact: Fact, known: Sequence[MemoryRecord]) -> MemoryRecord | None:
    said = plain(fact.text)
    return next((record for record in known if record.valid_to is None and plain(record.text) == said), None)


def plain(text: str) -> str:
    """A text without what makes no difference to what it says: capitals, spaces, the final mark."""
    return " ".join(text.casefold().split()).rstrip(".!。")


def to_forget(fact: Fact) -> bool:
    """Whether a fact is a request to forget something: the rules carry it out, no model is asked to."""
    return not fact.derived and bool(language_of(fact.quote).forgets(fact.quote))


def known_memories(
    parts: Parts, tx: Snapshot, scope: Scope, facts: Sequence[Fact], made: Mapping[str, Searchable]
) -> list[MemoryRecord]:
    """What the facts may change: valid memories of the same owner with the same slot, and the most similar ones."""
    if not facts:
        return []
    owner = owner_of(scope)
    slots = {fact.slot for fact in facts if fact.slot}
    found = {r.id: r for r in tx.with_slots(owner, slots)} if slots else {}
    for fact in facts:
        found |= {record.id: record for record in similar(parts, tx, scope, fact.text, fact.at, made.get(fact.text))}
    return [record for record in found.values() if record.valid_to is None and _same_owner(record, scope)]


def similar(
    parts: Parts, tx: Snapshot, scope: Scope, text: str, at: Micros, made: Searchable | None = None
) -> list[MemoryRecord]:
    """The memories of a scope's owner that are most like a text.

    A dense encoder's vector of the text is used where it was made anyway; the static signals find near statements too,
    where a late-interaction model would cost milliseconds.
    """
    owner = owner_of(scope)
    dense = parts.encoder.stores_codes and not parts.encoder.late_interaction
    vectors = unpack(made.codes) if dense and made is not None and made.codes is not None else None
    query = Query.read(text, now=at, vectors=vectors, once=True)
    limit = RULES_COMPARE if parts.strategy == "rules" else parts.settings.similar
    where = parse({f"{owner.kind}_id": owner.name})
    answers = recall(parts, Sight(None, tx), query, Question(text, where, limit=limit, memories_only=True))
    return [answer.record for answer in answers if isinstance(answer.record, MemoryRecord)]


def _same_owner(record: MemoryRecord, scope: Scope) -> bool:
    """A fact changes memories of the very same user, agent and app; across runs only what is about the person."""
    there = record.scope
    if (there.user_id, there.agent_id, there.app_id) != (scope.user_id, scope.agent_id, scope.app_id):
        return False
    return there.run_id == scope.run_id or personal(record.slot)
