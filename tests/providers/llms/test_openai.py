"""OpenAI's dialect through its real SDK: what is sent, what is learnt from refusals, which key goes where."""

from __future__ import annotations

from typing import Any

import pytest

from mem0.build import make_llm
from mem0.chat import Picture, Prompt, Shape, Turn
from mem0.config import LlmConfig
from mem0.errors import AuthenticationError, ConfigurationError, RateLimitError
from mem0.ports import LLM

from ...loopback import Say, Server
from .conftest import KEY
from .vendors import OPEN

FACTS = Shape(
    "facts",
    "What is worth remembering.",
    {
        "type": "object",
        "properties": {"facts": {"type": "array", "items": {"type": "string"}}},
        "required": ["facts"],
        "additionalProperties": False,
    },
)
ASK = Prompt((Turn("system", "Be short."), Turn("user", "Hello")))
SHAPED = Prompt(ASK.turns, FACTS)


def said(text: Any = "Hi", **message: Any) -> dict[str, Any]:
    return {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [
            {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text, **message}}
        ],
        "usage": {"prompt_tokens": 7, "completion_tokens": 2, "total_tokens": 9},
    }


def refusal(words: str) -> Say:
    return Say({"error": {"message": words, "type": "invalid_request_error"}}, status=400)


def make(server: Server, provider: str = "openai", **config: Any) -> LLM:
    settings = {"model": "gpt-4o-mini", "api_key": KEY, "base_url": f"{server.url}/v1", "max_retries": 0, **config}
    llm = make_llm(LlmConfig(provider=provider, config=settings))
    assert llm is not None
    OPEN.append(llm)
    return llm


def test_a_question_goes_out_as_programs_configured_it(server: Server) -> None:
    server.says(said())

    done = make(server, temperature=0.2, max_tokens=1500).complete(ASK)

    assert (done.text, done.finish, done.tokens_in, done.tokens_out) == ("Hi", "stop", 7, 2)
    asked = server.asked[0]
    assert asked.path == "/v1/chat/completions"
    assert asked.header("Authorization") == f"Bearer {KEY}"
    assert asked.body == {
        "model": "gpt-4o-mini",
        "messages": [{"role": "system", "content": "Be short."}, {"role": "user", "content": "Hello"}],
        "temperature": 0.2,
        "max_tokens": 1500,
    }


@pytest.mark.parametrize("model", ["gpt-5-mini", "o3", "openai/gpt-5-nano", "o1-preview"])
def test_a_reasoning_model_is_sent_no_temperature(server: Server, model: str) -> None:
    server.says(said())

    make(server, model=model, temperature=0.1, top_p=0.5, max_tokens=900, reasoning_effort="low").complete(ASK)

    body = server.asked[0].body
    assert {"temperature", "top_p", "max_tokens"} & set(body) == set()
    assert (body["max_completion_tokens"], body["reasoning_effort"]) == (900, "low")


def test_a_shape_is_asked_for_by_its_schema_strictly(server: Server) -> None:
    server.says(said('{"facts": []}'))

    assert make(server).complete(SHAPED).text == '{"facts": []}'
    asked = server.asked[0].body["response_format"]
    assert asked["json_schema"]["strict"] is True
    assert asked["json_schema"]["schema"] == FACTS.schema


def test_an_endpoint_without_schemas_is_asked_the_next_way_and_that_is_remembered(server: Server) -> None:
    call = {"id": "1", "type": "function", "function": {"name": "facts", "arguments": '{"facts": ["a"]}'}}
    called = said(None, tool_calls=[call])
    server.says(refusal("This model does not support response_format json_schema"), called, called)

    llm = make(server)

    assert [llm.complete(SHAPED).text for _ in range(2)] == ['{"facts": ["a"]}'] * 2
    assert ["response_format" in one.body for one in server.asked] == [True, False, False]
    assert server.asked[1].body["tool_choice"] == {"type": "function", "function": {"name": "facts"}}


def test_words_are_the_last_way_to_ask_for_json(server: Server) -> None:
    server.says(*[refusal("response_format and tools are not supported")] * 3, said('{"facts": []}'))

    make(server).complete(SHAPED)

    last = server.asked[-1].body
    assert {"response_format", "tools"} & set(last) == set()
    assert '"facts"' in last["messages"][0]["content"]


@pytest.mark.parametrize(
    ("words", "gone"),
    [
        ("Unsupported value: 'temperature' does not support 0.1 with this model.", "temperature"),
        ("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", "max_tokens"),
        ("reasoning_effort is not supported", "reasoning_effort"),
    ],
)
def test_what_a_model_refuses_is_left_out_from_then_on(server: Server, words: str, gone: str) -> None:
    server.says(refusal(words), said(), said())

    llm = make(server, temperature=0.1, max_tokens=10, reasoning_effort="low")
    llm.complete(ASK)
    llm.complete(ASK)

    assert [gone in one.body for one in server.asked] == [True, False, False]


def test_a_picture_is_shown(server: Server) -> None:
    server.says(said())

    make(server).complete(Prompt((Turn("user", "What is it?", (Picture("https://x.example/a.png", "low"),)),)))

    assert server.asked[0].body["messages"][0]["content"] == [
        {"type": "text", "text": "What is it?"},
        {"type": "image_url", "image_url": {"url": "https://x.example/a.png", "detail": "low"}},
    ]


