"""Put what was found into the graph (paper section 2.2): resolve entities, find conflicts, end what no longer holds."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..ports import Basis, Transaction
from ..records import Event, MemoryRecord, Micros, Scope
from ..relations import Mention, Node, Relation, Triplet
from ..rules.kinds import as_label, kind_of
from ..rules.said import parse_role
from ..rules.slots import parse_slot
from .resolve import THRESHOLD, Resolver


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A memory that was superseded (UPDATE) or ended (DELETE) in this call, with the messages it rested on before.

    `rewritten`: the id of a memory that a person wrote anew, so that what only it said ends.
    """

    event: Event
    slot: str | None
    at: Micros
    messages: tuple[int, ...]
    quotes: tuple[str, ...]
    rewritten: str | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What is to be linked: whose it is, what was found, and where its messages are (their keys by their ids).

    `now` is the time of recording; `threshold` how similar two names of one entity must be (0 to 1).
    """

    scope: Scope
    mentions: Sequence[Mention]
    triplets: Sequence[Triplet]
    keys: Mapping[str, int]
    now: Micros
    threshold: float = THRESHOLD
    overtaken: Sequence[Overtaken] = ()


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking did: relations that are new, and those that it closed."""

    added: tuple[Relation, ...] = ()
    closed: tuple[Relation, ...] = ()


def relate(tx: Transaction, findings: Findings) -> Linked:
    """Take the found entities and relations into the graph of `tx`, in the order in which they were said.

    A relation that is known gets the message as a further source. One that contradicts a known one (of its kind only one
    holds, or it is told as ended) closes it at the time from which the news holds; older news are kept as closed.
    """
    if not findings.triplets and not findings.overtaken:
        return Linked()
    work = _Relating(tx, findings)
    for triplet in findings.triplets:
        work.take(triplet)
    for one in findings.overtaken:
        work.end_overtaken(one)
    return Linked(tuple(work.added.values()), tuple(work.closed.values()))


