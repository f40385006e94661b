"""What the vector providers share: reading their settings, and saying a database's errors in the library's words."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from mem0.errors import ConfigurationError, VectorStoreError

COMMON: Final = ("collection_name", "embedding_model_dims")


_REFUSALS: Final = (400, 413, 415, 422)
_REFUSING: Final = frozenset({"ValueError", "TypeError", "OverflowError", "InvalidArgumentError"})


def known_only(who: str, config: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    """The settings that are given (None: left out). A key that the provider does not know is refused with the nearest."""
    for key in config:
        if key not in known and key not in COMMON:
            near = difflib.get_close_matches(str(key), (*known, *COMMON), n=1, cutoff=0.5)
            hint = f'Did you mean "{near[0]}"?' if near else f"It takes: {', '.join(sorted((*known, *COMMON)))}."
            raise ConfigurationError(f"{who} has no setting {key!r}.", details={"key": str(key)}, suggestion=hint)
    return {key: value for key, value in config.items() if value is not None}


def collection_of(config: Mapping[str, Any]) -> str:
    """The name of the collection: a plain name, since local databases make a folder of it."""
    name = str(config.get("collection_name") or "mem0")
    if not name.strip(".") or any(sign in name for sign in "/\\\0"):
        raise ConfigurationError(f"The collection name {name!r} must be a plain name.")
    return name


@contextmanager
def translating(who: str, kind: type[VectorStoreError] = VectorStoreError) -> Iterator[None]:
    """Inside, whatever a database's SDK raises leaves as ours. Its own words are left out: they may repeat memory text.

    `debug_info["refused"]`: the database was there and did not want what it was given.
    """
    try:
        yield
    except (VectorStoreError, ConfigurationError):
        raise
    except Exception as error:  # noqa: BLE001 - it leaves as ours
        status = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
        kinds = {kind.__name__ for kind in type(error).__mro__}
        refused = status in _REFUSALS if status is not None else not kinds.isdisjoint(_REFUSING)
        facts = {"error": type(error).__name__, "status": status, "refused": refused}
        answer = f"answered with status {status}" if status is not None else f"failed ({type(error).__name__})"
        raise kind(f"The vector index {who} {answer}.", debug_info=facts) from None


def wrong_dims(who: str, collection: str, *, there: object, ours: int) -> VectorStoreError:
    """The collection was made for vectors of another size."""
    return VectorStoreError(
        f"The collection {collection!r} of {who} takes vectors of {there} numbers; this embedder gives {ours}.",
        details={"collection": collection, "there": there, "ours": ours},
        suggestion="Choose another collection_name, or give the collection up for new vectors: mem0 reindex --vectors",
    )
