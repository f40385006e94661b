"""The step of add that feeds graph memory: what a linker is given, and when.

`Parts.linker` is None while graph memory is off; then nothing of this happens. With one, add() does four things:
1. the extraction call also asks for entities and relations (`extraction_prompt(..., graph=True)`), no call more; where no
   model extracts, `linker.read` finds them by rules. Both end in `Extraction.mentions` and `Extraction.triplets`;
2. `linker.texts` names the texts that it wants searchable: they are encoded in the one batch of the add, before the
   transaction;
3. inside the write transaction, after the memories were changed, `linker.link` stores nodes and relations;
4. what it returns becomes `Outcome.relations`, which the door puts into the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ..ports import Transaction
from ..records import Fact, Message, Scope
from ..relations import Mention, Triplet
from .changes import Change
from .searchable import Searchable


@dataclass(frozen=True, slots=True)
class Linking:
    """What was learned in one add: `keys` are the keys of the stored messages by their ids, `changes` what happened to
    memories, `found_by` gives the features and codes of a text (encoded before, where `texts` named it). `by_hand`: a
    person wrote the memory anew; what only its old text said no longer holds."""

    scope: Scope
    messages: Sequence[Message]
    keys: Mapping[str, int]
    mentions: Sequence[Mention]
    triplets: Sequence[Triplet]
    changes: Sequence[Change]
    found_by: Callable[[str], Searchable]
    by_hand: bool = False


class Linker(Protocol):
    """Graph memory as add() sees it."""

    def read(
        self, messages: Sequence[Message], facts: Sequence[Fact]
    ) -> tuple[tuple[Mention, ...], tuple[Triplet, ...]]:
        """Entities and relations by rules, where no language model extracts."""

    def texts(self, mentions: Sequence[Mention], triplets: Sequence[Triplet]) -> Sequence[str]:
        """The texts that `link` will want codes of."""

    def link(self, tx: Transaction, linking: Linking) -> Any:
        """Resolve the mentions to nodes, store relations, close those that are contradicted. Inside the transaction: no
        network, no model."""
