"""Any model that LiteLLM knows, through its library."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from .asking import Answer, Request
from .chat_model import ChatModel
from .failures import Refused, not_reached, timed_out, unreadable
from .openai_form import params, read
from .sdk import BROKEN, TIMEOUTS, given, load_sdk


class LiteLLM(ChatModel):
    """A model by LiteLLM's name, e.g. "anthropic/claude-sonnet-4-6"; keys come from where LiteLLM looks for them."""

    vendor: ClassVar[str] = "litellm"
    default_model: ClassVar[str | None] = "gpt-5-mini"
    own_keys: ClassVar[frozenset[str]] = frozenset({"response_callback", "api_version"})
    aliases: ClassVar[Mapping[str, str]] = {"api_base": "base_url", "litellm_base_url": "base_url"}

    def _make(self) -> None:
        # Without this the import itself fetches a price list from the network.
        os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
        self.client = load_sdk("litellm", self.provider, "litellm")
        self._openai = load_sdk("openai", self.provider, "litellm")  # whose errors LiteLLM's are kinds of
        self.client.suppress_debug_info = True
        self._key = self.config.api_key

    def _params(self, request: Request) -> dict[str, Any]:
        config = self.config
        more = given(
            api_key=config.api_key,
            api_base=config.base_url,
            api_version=config.own.get("api_version"),
            timeout=config.timeout,
            max_retries=config.max_retries,
        )
        return {**params(self._dialect, config, request), **more}

    def _ask(self, sent: Mapping[str, Any]) -> Any:
        try:
            return self.client.completion(**sent)
        except self._openai.OpenAIError as error:
            raise self._told(list(_chain(error))) from None

    def _told(self, chain: Sequence[Any]) -> Exception:
        """LiteLLM wraps what its vendors raise, sometimes twice, and calls a broken connection status 500: what happened
        is read from the innermost on."""
        kinds = [{kind.__name__ for kind in type(error).__mro__} for error in chain]
        if any("JSONDecodeError" in names for names in kinds):
            return unreadable(self.provider)
        if any(names & TIMEOUTS for names in kinds):
            return timed_out(self.provider)
        if any(names & BROKEN for names in kinds[1:]):
            return not_reached(self.provider)
        headers = next((found for error in chain if (found := _headers(error))), {})
        return Refused(int(getattr(chain[0], "status_code", None) or 500), str(chain[0]), headers)

    def _read(self, response: Any) -> Answer:
        return read(self.provider, response)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _headers(error: Any) -> dict[str, str]:
    response = getattr(error, "response", None)
    found = getattr(error, "litellm_response_headers", None) or getattr(response, "headers", None)
    return dict(found or {})
