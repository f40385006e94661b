"""Load a model of the Hugging Face hub: what fails then is told as such, and not as a question that failed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from .. import errors
from .faults import safe


@contextmanager
def loading(model: str, kind: type[errors.MemoryError]) -> Iterator[None]:
    """Inside, the libraries' errors leave as `kind`, which says what to do. They raise OSError, ValueError and more."""
    try:
        yield
    except errors.MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - it leaves as ours
        raise kind(
            f"The model {model} could not be loaded: {safe(str(error) or type(error).__name__)}",
            details={"model": model},
            debug_info={"error": type(error).__name__},
            suggestion='Give "model" the folder of a model on this machine. A name is looked up on the Hugging Face hub, and '
            "the model is downloaded when it is first used: that needs a network once.",
        ) from None