def test_mem0ais_contract_with_tools(server: Server) -> None:
    """With tools the answer is {"content", "tool_calls": [{"name", "arguments"}]}, without them a text."""
    call = {"id": "1", "type": "function", "function": {"name": "add", "arguments": '{"x": 1}'}}
    server.says(said(None, tool_calls=[call]), said("Hi"))
    llm: Any = make(server)
    tools = [{"type": "function", "function": {"name": "add", "parameters": {"type": "object", "properties": {}}}}]

    assert llm.generate_response(
        messages=[{"role": "user", "content": "add"}], tools=tools, tool_choice="required"
    ) == {
        "content": None,
        "tool_calls": [{"name": "add", "arguments": {"x": 1}}],
    }
    assert server.asked[0].body["tool_choice"] == "required"
    assert llm.generate_response([{"role": "user", "content": "x"}], {"type": "json_object"}) == "Hi"
    assert server.asked[1].body["response_format"] == {"type": "json_object"}


def test_openrouters_key_does_not_take_over_a_configured_openai(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-or-other")
    server.says(said())

    make(server).complete(ASK)

    assert server.asked[0].header("Authorization") == f"Bearer {KEY}"


def test_openrouters_key_alone_serves_programs_that_say_openai(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-or-other")

    llm: Any = make_llm(LlmConfig(provider="openai"))

    assert str(llm.client.base_url) == "https://openrouter.ai/api/v1/"


def test_openrouter_is_told_which_program_asks(server: Server) -> None:
    server.says(said())

    config = {"site_url": "https://me.example", "app_name": "mine", "models": ["a", "b"], "route": "fallback"}
    make(server, "openrouter", **config).complete(ASK)

    asked = server.asked[0]
    assert (asked.header("HTTP-Referer"), asked.header("X-Title")) == ("https://me.example", "mine")
    assert (asked.body["models"], asked.body["route"]) == (["a", "b"], "fallback")


@pytest.mark.parametrize("spelt", ["openai_base_url", "base_url"])
def test_the_address_may_be_spelt_as_programs_spell_it(spelt: str) -> None:
    llm: Any = make_llm(LlmConfig(provider="openai", config={"api_key": KEY, spelt: "http://here.example/v1"}))

    assert str(llm.client.base_url) == "http://here.example/v1/"


def test_key_and_address_come_from_the_environment(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", f"{server.url}/v1")
    server.says(said())
    llm = make_llm(LlmConfig(provider="openai", config={"model": "gpt-4o-mini"}))

    assert llm is not None
    assert llm.complete(ASK).text == "Hi"


def test_a_missing_key_is_told_before_anything_is_asked() -> None:
    with pytest.raises(AuthenticationError, match="OPENAI_API_KEY"):
        make_llm(LlmConfig(provider="openai"))


def test_a_misspelt_setting_is_refused_with_the_near_one() -> None:
    with pytest.raises(ConfigurationError, match='Did you mean "temperature"'):
        make_llm(LlmConfig(provider="openai", config={"api_key": KEY, "temprature": 0.2}))


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [(429, RateLimitError, "You exceeded your current quota"), (403, AuthenticationError, "Country not supported")],
)
def test_why_nothing_is_answered_is_in_the_vendors_words(
    server: Server, status: int, kind: type[Exception], words: str
) -> None:
    """A quota that is used up is no haste, and a country is no key; the key itself is never repeated."""
    server.says(Say({"error": {"message": f"{words} ({KEY})"}}, status=status))

    with pytest.raises(kind, match=words) as caught:
        make(server).complete(ASK)
    assert KEY not in str(caught.value)


def test_an_address_may_be_called_as_litellm_calls_it(server: Server) -> None:
    server.says(said())

    assert make(server, base_url=None, api_base=f"{server.url}/v1").complete(ASK).text == "Hi"


def test_a_callback_is_told_each_answer_and_its_fault_is_survived(server: Server) -> None:
    server.says(said(), said())
    heard: list[Any] = []

    def listen(llm: Any, response: Any, params: dict[str, Any]) -> None:
        heard.append((llm.name, response.id, params["model"]))
        raise RuntimeError

    make(server, response_callback=listen).complete(ASK)

    assert heard == [("openai/gpt-4o-mini", "c1", "gpt-4o-mini")]


def test_a_text_in_parts_is_joined_and_its_thoughts_are_left_out(server: Server) -> None:
    """As Magistral and some gateways answer."""
    thought = {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}
    server.says(said([thought, {"type": "text", "text": "Hi "}, {"type": "text", "text": "there"}]))

    assert make(server).complete(ASK).text == "Hi there"


@pytest.mark.parametrize("count", ["many", None, -1, 7.5, {}])
def test_tokens_that_are_no_number_are_not_counted(server: Server, count: Any) -> None:
    server.says({**said(), "usage": {"prompt_tokens": count, "completion_tokens": 2, "total_tokens": 9}})

    answer = make(server).complete(ASK)

    assert (answer.text, answer.tokens_in, answer.tokens_out) == ("Hi", 0, 2)