@dataclass(slots=True)
class _Relating:
    tx: Transaction
    findings: Findings
    added: dict[str, Relation] = field(default_factory=dict)
    closed: dict[str, Relation] = field(default_factory=dict)
    touched: dict[str, Relation] = field(default_factory=dict)  # said or said again in this call
    resolver: Resolver = field(init=False)
    _aliases: Mapping[str, tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        graph, one = self.tx.graph, self.findings
        self._aliases = {mention.name: mention.aliases for mention in one.mentions}
        self.resolver = Resolver(graph, one.scope, one.mentions, now=one.now, threshold=one.threshold)

    def take(self, triplet: Triplet) -> None:
        message = self.findings.keys.get(triplet.message_id)
        label = as_label(triplet.label)
        if message is None or not label or not triplet.source.strip() or not triplet.target.strip():
            return
        if triplet.ended:
            self._end(triplet, label)
            return
        for end in (triplet.source, triplet.target):
            self._lead_to(end, triplet)
        source = self.resolver.settle(triplet.source.strip(), message)
        target = self.resolver.settle_target(source, label, triplet.target.strip(), message)
        if source.id != target.id:
            self._state(triplet, label, source, target, Basis(message, triplet.quote or None))

    def _lead_to(self, end: str, triplet: Triplet) -> None:
        """A way to somebody ("my sister", alone or as another name) is a relation that the graph needs to find them again."""
        for name in (end, *self._aliases.get(end, ())):
            way = parse_role(name)
            if way is not None and not (triplet.target == end and as_label(triplet.label) == as_label(way[1])):
                self.take(replace(triplet, source=way[0], label=way[1], target=end, ended=False))

    def _state(self, triplet: Triplet, label: str, source: Node, target: Node, basis: Basis) -> None:
        known = self._holding(source)
        kind = kind_of(label)
        same = next((one for one in known if one.target.id == target.id and kind_of(one.label) is kind), None)
        if same is None:
            same = next((one for one in known if one.target.id == target.id and one.label == label), None)
        if same is not None:
            self.tx.graph.add_bases(same.id, [basis])
            self.touched[same.id] = same
            return
        rivals = [one for one in known if kind.single and kind_of(one.label) is kind]
        since = triplet.event_at if triplet.event_at is not None else triplet.at
        # News are newer than what held when they were said, even if they tell of a time before ("last month I moved").
        later = min(
            (one for one in rivals if one.valid_from > triplet.at), key=lambda one: one.valid_from, default=None
        )
        new = Relation(str(uuid.uuid4()), source, label, target, self.findings.scope, since, self.findings.now)
        if later is not None:
            new = replace(new, valid_to=later.valid_from, superseded_by=later.id)
        self.tx.graph.add_relations([new], bases=[[basis]])
        self.added[new.id] = self.touched[new.id] = new
        for one in rivals:
            if later is None:
                self._close(one, since, by=new)

    def _holding(self, source: Node) -> list[Relation]:
        """What holds from this node on, for the very same user, agent and app."""
        found = self.resolver.leading(source)
        return [one for one in found if one.source.scope == self.resolver.scope]

    def _end(self, triplet: Triplet, label: str) -> None:
        source, target = self.resolver.find(triplet.source), self.resolver.find(triplet.target)
        if source is None or target is None:
            return
        kind = kind_of(label)
        at = triplet.event_at if triplet.event_at is not None else triplet.at
        both = [*self._holding(source), *self._holding(target)]
        for one in both:
            ends = {one.source.id, one.target.id} == {source.id, target.id}
            told = kind_of(one.label) is kind or (kind.left and kind_of(one.label).left)
            if ends and told and one.id not in self.closed:
                self._close(one, at)

    def end_overtaken(self, memory: Overtaken) -> None:
        """End the relations that a superseded memory stated, unless this call says them again."""
        for one in self.tx.graph.resting_on(memory.messages):
            if one.valid_to is not None or one.id in self.touched or not _is_of(memory, self.tx, one):
                continue
            heir = next((new for new in self.added.values() if _takes_over(new, one)), None)
            if heir is not None or _is_answer(memory, one) or _was_only_in(memory, self.tx, one):
                self._close(one, memory.at, by=heir)

    def _close(self, one: Relation, at: Micros, *, by: Relation | None = None) -> None:
        end = max(at, one.valid_from)
        successor = None if by is None else by.id
        self.tx.graph.close_relation(one.id, at=end, superseded_by=successor)
        self.closed[one.id] = replace(one, valid_to=end, superseded_by=successor)


def _is_of(memory: Overtaken, tx: Transaction, one: Relation) -> bool:
    """Whether the relation rests on the very words of the memory, not on others of the same message."""
    for basis in tx.graph.bases_of(one.id):
        quote = basis.quote
        if basis.message in memory.messages and quote is not None:
            if any(quote in kept or kept in quote for kept in memory.quotes):
                return True
        elif basis.message in memory.messages and not memory.quotes:
            return True
    return False


def _was_only_in(memory: Overtaken, tx: Transaction, one: Relation) -> bool:
    """Whether a memory that was written anew was the only one to say the relation."""
    bases = tx.graph.bases_of(one.id)
    if memory.rewritten is None or any(basis.message not in memory.messages for basis in bases):
        return False
    keys = {key for some in tx.graph.memories_on({basis.message for basis in bases}).values() for key in some}
    others = (record for record in tx.by_keys(sorted(keys)).values() if isinstance(record, MemoryRecord))
    said = {
        source.quote
        for record in others
        if record.valid_to is None and record.id != memory.rewritten
        for source in record.sources
    }
    quotes = {basis.quote for basis in bases}
    return not any(kept is None or quote is None or quote in kept or kept in quote for kept in said for quote in quotes)


def _takes_over(new: Relation, old: Relation) -> bool:
    """Whether a new relation stands in the place of an old one: another target, or another word for the same two."""
    if new.source.id != old.source.id:
        return False
    same_kind = kind_of(new.label) is kind_of(old.label) or new.label == old.label
    return same_kind != (new.target.id == old.target.id)


def _is_answer(memory: Overtaken, one: Relation) -> bool:
    """Whether a relation answers the question that the ended memory answered."""
    slot = parse_slot(memory.slot).name if memory.slot else None
    slots = kind_of(one.label).slots
    return slot in slots or (memory.event == "DELETE" and not (slots and slot))
