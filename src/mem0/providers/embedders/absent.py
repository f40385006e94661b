"""The embedder of a store that is opened without it: everything works but what needs new vectors."""

from __future__ import annotations

from collections.abc import Sequence

from ...errors import ConfigurationError
from ...ports import Limits, Purpose


class AbsentEmbedder:
    """Stands for an object that only the program has which gave it; listing, exporting and deleting do without."""

    limits = Limits()
    tells_purposes = False
    remote = False

    def __init__(self, name: str, dims: int | None) -> None:
        self.name, self.dims = name, dims

    def vectors(self, texts: Sequence[str], purpose: Purpose) -> list[list[float]]:
        del texts, purpose
        raise ConfigurationError(
            f"This store was made with the embedder {self.name}, which cannot be made from its name.",
            details={"store": self.name},
            suggestion='Open it with the same "embedder" in the configuration, or change it: mem0 reembed --embedder static',
        )
