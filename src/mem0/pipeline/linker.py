"""Graph memory as add() sees it: relations by rules where no model extracts, and everything into the graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..ports import Clock, Transaction
from ..records import Fact, Message
from ..relations import Mention, Triplet
from ..rules.extract import extract
from ..rules.triplets import find_triplets
from .changes import Change
from .link import Linking
from .relate import Findings, Linked, Overtaken, relate

_OVERTAKES = ("UPDATE", "DELETE")


@dataclass(frozen=True, slots=True)
class GraphLinker:
    """pipeline/link.py's Linker on the graph of the store. `same_name`: how similar two names of one entity must be."""

    clock: Clock
    same_name: float

    def read(
        self, messages: Sequence[Message], facts: Sequence[Fact]
    ) -> tuple[tuple[Mention, ...], tuple[Triplet, ...]]:
        """Entities and relations by rules, from the facts; where there are none, from those that the rules find."""
        found = find_triplets(facts or extract(messages).facts)
        return found.mentions, found.triplets

    def texts(self, mentions: Sequence[Mention], triplets: Sequence[Triplet]) -> Sequence[str]:
        """None: names are compared by the static table, and triplets by their words (docs/decisions/010)."""
        del mentions, triplets
        return ()

    def link(self, tx: Transaction, linking: Linking) -> Linked:
        """Take what was found into the graph, and end what superseded memories said."""
        overtaken = [_overtaken(one, linking.by_hand) for one in linking.changes if one.event in _OVERTAKES]
        one, now = linking, self.clock.now()
        return relate(
            tx,
            Findings(one.scope, one.mentions, one.triplets, one.keys, now, self.same_name, [*filter(None, overtaken)]),
        )


def _overtaken(change: Change, by_hand: bool) -> Overtaken | None:
    if change.was is None:
        return None
    at = change.record.valid_to if change.record.valid_to is not None else change.record.valid_from
    quotes = tuple(source.quote for source in change.was.sources if source.quote is not None)
    return Overtaken(change.event, change.was.slot, at, change.rested_on, quotes, change.was.id if by_hand else None)
