"""What the embedders of all vendors have in common: their settings read, their names, a client made with the first text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from ...ports import Closeable, Limits
from .. import settings

MAX_DIMS = 65_535
COMMON = frozenset({"model", "embedding_dims", "embedding_model_dims", "timeout", "max_retries"})


class Vendor:
    """A vendor's file sets the class attributes and writes `_made_client` and `vectors` (ports.Embedder).

    `wish` is the size that the embedder's own settings name, `expected` the one of the vector store; `dims` is what
    vectors are checked against.
    """

    provider: str
    who: str
    default_model: str
    known: frozenset[str]
    key_variables: tuple[str, ...] = ()
    limits = Limits()
    tells_purposes = False
    remote = True

    def __init__(self, config: Mapping[str, Any] | None = None) -> None:
        self.config = settings.known_only(f"The embedder {self.provider}", config or {}, self.known)
        self.model = settings.text(self.config, "model", default=self.default_model) or self.default_model
        self.name = f"{self.provider}/{self.model}"
        self.wish = settings.count(self.config, "embedding_dims", most=MAX_DIMS)
        self.expected = settings.count(self.config, "embedding_model_dims", most=MAX_DIMS)
        self.dims = self.wish or self.expected
        self.timeout = settings.seconds(self.config, "timeout")
        self.retries = settings.number(self.config, "max_retries", least=0, most=100)

    @property
    def key(self) -> str | None:
        return settings.text(self.config, "api_key", env=self.key_variables)

    def need_key(self) -> None:
        """Raises AuthenticationError where the vendor needs a key and none is given. Asked where a configuration names the
        embedder; a store that only remembers it opens without one, for all that needs no vectors."""

    @cached_property
    def client(self) -> Any:
        return self._made_client()

    def _made_client(self) -> Any:
        """The SDK's client; asked for with the first text."""
        raise NotImplementedError

    def close(self) -> None:
        """Give back the connections; the next text opens new ones."""
        client = self.__dict__.pop("client", None)
        if isinstance(client, Closeable):
            client.close()
