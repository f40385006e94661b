"""What every vendor's language model does, through its real SDK over HTTP: answers, shapes, tools, pictures, faults."""

from __future__ import annotations

import base64
import json
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from mem0 import errors
from mem0.build import make_llm
from mem0.chat import Picture, Prompt, Shape, Turn
from mem0.config import LlmConfig
from mem0.errors import (
    AuthenticationError,
    ConfigurationError,
    LLMError,
    NetworkError,
    RateLimitError,
)

from ...loopback import Say, Server
from .conftest import KEY
from .vendors import BEDROCK, DIALECTS, LANGCHAIN, OLLAMA, VENDORS, Vendor

ASK = Prompt((Turn("system", "Be short."), Turn("user", "Where does she live?")), max_tokens=50, temperature=0.0)
SCHEMA = {
    "type": "object",
    "properties": {"facts": {"type": "array", "items": {"type": "string"}}},
    "required": ["facts"],
    "additionalProperties": False,
}
SHAPED = Prompt(ASK.turns, Shape("facts", "What is worth remembering.", SCHEMA))
FACTS = {"facts": ["Ana lives in Lyon", "아나는 차를 좋아한다"]}
TOOLS = [{"type": "function", "function": {"name": "note", "description": "Note it.", "parameters": SCHEMA}}]
PIXEL = base64.b64encode(b"\x89PNG not really").decode()

every_vendor = pytest.mark.parametrize("vendor", VENDORS, ids=lambda v: v.name)
every_dialect = pytest.mark.parametrize("vendor", DIALECTS, ids=lambda v: v.name)


@every_vendor
def test_an_answer_comes_with_its_tokens(vendor: Vendor, server: Server) -> None:
    server.says(vendor.said("In Lyon.", vendor.finishes["stop"]))

    done = vendor.make(server).complete(ASK)

    assert (done.text, done.finish, done.tokens_in, done.tokens_out) == ("In Lyon.", "stop", 7, 2)
    asked = server.asked[0].content.decode()
    assert "Be short." in asked
    assert "Where does she live?" in asked


@every_vendor
def test_an_object_of_a_shape_is_asked_for_and_given(vendor: Vendor, server: Server) -> None:
    body = (
        vendor.called("facts", FACTS)
        if vendor.forces_a_call
        else vendor.said(json.dumps(FACTS), vendor.finishes["stop"])
    )
    server.says(body)

    done = vendor.make(server).complete(SHAPED)

    assert json.loads(done.text) == FACTS
    assert "additionalProperties" in server.asked[0].content.decode()


@every_dialect
@pytest.mark.parametrize("finish", ["length", "refusal"])
def test_the_end_of_an_answer_is_told(vendor: Vendor, server: Server, finish: str) -> None:
    if finish not in vendor.finishes:
        pytest.skip("this vendor has no such end")
    server.says(vendor.said("Half an", vendor.finishes[finish]))

    done = vendor.make(server).complete(ASK)

    assert (done.text, done.finish) == ("Half an", finish)


@every_vendor
def test_tools_are_called_in_mem0ais_contract(vendor: Vendor, server: Server) -> None:
    server.says(vendor.called("note", FACTS))
    llm: Any = vendor.make(server)

    answer = llm.generate_response([{"role": "user", "content": "note it"}], tools=TOOLS)

    assert answer == {"content": None, "tool_calls": [{"name": "note", "arguments": FACTS}]}
    assert '"note"' in server.asked[0].content.decode()


@every_dialect
@pytest.mark.parametrize("choice", ["required", "none", {"type": "function", "function": {"name": "note"}}], ids=str)
def test_a_choice_among_tools_is_passed_on(vendor: Vendor, server: Server, choice: Any) -> None:
    server.says(vendor.said("ok", vendor.finishes["stop"]))
    llm: Any = vendor.make(server)

    answer = llm.generate_response([{"role": "user", "content": "note it"}], tools=TOOLS, tool_choice=choice)

    assert answer == {"content": "ok", "tool_calls": []}


