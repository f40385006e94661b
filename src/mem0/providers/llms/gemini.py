"""Google's Gemini models, with a key or through Vertex AI, through the official SDK (google-genai)."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Mapping
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from ...chat import Finish, Picture, Turn
from ...errors import AuthenticationError, ConfigurationError
from .asking import Answer, Request, Tool, ToolCall, inline, with_words
from .chat_model import ChatModel
from .dialect import Way
from .failures import Refused, unreadable
from .sdk import given, load_sdk, proxy_for, transport_error
from .settings import key_of

_REFUSALS: Final = ("SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "MODEL_ARMOR", "JAILBREAK")
# Tokens of thought for models that are told a budget (Gemini 2.5); later ones are told the level itself.
_BUDGETS: Final[Mapping[str, int]] = {"none": 0, "minimal": 0, "low": 1024, "medium": 8192, "high": 24576}


class Gemini(ChatModel):
    """A Gemini model. vertexai=True asks Vertex AI (`project`, `location`, Google's own credentials) instead of a key."""

    vendor: ClassVar[str] = "gemini"
    default_model: ClassVar[str | None] = "gemini-2.0-flash"
    ways: ClassVar[tuple[Way, ...]] = ("schema", "object", "words")
    own_keys: ClassVar[frozenset[str]] = frozenset(
        {"vertexai", "project", "location", "credentials", "response_callback"}
    )
    aliases: ClassVar[Mapping[str, str]] = {"gemini_base_url": "base_url"}

    def _make(self) -> None:
        self._sdk = load_sdk("google.genai", self.provider, "gemini")
        self._auth_error: type[Exception] = load_sdk("google.auth.exceptions", self.provider, "gemini").GoogleAuthError
        config, options = self.config, self.config.own
        proxy = proxy_for(config.base_url, config.http_client_proxies)
        retries = {"attempts": config.max_retries + 1} if config.max_retries is not None else None
        http = given(
            base_url=config.base_url,
            timeout=int(config.timeout * 1000) if config.timeout else None,  # the SDK counts milliseconds
            client_args={"proxy": proxy} if proxy else None,
            retry_options=retries,
        )
        if options.get("vertexai"):
            place = given(**{name: options.get(name) for name in ("project", "location", "credentials")})
            self.client = self._vertex(http, place)
        else:
            self._key = key_of(self.provider, config.api_key, "GOOGLE_API_KEY", "GEMINI_API_KEY")
            self.client = self._sdk.Client(api_key=self._key, vertexai=False, http_options=http)

    def _vertex(self, http: Mapping[str, Any], place: Mapping[str, Any]) -> Any:
        """A client of Vertex AI. Looking for Google's credentials is the SDK's matter, and may ask the machine's host."""
        try:
            return self._sdk.Client(vertexai=True, http_options=http, **place)
        except self._auth_error as error:
            raise _unauthorised(self.provider, error) from None
        except ValueError as error:
            raise ConfigurationError(f"Vertex AI cannot be used: {error}", details={"llm": self.provider}) from None

    def _params(self, request: Request) -> dict[str, Any]:
        asks_in_words = (request.shape is not None or request.json) and self._dialect.way != "schema"
        told = with_words(request) if asks_in_words else request
        return {
            "model": self.config.model,
            "contents": [_content(turn) for turn in told.talk],
            "config": {
                **given(system_instruction=told.system or None),
                **self._limits(request),
                **self._json(request),
                **_tools(request),
            },
        }

    def _limits(self, request: Request) -> dict[str, Any]:
        config, effort = self.config, self.config.reasoning_effort
        limits = given(max_output_tokens=request.max_tokens or config.max_tokens)
        if self._dialect.sampling:
            limits |= given(temperature=request.temperature_of(config), top_p=config.top_p, top_k=config.top_k)
        if effort and self._dialect.effort:
            by_budget = "gemini-2" in str(config.model) and effort in _BUDGETS
            thought = {"thinking_budget": _BUDGETS[effort]} if by_budget else {"thinking_level": effort.upper()}
            limits["thinking_config"] = thought
        return limits

    def _json(self, request: Request) -> dict[str, Any]:
        if (request.shape is None and not request.json) or self._dialect.way == "words":
            return {}
        asked: dict[str, Any] = {"response_mime_type": "application/json"}
        if request.shape is not None and self._dialect.way == "schema":
            asked["response_json_schema"] = dict(request.shape.schema)
        return asked

    def _ask(self, sent: Mapping[str, Any]) -> Any:
        try:
            return self.client.models.generate_content(**sent)
        except self._sdk.errors.APIError as error:
            headers = getattr(error.response, "headers", None) or {}
            raise Refused(_status(error), str(error.message or error.status), dict(headers)) from None
        except self._auth_error as error:
            raise _unauthorised(self.provider, error) from None
        except Exception as error:  # raised again as ours: its HTTP client may be httpx or httpx2
            raise transport_error(self.provider, error) from error

    def _read(self, response: Any) -> Answer:
        candidate = next(iter(getattr(response, "candidates", None) or ()), None)
        blocked = getattr(getattr(response, "prompt_feedback", None), "block_reason", None)
        if candidate is None and blocked is None:
            raise unreadable(self.provider)
        usage = getattr(response, "usage_metadata", None)
        parts = getattr(getattr(candidate, "content", None), "parts", None) or []
        thoughts = getattr(usage, "thoughts_token_count", 0) or 0
        return Answer(
            text="".join(part.text for part in parts if part.text and not part.thought),
            finish="refusal" if candidate is None else _finish(candidate.finish_reason),
            tokens_in=getattr(usage, "prompt_token_count", 0) or 0,
            tokens_out=(getattr(usage, "candidates_token_count", 0) or 0) + thoughts,
            calls=tuple(
                ToolCall(part.function_call.name, json.dumps(part.function_call.args or {}, ensure_ascii=False))
                for part in parts
                if part.function_call
            ),
            details=given(model=response.model_version, id=response.response_id),
        )


def _unauthorised(provider: str, error: Exception) -> AuthenticationError:
    return AuthenticationError(
        f"Google's credentials cannot be used ({type(error).__name__}).",
        details={"llm": provider},
        suggestion='Run "gcloud auth application-default login", or give "credentials" in the llm config.',
    )


def _status(error: Any) -> int:
    """A wrong key is told by Gemini as a bad request."""
    wrong_key = error.code == 400 and "API key" in str(error.message)
    return 401 if wrong_key else int(error.code or 500)


def _finish(reason: Any) -> Finish:
    name = str(getattr(reason, "name", reason))
    if name == "MAX_TOKENS":
        return "length"
    return "refusal" if any(word in name for word in _REFUSALS) else "stop"


def _tools(request: Request) -> dict[str, Any]:
    if not request.tools:
        return {}
    modes = {"auto": "AUTO", "none": "NONE", "required": "ANY"}
    calling: dict[str, Any] = {"mode": modes.get(request.choice, "ANY")}
    if request.choice not in modes:
        calling["allowed_function_names"] = [request.choice]
    return {
        "tools": [{"function_declarations": [_declaration(tool) for tool in request.tools]}],
        "tool_config": {"function_calling_config": calling},
        "automatic_function_calling": {"disable": True},
    }


def _declaration(tool: Tool) -> dict[str, Any]:
    return {"name": tool.name, "description": tool.description, "parameters_json_schema": dict(tool.schema)}


def _content(turn: Turn) -> dict[str, Any]:
    words = [{"text": turn.text}] if turn.text or not turn.pictures else []
    role = "model" if turn.role == "assistant" else "user"
    return {"role": role, "parts": [*(_picture(one) for one in turn.pictures), *words]}


def _picture(picture: Picture) -> dict[str, Any]:
    data = inline(picture)
    if data is None:
        kind = mimetypes.guess_type(urlsplit(picture.url).path)[0] or "image/jpeg"
        return {"file_data": {"file_uri": picture.url, "mime_type": kind}}
    return {"inline_data": {"mime_type": data[0], "data": data[1]}}
