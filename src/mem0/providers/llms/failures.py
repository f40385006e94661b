"""What went wrong at a language model, told as our errors (providers/faults.py) that name its provider."""

from __future__ import annotations

from collections.abc import Mapping

from ... import errors
from ...chat import UNREADABLE
from ...errors import ConfigurationError, LLMError, NetworkError
from .. import faults


class Refused(Exception):
    """An HTTP answer other than 2xx, between a vendor's call and the error that the caller gets."""

    def __init__(self, status: int, said: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status)
        self.status, self.said, self.headers = status, said, headers or {}


def refused(provider: str, refusal: Refused, *, key: str | None = None) -> errors.MemoryError:
    """The error for a refusal."""
    about, hide = {"llm": provider, "status": refusal.status}, [key] if key else []
    if refusal.status == 404:
        said = faults.safe(refusal.said, hide)
        return ConfigurationError(f"{provider} does not know this model or address (404): {said}", details=about)
    return faults.refusal(
        provider, refusal.status, refusal.said, LLMError, headers=refusal.headers, about=about, hide=hide
    )


def timed_out(provider: str) -> NetworkError:
    return faults.timed_out(provider, about={"llm": provider})


def not_reached(provider: str) -> NetworkError:
    return faults.not_reached(provider, about={"llm": provider})


def unreadable(provider: str, said: str = "") -> LLMError:
    """An answer that is not of the vendor's own format. said: what came back; gateways tell of their troubles so, with 200."""
    shown = f" It said: {faults.safe(said)}" if said else ""
    message = f"{provider} gave an answer that is not of its own format.{shown}"
    return LLMError(message, error_code=UNREADABLE, details={"llm": provider})


def useless(provider: str, what: str) -> LLMError:
    return LLMError(f"{provider} gave {what}.", details={"llm": provider})


def closed(provider: str) -> LLMError:
    return LLMError(
        f"{provider} was asked while its memory was being closed.", details={"llm": provider}, suggestion="Nothing was stored."
    )
