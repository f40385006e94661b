"""Store what an add learned, in one transaction that looks at everything once more before it writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from ..ports import Transaction
from ..records import Decision, Message
from .apply import Applier
from .changes import Addition, Outcome
from .consolidate import Plan, decide
from .consult import Meter
from .discretion import labelled
from .encoding import Encoded, add_missing
from .evidence import kept
from .extract import Extraction
from .link import Linking
from .parts import Parts
from .searchable import Searchable, searchable
from .summary import Renewal
from .work import settle


@dataclass(frozen=True, slots=True)
class Lesson:
    """Everything that one add learned, ready to be stored."""

    parts: Parts
    addition: Addition
    messages: Sequence[Message]
    found: Extraction
    plan: Plan
    encoded: Encoded
    renewal: Renewal | None = None

    def found_by(self, text: str) -> Searchable:
        """What a text is found by; all texts are encoded by now, but those that a local encoder makes at once."""
        if text not in self.encoded.texts:
            self.encoded.texts[text] = searchable(self.parts.encoder, [text])[0]
        return self.encoded.texts[text]


@dataclass(frozen=True, slots=True)
class _Unencoded:
    """Texts that consolidation worded anew: a remote encoder is asked for them outside the transaction."""

    texts: list[str]


async def store(lesson: Lesson, meter: Meter) -> Outcome:
    """Carry out the decisions as they hold inside the transaction."""
    parts = lesson.parts
    while True:
        done = await parts.runner.call(lambda: parts.store.write(lambda tx: _attempt(tx, lesson)))
        if isinstance(done, Outcome):
            return done
        await add_missing(parts, meter, lesson.encoded, done.texts)


def _attempt(tx: Transaction, lesson: Lesson) -> Outcome | _Unencoded:
    parts, scope = lesson.parts, lesson.addition.scope
    decisions = decide(parts, tx, scope, lesson.found.facts, lesson.plan, lesson.encoded.texts)
    missing = [one.fact.text for one in decisions if one.event != "NOOP" and one.fact.text not in lesson.encoded.texts]
    if missing and parts.encoder.remote:
        return _Unencoded(missing)
    return _written(tx, lesson, decisions)


def _written(tx: Transaction, lesson: Lesson, decisions: Sequence[Decision]) -> Outcome:
    evidence = kept(lesson.messages, lesson.encoded.messages)
    keys = dict(zip((m.id for m in lesson.messages), tx.add_messages(evidence), strict=True))
    applier = Applier(tx, lesson.addition, keys, lesson.found_by, label=partial(labelled, lesson.parts))
    for decision in decisions:
        applier.apply(decision)
    found, linker = lesson.found, lesson.parts.linker
    relations = None
    if linker is not None:
        scope, changes = lesson.addition.scope, tuple(applier.changes)
        linking = Linking(scope, lesson.messages, keys, found.mentions, found.triplets, changes, lesson.found_by)
        relations = linker.link(tx, linking)
    if lesson.renewal is not None:
        lesson.renewal.store(tx)
    settle(tx, lesson.addition.lease, applier.changes, at=lesson.parts.clock.now())
    return Outcome(tuple(applier.changes), (*found.skipped, *applier.skipped), relations=relations)