@every_dialect
def test_json_mode_of_mem0ai_is_asked_for_and_the_text_given(vendor: Vendor, server: Server) -> None:
    server.says(vendor.said('{"a": 1}', vendor.finishes["stop"]))
    llm: Any = vendor.make(server)

    assert (
        llm.generate_response([{"role": "user", "content": "x"}], response_format={"type": "json_object"}) == '{"a": 1}'
    )
    assert "json" in server.asked[0].content.decode().lower()


@every_dialect
def test_what_a_model_refuses_of_a_shape_is_asked_another_way(vendor: Vendor, server: Server) -> None:
    answer = vendor.said(json.dumps(FACTS), vendor.finishes["stop"])
    server.says(vendor.failed(400, vendor.refuses_structure), answer, answer)
    llm = vendor.make(server)

    assert json.loads(llm.complete(SHAPED).text) == FACTS
    llm.complete(SHAPED)

    first, second, third = (request.body for request in server.asked)
    assert first != second
    assert second == third


@every_dialect
def test_a_temperature_that_a_model_refuses_is_not_sent_again(vendor: Vendor, server: Server) -> None:
    if vendor is LANGCHAIN:
        pytest.skip("the settings of a LangChain model are its own")
    answer = vendor.said("ok", vendor.finishes["stop"])
    server.says(vendor.failed(400, "temperature is not supported with this model"), answer, answer)
    llm = vendor.make(server, temperature=0.3)
    llm.complete(ASK)
    llm.complete(ASK)

    assert ["temperature" in request.content.decode() for request in server.asked] == [True, False, False]


@every_dialect
def test_a_picture_is_shown(vendor: Vendor, server: Server) -> None:
    server.says(vendor.said("A cat.", vendor.finishes["stop"]))

    shown = Picture(f"data:image/png;base64,{PIXEL}")
    done = vendor.make(server).complete(Prompt((Turn("user", "What is it?", (shown,)),)))

    assert done.text == "A cat."
    assert PIXEL in server.asked[0].content.decode()


@pytest.mark.parametrize("vendor", [OLLAMA, BEDROCK], ids=lambda v: v.name)
def test_a_picture_that_a_vendor_cannot_fetch_is_refused(vendor: Vendor, server: Server) -> None:
    prompt = Prompt((Turn("user", "What is it?", (Picture("https://x.example/a.png"),)),))

    with pytest.raises(errors.ValidationError, match="data URL"):
        vendor.make(server).complete(prompt)


@every_vendor
@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_is_told_without_the_key(vendor: Vendor, server: Server, status: int) -> None:
    server.says(vendor.failed(status, f"Incorrect API key provided: {KEY}"))

    with pytest.raises(AuthenticationError) as caught:
        vendor.make(server).complete(ASK)

    assert KEY not in everything(caught.value)


@every_dialect
def test_too_many_requests_say_when_to_come_again(vendor: Vendor, server: Server) -> None:
    server.says(with_header(vendor.failed(429, "slow down"), "Retry-After", "17"))

    with pytest.raises(RateLimitError) as caught:
        vendor.make(server).complete(ASK)

    assert caught.value.debug_info["retry_after"] == 17


@every_dialect
def test_a_date_to_come_again_is_read(vendor: Vendor, server: Server) -> None:
    at = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    server.says(with_header(vendor.failed(429, "slow down"), "Retry-After", at))

    with pytest.raises(RateLimitError) as caught:
        vendor.make(server).complete(ASK)

    assert 3000 < caught.value.debug_info["retry_after"] <= 3600


@every_dialect
def test_a_fault_of_the_vendor_is_an_llm_error(vendor: Vendor, server: Server) -> None:
    server.says(vendor.failed(500, f"overloaded, key {KEY}"))

    with pytest.raises(LLMError) as caught:
        vendor.make(server).complete(ASK)

    assert caught.value.details["status"] == 500
    assert KEY not in everything(caught.value)


@every_dialect
def test_a_request_refused_for_another_reason_is_told_with_the_reason(vendor: Vendor, server: Server) -> None:
    server.says(vendor.failed(400, "the prompt is too long"))

    with pytest.raises(LLMError, match="too long"):
        vendor.make(server).complete(ASK)

    assert len(server.asked) == 1


