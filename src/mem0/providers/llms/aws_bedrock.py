"""Models on Amazon Bedrock, whoever made them, through the Converse API of boto3."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar, Final, NoReturn

from ...chat import Finish, Turn
from ...errors import AuthenticationError, ConfigurationError, ValidationError
from ..settings import from_environment
from .asking import Answer, Request, Tool, ToolCall, alternating, inline, with_words
from .chat_model import ChatModel
from .dialect import Way
from .failures import Refused, not_reached, timed_out, unreadable
from .sdk import given, load_sdk, proxy_for

_FINISHES: Final[Mapping[str, Finish]] = {
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "guardrail_intervened": "refusal",
    "content_filtered": "refusal",
}
_DEFAULT_REGION = "us-west-2"
_TOO_MANY: Final = ("ThrottlingException", "TooManyRequestsException")


class Bedrock(ChatModel):
    """A model by its Bedrock id. Keys come from the configuration, else from wherever boto3 finds them."""

    vendor: ClassVar[str] = "aws_bedrock"
    default_model: ClassVar[str | None] = "anthropic.claude-3-5-sonnet-20240620-v1:0"
    ways: ClassVar[tuple[Way, ...]] = ("tool", "words")
    own_keys: ClassVar[frozenset[str]] = frozenset(
        {
            "aws_access_key_id",
            "aws_secret_access_key",
            "aws_session_token",
            "aws_region",
            "aws_profile",
            "model_kwargs",
            "provider_override",
            "response_callback",
        }
    )
    aliases: ClassVar[Mapping[str, str]] = {
        "endpoint_url": "base_url",
        "region": "aws_region",
        "region_name": "aws_region",
    }

    def _make(self) -> None:
        boto3 = load_sdk("boto3", self.provider, "aws")
        self._errors = load_sdk("botocore.exceptions", self.provider, "aws")
        self._unparsed = load_sdk("botocore.parsers", self.provider, "aws").ResponseParserError  # of no family
        options = self.config.own
        self._key = options.get("aws_secret_access_key")
        names = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
        region = options.get("aws_region") or from_environment("AWS_REGION", "AWS_DEFAULT_REGION")
        try:
            session = boto3.Session(
                **given(**{name: options.get(name) for name in names}, profile_name=options.get("aws_profile")),
                region_name=region,
            )
            self.client = session.client(
                "bedrock-runtime",
                region_name=session.region_name or _DEFAULT_REGION,
                endpoint_url=self.config.base_url,
                config=self._http(),
            )
        except (self._errors.BotoCoreError, ValueError) as error:
            raise ConfigurationError(
                f"boto3 cannot use these settings: {error}", details={"llm": self.provider}
            ) from None

    def _http(self) -> Any:
        config = load_sdk("botocore.config", self.provider, "aws")
        settings, timeout = self.config, self.config.timeout
        proxy = proxy_for(settings.base_url, settings.http_client_proxies)
        tries = settings.max_retries
        return config.Config(
            **given(
                read_timeout=timeout,
                connect_timeout=timeout,
                retries=None if tries is None else {"total_max_attempts": tries + 1, "mode": "standard"},
                proxies={"http": proxy, "https": proxy} if proxy else None,
            )
        )

    def _params(self, request: Request) -> dict[str, Any]:
        asks_in_words = request.json or (request.shape is not None and self._dialect.way == "words")
        told = with_words(request) if asks_in_words else request
        config, more = self.config, dict(self.config.own.get("model_kwargs") or {})
        limits = given(maxTokens=request.max_tokens or config.max_tokens or more.pop("max_tokens", None))
        if self._dialect.sampling:
            top_p = config.top_p if config.top_p is not None else more.pop("top_p", None)
            limits |= given(temperature=request.temperature_of(config), topP=top_p)
        if config.top_k is not None and self._dialect.sampling:
            more["top_k"] = config.top_k
        return {
            "modelId": config.model,
            "messages": [{"role": turn.role, "content": _content(turn)} for turn in alternating(told.talk)],
            **given(
                system=[{"text": told.system}] if told.system else None,
                inferenceConfig=limits or None,
                toolConfig=self._tools(request),
                additionalModelRequestFields=more or None,
            ),
        }

    def _tools(self, request: Request) -> dict[str, Any] | None:
        if request.shape is not None and self._dialect.way == "tool":
            tool = request.shape_as_tool(request.shape)
            return {"tools": [_tool(tool)], "toolChoice": {"tool": {"name": tool.name}}}
        if not request.tools or request.choice == "none":
            return None
        known: dict[str, dict[str, Any]] = {"auto": {"auto": {}}, "required": {"any": {}}}
        choice = known.get(request.choice, {"tool": {"name": request.choice}})
        return {"tools": [_tool(tool) for tool in request.tools], "toolChoice": choice}

    def _ask(self, sent: Mapping[str, Any]) -> Any:
        try:
            return self.client.converse(**sent)
        except (self._errors.BotoCoreError, self._errors.ClientError, self._unparsed, ValueError, AttributeError) as error:
            self._raise(error)  # the last three: boto3 trips over a body that is no answer

    def _raise(self, error: Any) -> NoReturn:
        known = self._errors
        if isinstance(error, known.ClientError):
            raise _refused(error.response) from None
        if isinstance(error, known.NoCredentialsError | known.PartialCredentialsError | known.TokenRetrievalError):
            raise AuthenticationError(
                f'The llm provider "{self.provider}" needs AWS credentials.',
                details={"llm": self.provider},
                suggestion="Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the same in its config.",
            ) from None
        if isinstance(error, known.ReadTimeoutError | known.ConnectTimeoutError):
            raise timed_out(self.provider) from None
        if isinstance(error, known.HTTPClientError | known.ConnectionError):
            raise not_reached(self.provider) from None
        if isinstance(error, known.ParamValidationError):
            raise ConfigurationError(f"boto3 refuses the request: {error.kwargs.get('report', '')[:300]}") from None
        raise unreadable(self.provider) from None

    def _read(self, response: Any) -> Answer:
        blocks = response.get("output", {}).get("message", {}).get("content")
        if blocks is None:
            raise unreadable(self.provider)
        usage = response.get("usage", {})
        used = [block["toolUse"] for block in blocks if "toolUse" in block]
        return Answer(
            text="".join(block["text"] for block in blocks if "text" in block),
            finish=_FINISHES.get(str(response.get("stopReason")), "stop"),
            tokens_in=usage.get("inputTokens", 0),
            tokens_out=usage.get("outputTokens", 0),
            calls=tuple(ToolCall(one["name"], json.dumps(one["input"], ensure_ascii=False)) for one in used),
            details=given(id=response.get("ResponseMetadata", {}).get("RequestId")),
        )


def _refused(response: Mapping[str, Any]) -> Refused:
    about, error = response.get("ResponseMetadata", {}), response.get("Error", {})
    status = 429 if error.get("Code") in _TOO_MANY else int(about.get("HTTPStatusCode") or 500)
    return Refused(status, str(error.get("Message") or error.get("Code")), about.get("HTTPHeaders", {}))


def _tool(tool: Tool) -> dict[str, Any]:
    described = given(description=tool.description or None)
    return {"toolSpec": {"name": tool.name, **described, "inputSchema": {"json": dict(tool.schema)}}}


def _content(turn: Turn) -> list[dict[str, Any]]:
    shown = []
    for picture in turn.pictures:
        data = inline(picture)
        if data is None:
            raise ValidationError("Bedrock is shown pictures as data URLs (data:image/png;base64,...) only.")
        kind = data[0].removeprefix("image/").replace("jpg", "jpeg")
        shown.append({"image": {"format": kind, "source": {"bytes": data[1]}}})
    return [*shown, {"text": turn.text}] if turn.text or not shown else shown
