"""What one vendor alone has: settings of its own, spelt as programs spell them."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mem0 import Memory
from mem0.build import make_llm
from mem0.chat import Picture, Prompt, Turn
from mem0.config import LlmConfig
from mem0.errors import AuthenticationError, ConfigurationError, LLMError, MissingExtra
from mem0.providers.faults import safe
from mem0.providers.llms import sdk
from mem0.providers.llms.asking import alternating
from mem0.utils.factory import LlmFactory

from ...loopback import Server
from .conftest import KEY
from .test_conformance import ASK, SHAPED
from .vendors import ANTHROPIC, BEDROCK, GEMINI, OLLAMA, OPEN, gemini_said, openai_said


def made(provider: str, **config: Any) -> Any:
    llm = make_llm(LlmConfig(provider=provider, config=config))
    OPEN.append(llm)
    return llm


def test_anthropic_is_sent_no_temperature_that_nobody_said(server: Server) -> None:
    server.says(ANTHROPIC.said("ok", "end_turn"))

    ANTHROPIC.make(server).complete(Prompt((Turn("user", "Hello"),)))

    assert server.asked[0].body == {
        "model": "claude-3-haiku-20240307",
        "max_tokens": 4096,
        "messages": [{"role": "user", "content": "Hello"}],
    }


def test_anthropic_is_sent_the_temperature_of_a_program(server: Server) -> None:
    server.says(ANTHROPIC.said("ok", "end_turn"))

    ANTHROPIC.make(server, temperature=0.1, max_tokens=1000).complete(Prompt((Turn("user", "Hello"),)))

    assert (server.asked[0].body["temperature"], server.asked[0].body["max_tokens"]) == (0.1, 1000)


def test_anthropic_may_be_told_to_send_no_sampling_settings(server: Server) -> None:
    server.says(ANTHROPIC.said("ok", "end_turn"))

    ANTHROPIC.make(server, temperature=0.1, enable_sampling_parameters=False).complete(ASK)

    assert "temperature" not in server.asked[0].body


def test_anthropic_is_asked_by_its_own_schema_where_tools_cannot_be_forced(server: Server) -> None:
    server.says(ANTHROPIC.failed(400, "tool_choice is not supported with thinking"), ANTHROPIC.said("{}", "end_turn"))

    ANTHROPIC.make(server).complete(SHAPED)

    assert server.asked[1].body["output_config"]["format"]["type"] == "json_schema"


def test_gemini_through_vertex_needs_no_key(server: Server) -> None:
    from google.oauth2.credentials import Credentials

    server.says(gemini_said("ok"))
    credentials: Any = Credentials(token="token-1")  # type: ignore[no-untyped-call, unused-ignore]
    config = {"vertexai": True, "project": "p", "location": "us-central1", "base_url": server.url}
    llm = made("gemini", model="gemini-2.5-flash", credentials=credentials, **config)

    assert llm.complete(ASK).text == "ok"
    assert "/projects/p/locations/us-central1/" in server.asked[0].path
    assert server.asked[0].header("Authorization") == "Bearer token-1"


def test_credentials_of_google_that_cannot_be_used_are_told(server: Server) -> None:
    from google.auth.credentials import AnonymousCredentials

    credentials: Any = AnonymousCredentials()  # type: ignore[no-untyped-call, unused-ignore]
    config = {"vertexai": True, "project": "p", "location": "us-central1", "base_url": server.url}

    with pytest.raises(AuthenticationError, match="gcloud"):
        made("gemini", credentials=credentials, **config).complete(ASK)


@pytest.mark.parametrize(
    ("model", "thought"),
    [("gemini-2.5-flash", {"thinkingbudget": 1024}), ("gemini-3-flash", {"thinkinglevel": "LOW"})],
)
def test_gemini_is_told_how_long_to_think(server: Server, model: str, thought: dict[str, Any]) -> None:
    server.says(gemini_said("ok"))

    GEMINI.make(server, model=model, reasoning_effort="low").complete(ASK)

    told = server.asked[0].body["generationConfig"]["thinkingConfig"]
    assert {
        key.replace("_", "").lower(): value for key, value in told.items()
    } == thought  # the SDK spells it both ways


def test_gemini_tells_a_blocked_prompt_as_a_refusal(server: Server) -> None:
    server.says({"promptFeedback": {"blockReason": "SAFETY"}, "usageMetadata": {"promptTokenCount": 3}})

    done = GEMINI.make(server).complete(ASK)

    assert (done.text, done.finish, done.tokens_in) == ("", "refusal", 3)


def test_gemini_tells_a_wrong_key_as_a_bad_request_and_that_is_understood(server: Server) -> None:
    server.says(GEMINI.failed(400, "API key not valid. Please pass a valid API key."))

    with pytest.raises(AuthenticationError):
        GEMINI.make(server).complete(ASK)


@pytest.mark.parametrize(
    "config",
    [
        {
            "azure_kwargs": {
                "api_key": KEY,
                "azure_endpoint": "URL",
                "azure_deployment": "mine",
                "api_version": "2024-02-01",
            }
        },
        {"api_key": KEY, "endpoint": "URL", "azure_deployment": "mine", "api_version": "2024-02-01"},
    ],
    ids=["azure_kwargs", "beside the model"],
)
def test_azure_is_asked_for_its_deployment(server: Server, config: dict[str, Any]) -> None:
    server.says(openai_said("ok"))
    told = json.loads(json.dumps(config).replace("URL", server.url))

    made("azure_openai", model="gpt-4", **told).complete(ASK)

    asked = server.asked[0]
    assert asked.target == "/openai/deployments/mine/chat/completions?api-version=2024-02-01"
    assert asked.header("api-key") == KEY


def test_azure_is_found_in_the_environment(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("OPENAI_API_KEY", KEY), ("ENDPOINT", server.url), ("DEPLOYMENT", "d"), ("API_VERSION", "v")):
        monkeypatch.setenv(f"LLM_AZURE_{name}", value)
    server.says(openai_said("ok"))

    made("azure_openai", model="gpt-4", temperature=0.1, max_tokens=4000).complete(ASK)

    assert server.asked[0].target == "/openai/deployments/d/chat/completions?api-version=v"


def test_azure_without_an_address_says_what_to_set() -> None:
    with pytest.raises(ConfigurationError, match="LLM_AZURE_ENDPOINT"):
        made("azure_openai", api_key=KEY)


def test_azure_takes_tokens_of_a_directory(server: Server) -> None:
    server.says(openai_said("ok"))

    made(
        "azure_openai",
        model="m",
        azure_kwargs={"azure_endpoint": server.url, "azure_ad_token_provider": lambda: "token-1"},
    ).complete(ASK)

    assert server.asked[0].header("Authorization") == "Bearer token-1"


def test_ollama_is_told_settings_as_its_options(server: Server) -> None:
    server.says(OLLAMA.said("ok", "stop"))

    OLLAMA.make(server, temperature=0.2, max_tokens=1000, keep_alive="5m", options={"num_ctx": 8192}).complete(
        Prompt((Turn("user", "Hello"),))
    )

    body = server.asked[0].body
    assert body["options"] == {"temperature": 0.2, "num_predict": 1000, "num_ctx": 8192}
    assert body["keep_alive"] == "5m"


def test_ollama_is_found_in_the_environment(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_HOST", server.url)
    server.says(OLLAMA.said("ok", "stop"))

    assert made("ollama", model="m").complete(ASK).text == "ok"


def test_bedrock_without_credentials_says_what_to_set(
    server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))

    with pytest.raises(AuthenticationError, match="AWS_ACCESS_KEY_ID"):
        made("aws_bedrock", base_url=server.url).complete(ASK)


def test_bedrock_with_an_unknown_profile_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))

    with pytest.raises(ConfigurationError, match="profile"):
        made("aws_bedrock", aws_profile="nobody")


def test_bedrock_is_told_turns_that_alternate(server: Server) -> None:
    server.says(BEDROCK.said("ok", "end_turn"))
    turns = (Turn("system", "S"), Turn("assistant", "a"), Turn("user", "b"), Turn("user", "c"))

    BEDROCK.make(server).complete(Prompt(turns))

    told = [(one["role"], one["content"][0]["text"]) for one in server.asked[0].body["messages"]]
    assert told == [("user", "Begin."), ("assistant", "a"), ("user", "b\n\nc")]


def test_pictures_of_joined_turns_stay() -> None:
    one, two = Picture("https://x.example/1"), Picture("https://x.example/2")

    assert alternating([Turn("user", "a", (one,)), Turn("user", "", (two,))]) == [Turn("user", "a", (one, two))]


@pytest.mark.parametrize("spelt", ["http_client_proxies"])
@pytest.mark.parametrize("how", ["one", "by scheme"])
@pytest.mark.parametrize("provider", ["openai", "anthropic", "gemini", "ollama"])
def test_a_proxy_is_asked_instead_of_the_vendor(server: Server, provider: str, how: str, spelt: str) -> None:
    """A plain HTTP proxy is asked for the whole address, which shows that it was used."""
    vendor = next(v for v in (ANTHROPIC, GEMINI, OLLAMA) if v.name == provider) if provider != "openai" else None
    said = vendor.said("ok", vendor.finishes["stop"]) if vendor else openai_said("ok")
    server.says(said)
    key = {} if provider == "ollama" else {"api_key": KEY}
    proxies = server.url if how == "one" else {"http://": server.url, "https://": "http://127.0.0.1:1"}

    made(provider, model="m", base_url="http://vendor.example/v1", max_retries=0, **key, **{spelt: proxies}).complete(
        ASK
    )

    assert server.asked[0].target.startswith("http://vendor.example/")


@pytest.mark.parametrize("proxies", [None, "", {}])
def test_no_proxy_is_none(proxies: Any) -> None:
    assert sdk.proxy_for("https://x.example", proxies) is None


def test_langchain_without_a_model_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="chat model"):
        made("langchain", model="gpt-4o")


def test_a_vendors_sdk_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "anthropic", None)

    with pytest.raises(MissingExtra, match=r"open-mem0\[anthropic\]"):
        made("anthropic", api_key=KEY)


@pytest.mark.parametrize(
    "said",
    ["Incorrect API key provided: sk-proj-abc123def456", "Bearer abcdef123456 is wrong", "AIzaSyA1234567890abcd", KEY],
)
def test_nothing_that_looks_like_a_key_is_repeated(said: str) -> None:
    assert "***" in safe(said, KEY)
    assert not any(part in safe(said, KEY) for part in ("abc123", "abcdef123456", "AIzaSyA1234567890", KEY))


class Brought:
    """A model that another package would bring by an entry point."""

    name = "brought/1"

    def __init__(self, config: Any) -> None:
        self.config = config

    def generate_response(self, messages: Any, **_: Any) -> str:
        return f"{self.config.model}: {messages[-1]['content']}"


@pytest.fixture
def _entry_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = tmp_path / "brought-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: brought\nVersion: 1.0\n")
    (folder / "entry_points.txt").write_text(f"[mem0.llms]\nbrought = {__name__}:Brought\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    importlib.invalidate_caches()


@pytest.mark.usefixtures("_entry_point")
def test_a_package_brings_a_model_by_an_entry_point() -> None:
    llm = made_without_closing("brought", model="m")

    assert llm.complete(ASK).text.startswith("m: ")


def made_without_closing(provider: str, **config: Any) -> Any:
    return make_llm(LlmConfig(provider=provider, config=config))


def test_the_factory_makes_ours(server: Server) -> None:
    server.says(openai_said("Hi"))
    llm = LlmFactory.create("openai", {"model": "gpt-4o-mini", "api_key": KEY}, openai_base_url=f"{server.url}/v1")
    OPEN.append(llm)

    assert llm.generate_response([{"role": "user", "content": "x"}]) == "Hi"


def test_a_closed_memory_gives_back_the_connections_of_its_model() -> None:
    config = {"llm": {"provider": "openai", "config": {"api_key": KEY}}, "vector_store": {"provider": "memory"}}
    with Memory(config) as memory:
        client = memory.llm.client
        assert not client.is_closed()

    assert client.is_closed()


def test_a_model_of_the_program_is_left_open() -> None:
    class Mine(Brought):
        closed = False

        def close(self) -> None:
            self.closed = True

    mine = Mine(None)
    Memory({"llm": {"provider": "custom", "config": {"model": mine}}, "vector_store": {"provider": "memory"}}).close()

    assert not mine.closed


def test_an_empty_block_and_odd_counts_of_anthropic_cost_no_answer(server: Server) -> None:
    said = ANTHROPIC.said("ok", "end_turn")
    said["content"] = [{"type": "text", "text": None}, *said["content"]]
    server.says({**said, "usage": {"input_tokens": "many", "output_tokens": None}})

    answer = ANTHROPIC.make(server).complete(ASK)

    assert (answer.text, answer.tokens_in, answer.tokens_out) == ("ok", 0, 0)


def test_an_answer_that_boto3_cannot_parse_is_an_error_of_ours(server: Server) -> None:
    server.says({"output": {}, "stopReason": "end_turn"})

    with pytest.raises(LLMError, match="not of its own format"):
        BEDROCK.make(server).complete(ASK)
