"""Language models that programs bring themselves: objects, subclasses, registered classes."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import field_validator

from mem0 import Memory
from mem0.build import make_llm
from mem0.chat import Prompt, Shape, Turn
from mem0.config import LlmConfig
from mem0.configs.base import MemoryConfig
from mem0.configs.llms.base import BaseLlmConfig
from mem0.errors import ConfigurationError, LLMError, StoreCorruptError
from mem0.llms.base import LLMBase
from mem0.llms.openai import OpenAILLM
from mem0.testing import ScriptedLLM
from mem0.utils.factory import LlmFactory

ASK = Prompt((Turn("user", "Hello"),), Shape("facts", "Facts.", {"type": "object", "properties": {"facts": {}}}))
HERE = __name__


class Plain(LLMBase):
    """A language model as programs write them for mem0ai."""

    def __init__(self, config: BaseLlmConfig | None = None) -> None:
        super().__init__(config)
        self.asked: list[Any] = []

    def generate_response(
        self, messages: Any, response_format: Any = None, tools: Any = None, tool_choice: Any = "auto", **_: Any
    ) -> Any:
        self.asked.append((messages, response_format, tools, tool_choice))
        if self.config.model == "broken":
            raise KeyError("x")
        return {"content": None, "tool_calls": []} if tools else '{"facts": []}'


class Pinned(OpenAILLM):
    """A subclass of one of ours that answers itself."""

    def generate_response(self, *_: Any, **__: Any) -> Any:
        return "pinned"


@pytest.fixture(autouse=True)
def _registrations() -> Iterator[None]:
    kept = dict(LlmFactory.provider_to_class)
    yield
    LlmFactory.provider_to_class.clear()
    LlmFactory.provider_to_class.update(kept)


def custom(model: Any) -> Any:
    return make_llm(LlmConfig(provider="custom", config={"model": model}))


def test_an_object_that_completes_is_the_language_model_of_a_memory() -> None:
    scripted = ScriptedLLM(["one", "two"])

    with Memory(
        {"vector_store": {"provider": "memory"}, "llm": {"provider": "custom", "config": {"model": scripted}}}
    ) as m:
        assert m.llm.complete(ASK).text == "one"
        assert m.llm.generate_response([{"role": "user", "content": "hi"}]) == "two"
    assert scripted.prompts[1].turns == (Turn("user", "hi"),)


def test_an_object_with_mem0ais_contract_is_asked_for_json_in_its_way() -> None:
    plain = Plain()

    assert custom(plain).complete(ASK).text == '{"facts": []}'
    messages, response_format, *_ = plain.asked[0]
    assert response_format == {"type": "json_object"}
    assert '"facts"' in messages[0]["content"]
    assert messages[-1] == {"role": "user", "content": "Hello"}


def test_what_an_object_raises_becomes_an_error_of_ours() -> None:
    with pytest.raises(LLMError, match="KeyError"):
        custom(Plain(BaseLlmConfig(model="broken"))).complete(ASK)


def test_tools_go_through_to_the_object() -> None:
    plain = Plain()

    assert custom(plain).generate_response([{"role": "user", "content": "x"}], tools=[{"a": 1}]) == {
        "content": None,
        "tool_calls": [],
    }
    assert plain.asked[0][2:] == ([{"a": 1}], "auto")


def test_memory_without_a_language_model_has_none(memory: Memory) -> None:
    assert memory.llm is None


def test_a_key_in_the_environment_alone_configures_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")

    with Memory() as memory:
        assert memory.llm is None


def test_a_copied_language_model_still_answers() -> None:
    assert copy.copy(custom(Plain())).complete(ASK).text == '{"facts": []}'


@pytest.mark.parametrize(
    "registration", [(f"{HERE}.Plain", BaseLlmConfig), f"{HERE}.Plain"], ids=["since 0.1.116", "before"]
)
def test_a_class_written_into_the_table_of_the_factory_is_used(registration: Any) -> None:
    LlmFactory.provider_to_class["mine"] = registration
    marker = object()

    llm: Any = make_llm(LlmConfig(provider="mine", config={"model": marker, "temperature": 0.5}))

    assert llm.config.model is marker
    assert llm.config.temperature == 0.5
    assert llm.complete(ASK).text == '{"facts": []}'


def test_a_registered_class_is_made_by_the_factory() -> None:
    LlmFactory.register_provider("mine", f"{HERE}.Plain")

    made = LlmFactory.create("mine", {"model": "m"}, max_tokens=5)

    assert isinstance(made, Plain)
    assert (made.config.model, made.config.max_tokens, made.config.top_p) == ("m", 5, 0.1)
    assert "mine" in LlmFactory.get_supported_providers()


class Closing(Plain):
    """A model of a registered class that tells when its connections are given back."""

    closed = 0

    def close(self) -> None:
        type(self).closed += 1


def test_a_model_is_closed_when_the_store_cannot_be_opened(tmp_path: Path) -> None:
    LlmFactory.register_provider("mine", f"{HERE}.Closing")
    before = Closing.closed
    (tmp_path / "poem.db").write_text("no store at all, " * 1000)

    with pytest.raises(StoreCorruptError):
        Memory({"path": tmp_path / "poem.db", "llm": {"provider": "mine"}})

    assert Closing.closed == before + 1


def test_a_model_of_the_program_is_left_open_when_the_store_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "poem.db").write_text("no store at all, " * 1000)
    own = Closing(BaseLlmConfig())
    before = Closing.closed

    with pytest.raises(StoreCorruptError):
        Memory({"path": tmp_path / "poem.db", "llm": {"provider": "custom", "config": {"model": own}}})

    assert Closing.closed == before


def test_a_class_in_the_place_of_one_of_ours_answers_itself() -> None:
    ours: Any = LlmFactory.provider_to_class["openai"]
    path, config_class = ours
    assert path == "mem0.providers.llms.openai.OpenAI"
    LlmFactory.provider_to_class["openai"] = (f"{HERE}.Pinned", config_class)

    llm = make_llm(LlmConfig(provider="openai", config={"api_key": "k", "model": "gpt-4o"}))

    assert llm is not None
    assert llm.complete(ASK).text == "pinned"


def test_a_class_in_the_place_of_ours_keeps_the_address_that_was_configured() -> None:
    """Else a program that speaks to its own server would suddenly speak to OpenAI."""
    LlmFactory.register_provider("openai", f"{HERE}.Pinned")

    llm: Any = make_llm(
        LlmConfig(provider="openai", config={"api_key": "k", "openai_base_url": "http://own.example/v1"})
    )

    assert str(llm.client.base_url) == "http://own.example/v1/"
    llm.client.close()


@pytest.mark.parametrize("path", ["no.such.Class", "json.Nothing", "x"])
def test_a_class_that_is_not_there_is_named(path: str) -> None:
    LlmFactory.register_provider("mine", path)

    with pytest.raises(ConfigurationError, match="no class"):
        make_llm(LlmConfig(provider="mine"))


def test_settings_that_do_not_fit_the_registered_class_are_refused() -> None:
    class Narrow:
        pass

    LlmFactory.register_provider("mine", f"{HERE}.Plain", Narrow)

    with pytest.raises(ConfigurationError, match="Narrow"):
        make_llm(LlmConfig(provider="mine", config={"model": "m"}))


def test_a_subclassed_configuration_passes_through_as_agentscope_does_it() -> None:
    class Subclassed(LlmConfig):
        @field_validator("config")
        @classmethod
        def validate_config(cls, v: Any, values: Any) -> Any:
            assert values.data["provider"] == "mine"
            return v

    LlmFactory.provider_to_class["mine"] = (f"{HERE}.Plain", BaseLlmConfig)
    config = MemoryConfig()
    config.llm = Subclassed(provider="mine", config={"model": object()})

    with Memory(config) as memory:
        assert memory.llm.generate_response([{"role": "user", "content": "x"}]) == '{"facts": []}'
