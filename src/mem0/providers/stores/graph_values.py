"""What all stores decide alike about the graph: what a partly erased message still says, and how refusals are worded."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mem0.errors import ValidationError


@dataclass(frozen=True, slots=True)
class Remains:
    """A message whose content was erased while memories still quote it: the erased words, and the quotes that stay."""

    erased: Sequence[str]
    quotes: Collection[str | None]

    def says(self, quote: str | None) -> bool:
        """Whether a relation may go on resting on these words: they touch none that were erased and a memory keeps them."""
        if quote is None or any(quote in words or words in quote for words in self.erased):
            return False
        return any(kept is not None and (quote in kept or kept in quote) for kept in self.quotes)


def is_called(name: str, quotes: Collection[str | None]) -> bool:
    """Whether one of these quotes uses the name."""
    folded = name.casefold()
    return any(quote is not None and folded in quote.casefold() for quote in quotes)


def unknown_node(node_id: str) -> ValidationError:
    return ValidationError(f"There is no node with id {node_id!r}.", details={"node_id": node_id})


def unknown_relation(relation_id: str) -> ValidationError:
    return ValidationError(f"There is no relation with id {relation_id!r}.", details={"relation_id": relation_id})


def taken(one: str) -> ValidationError:
    return ValidationError(f"There is a node or relation with id {one!r} already.", details={"id": one})


def baseless(relation_id: str) -> ValidationError:
    return ValidationError(
        f"Relation {relation_id!r} must rest on at least one message.", details={"relation_id": relation_id}
    )
