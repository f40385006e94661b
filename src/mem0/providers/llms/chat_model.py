"""What every vendor's language model is: `complete` for the pipeline, `generate_response` as mem0ai's programs call it."""

from __future__ import annotations

import json
import logging
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from ...chat import Completion, Prompt
from .asking import Answer, Request, request_of
from .base import LLMBase
from .dialect import Way, first, learned
from .failures import Refused, closed, refused, useless
from .settings import COMMON_KEYS, BaseLlmConfig, read_settings

log = logging.getLogger("mem0")
_LEARNS = 6  # how often one question may be asked another way after a refusal


class ChatModel(LLMBase):
    """A language model of one vendor. May be used from several threads.

    A vendor fills in `_make`, `_params`, `_ask` and `_read`; foreign errors are translated in `_ask`.
    `config` holds the settings, `name` is "provider/model", `client` is the vendor's own client.
    """

    vendor: ClassVar[str]
    own_keys: ClassVar[frozenset[str]] = frozenset()  # settings of this vendor alone
    aliases: ClassVar[Mapping[str, str]] = {}  # other spellings of settings
    default_model: ClassVar[str | None] = None

    ways: ClassVar[tuple[Way, ...]] = ("schema", "tool", "object", "words")  # of asking for JSON, the strictest first
    unsaid: ClassVar[Mapping[str, Any]] = {}  # what stands for settings that the user does not name

    client: Any
    _key: str | None = None  # never to stand in an error
    _closed = False

    def __init__(self, config: BaseLlmConfig | Mapping[str, Any] | None = None, *, provider: str | None = None) -> None:
        self.provider = provider or self.vendor
        if isinstance(config, BaseLlmConfig):  # made by a program, or for a class that stands in the place of ours
            for spelt, name in self.aliases.items():
                if config.own.get(spelt) is not None and name in COMMON_KEYS and getattr(config, name) is None:
                    setattr(config, name, config.own[spelt])
        else:
            config = read_settings(self.provider, config or {}, self.own_keys, self.aliases, self.unsaid)
        super().__init__(config)
        if self.config.model is None:
            self.config.model = self.default_model
        self._dialect = first(self.ways, self.config)
        self._make()

    @property
    def name(self) -> str:
        return f"{self.provider}/{self.config.model}"

    @abstractmethod
    def _make(self) -> None:
        """Check the settings and make `client`; no network."""

    @abstractmethod
    def _params(self, request: Request) -> dict[str, Any]:
        """What the SDK is called with, in the present dialect. Pure."""

    @abstractmethod
    def _ask(self, sent: Mapping[str, Any]) -> Any:
        """Call the SDK. Raises Refused for an answer other than 2xx, and our own errors for everything else."""

    @abstractmethod
    def _read(self, response: Any) -> Answer:
        """The SDK's answer as ours. Raises LLMError where it is not of the vendor's own format."""

    def _send(self, request: Request) -> Any:
        """Ask, another way where the vendor refuses one, and give the SDK's answer."""
        for _ in range(_LEARNS):
            sent = self._params(request)
            try:
                response = self._ask(sent)
            except Refused as refusal:
                after = learned(self._dialect, refusal.said, request) if refusal.status in (400, 422) else None
                if after is None:
                    raise refused(self.provider, refusal, key=self._key) from None
                self._dialect = after  # for all later questions too
                continue
            except RuntimeError as error:  # of the HTTP library
                if not self._closed:
                    raise
                raise closed(self.provider) from error
            self._called_back(response, sent)
            return response
        raise useless(self.provider, "one refusal after the other")

    def complete(self, prompt: Prompt) -> Completion:
        """The model's answer to a prompt (see `mem0.ports.LLM`)."""
        return self._read(self._send(Request.of(prompt))).completion()

    def generate_response(
        self,
        messages: Sequence[Mapping[str, Any]],
        response_format: Mapping[str, Any] | None = None,
        tools: Sequence[Mapping[str, Any]] | None = None,
        tool_choice: Any = "auto",
        **unused: Any,
    ) -> Any:
        """The answer to OpenAI-style messages: a text, or {"content", "tool_calls": [{"name", "arguments"}]} with tools.

        response_format: {"type": "json_object"} or {"type": "json_schema", "json_schema": {"name", "schema"}}.
        Raises as `complete` does, and ValidationError for messages that cannot be read.
        """
        del unused
        response = self._send(request_of(messages, response_format, tools, tool_choice))
        return self._parse_response(response, tools)

    def close(self) -> None:
        """Give back the connections of the SDK's client; closing twice is fine. A question under way fails."""
        self._closed = True
        close = getattr(self.client, "close", None)
        if callable(close):
            close()

    def _parse_response(self, response: Any, tools: Any = None) -> Any:
        """An SDK's answer as `generate_response` gives it; a method of its own because programs replace it."""
        answer = self._read(response)
        if not tools:
            return answer.said
        calls = [{"name": call.name, "arguments": self._arguments(call.arguments)} for call in answer.calls]
        return {"content": answer.text or None, "tool_calls": calls}

    def _arguments(self, raw: str) -> Any:
        try:
            return json.loads(raw or "{}")
        except ValueError:
            raise useless(self.provider, "a tool call whose arguments are not JSON") from None

    def _called_back(self, response: Any, params: Mapping[str, Any]) -> None:
        """Tell the `response_callback` of the configuration."""
        callback = self.config.own.get("response_callback")
        if callback is None:
            return
        try:
            callback(self, response, dict(params))
        except Exception:  # the answer is there and paid for: a fault of the listener must not lose it
            log.exception("The response_callback of the language model raised an error.")