@every_dialect
def test_an_unknown_model_is_a_fault_of_the_configuration(vendor: Vendor, server: Server) -> None:
    server.says(vendor.failed(404, "no such model"))

    with pytest.raises(ConfigurationError, match="no such model"):
        vendor.make(server).complete(ASK)


@every_dialect
def test_a_vendor_that_does_not_answer_in_time(vendor: Vendor, server: Server) -> None:
    go_on = threading.Event()
    server.says(Say(wait=go_on))

    with pytest.raises(NetworkError) as caught:
        vendor.make(server, timeout=0.3).complete(ASK)
    go_on.set()

    assert caught.value.error_code == "NET_TIMEOUT"


@every_dialect
def test_a_connection_that_breaks_is_a_network_error(vendor: Vendor, server: Server) -> None:
    server.says(Say(cut=True))

    with pytest.raises(NetworkError) as caught:
        vendor.make(server).complete(ASK)

    assert caught.value.error_code == "NET_CONNECT"


@every_dialect
def test_an_answer_that_breaks_off_in_the_middle_is_not_taken_for_a_whole_one(vendor: Vendor, server: Server) -> None:
    server.says(Say(vendor.said("In Lyon.", vendor.finishes["stop"]), cut_after=40))

    with pytest.raises(NetworkError if vendor.tells_a_cut else LLMError):
        vendor.make(server).complete(ASK)


@every_dialect
def test_a_vendor_that_is_not_there_is_a_network_error(vendor: Vendor, server: Server) -> None:
    llm = vendor.make(server)
    server.close()

    with pytest.raises(NetworkError):
        llm.complete(ASK)


@every_dialect
@pytest.mark.parametrize("body", [b"<html>Bad gateway</html>", b"", b"[1, 2]", b'{"hello": 1}', b'{"x'], ids=str)
def test_a_body_that_is_no_answer_is_an_llm_error(vendor: Vendor, server: Server, body: bytes) -> None:
    server.says(Say(body))

    with pytest.raises(LLMError):
        vendor.make(server).complete(ASK)


@every_vendor
def test_a_misspelt_setting_is_refused(vendor: Vendor, server: Server) -> None:
    with pytest.raises(ConfigurationError, match="max_tokens"):
        vendor.make(server, max_token=5)


@pytest.mark.parametrize("vendor", [v for v in VENDORS if v.keys], ids=lambda v: v.name)
def test_the_key_may_come_from_the_environment(vendor: Vendor, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(vendor.keys[0], KEY)
    config = vendor.config(server.url)
    config.pop("api_key", None)
    config.get("azure_kwargs", {}).pop("api_key", None)
    server.says(vendor.said("ok", vendor.finishes["stop"]))
    llm = make_llm(LlmConfig(provider=vendor.name, config=config))

    assert llm is not None
    llm.complete(ASK)
    assert any(KEY in value for value in server.asked[0].headers.values())


@pytest.mark.parametrize(
    "name", ["openai", "groq", "together", "deepseek", "xai", "openrouter", "minimax", "sarvam", "anthropic", "gemini"]
)
def test_without_a_key_the_variable_is_named_before_anything_is_asked(name: str) -> None:
    with pytest.raises(AuthenticationError, match="_API_KEY"):
        make_llm(LlmConfig(provider=name))


@every_dialect
def test_a_name_says_provider_and_model(vendor: Vendor, server: Server) -> None:
    name = vendor.make(server).name

    assert name.startswith(f"{vendor.name}/")
    assert KEY not in name


@every_dialect
@pytest.mark.parametrize("messages", [[], "hello", [{"content": "x"}], [5], None], ids=str)
def test_messages_that_cannot_be_read_are_refused(vendor: Vendor, server: Server, messages: Any) -> None:
    llm: Any = vendor.make(server)

    with pytest.raises(errors.ValidationError):
        llm.generate_response(messages)
    assert server.asked == []


def with_header(say: Say, name: str, value: str) -> Say:
    return Say(say.body, status=say.status, headers={**say.headers, name: value})


def everything(error: errors.MemoryError) -> str:
    return f"{error} {error!r} {error.details} {error.debug_info} {error.suggestion}"
