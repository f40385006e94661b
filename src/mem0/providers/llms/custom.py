"""A language model that the program brings itself: provider "custom", and classes that strangers registered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ... import errors
from ...chat import Completion, Prompt, Turn
from ...errors import ConfigurationError, LLMError
from ...ports import LLM
from .asking import described, request_of
from .chat_model import ChatModel


def custom(config: Mapping[str, Any], *, provider: str = "custom") -> LLM:
    """The object under "model": a `mem0.ports.LLM`, or anything with mem0ai's `generate_response`."""
    more = sorted(set(config) - {"model"})
    if more:
        raise ConfigurationError(
            f'The llm provider "custom" has no setting {more[0]!r}.',
            details={"llm": provider, "key": more[0]},
            suggestion='It takes {"model": object} alone; the object has its own settings.',
        )
    return adopted(config.get("model"), provider)


def adopted(model: Any, provider: str) -> LLM:
    """An object as an LLM. Raises ConfigurationError where it has neither `complete` nor `generate_response`."""
    completes = callable(getattr(model, "complete", None)) and not _only_responds(model)
    responds = callable(getattr(model, "generate_response", None))
    if completes and responds and isinstance(getattr(model, "name", None), str):
        whole: LLM = model
        return whole
    if completes or responds:
        return Adopted(model, provider, completes=completes, responds=responds)
    raise ConfigurationError(
        f'The "model" of the llm provider "{provider}" has neither complete(prompt) nor generate_response(messages).',
        details={"llm": provider, "type": type(model).__name__},
    )


def _only_responds(model: Any) -> bool:
    """A subclass of one of ours that was written for mem0ai: its own `generate_response` is what it means."""
    kind = type(model)
    return (
        isinstance(model, ChatModel)
        and kind.generate_response is not ChatModel.generate_response
        and kind.complete is ChatModel.complete
    )


class Adopted:
    """An object that speaks one way, `complete` or mem0ai's `generate_response`, made to speak both.

    A shape is asked of `generate_response` as such objects know it: JSON mode, with the schema in words. Everything
    else that is read on it is the object's own.
    """

    def __init__(self, model: Any, provider: str, *, completes: bool, responds: bool) -> None:
        self.model = model
        self._completes, self._responds = completes, responds
        chosen = getattr(getattr(model, "config", None), "model", None)
        own = getattr(model, "name", None)
        kind = chosen if isinstance(chosen, str) else type(model).__name__
        self.name = own if isinstance(own, str) else f"{provider}/{kind}"

    def __getattr__(self, name: str) -> Any:
        if "model" not in self.__dict__:  # while it is being copied
            raise AttributeError(name)
        return getattr(self.__dict__["model"], name)

    def complete(self, prompt: Prompt) -> Completion:
        """The object's answer to a prompt."""
        if self._completes:
            done: Completion = self._guarded(lambda: self.model.complete(prompt))
            return done
        turns = list(prompt.turns)
        asked: dict[str, Any] = {}
        if prompt.shape is not None:
            turns = _told(turns, described(prompt.shape))
            asked["response_format"] = {"type": "json_object"}
        messages = [_message(turn) for turn in turns]
        return Completion(self._text(self._guarded(lambda: self.model.generate_response(messages=messages, **asked))))

    def generate_response(
        self,
        messages: Sequence[Mapping[str, Any]],
        response_format: Any = None,
        tools: Any = None,
        tool_choice: Any = "auto",
        **more: Any,
    ) -> Any:
        """The object's answer to messages; one that only completes calls no tools, and answers with a text."""
        if self._responds:
            asked = {
                "response_format": response_format,
                **({"tools": tools, "tool_choice": tool_choice} if tools else {}),
            }
            return self.model.generate_response(messages=messages, **asked, **more)
        request = request_of(messages, response_format, None, None)
        text = self.complete(Prompt(request.turns, request.shape)).text
        return {"content": text, "tool_calls": []} if tools else text

    def _guarded(self, job: Callable[[], Any]) -> Any:
        try:
            return job()
        except errors.MemoryError:
            raise
        except Exception as error:
            raise LLMError(f"{self.name} raised {type(error).__name__}.", details={"llm": self.name}) from error

    def _text(self, said: Any) -> str:
        text = said.get("content") if isinstance(said, Mapping) else said
        if text is None or isinstance(text, str):
            return text or ""
        raise LLMError(f"{self.name} gave {type(said).__name__} instead of a text.", details={"llm": self.name})


def _told(turns: Sequence[Turn], words: str) -> list[Turn]:
    """The turns with these words at the end of the system turn."""
    if turns and turns[0].role == "system":
        return [Turn("system", f"{turns[0].text}\n\n{words}"), *turns[1:]]
    return [Turn("system", words), *turns]


def _message(turn: Turn) -> dict[str, Any]:
    if not turn.pictures:
        return {"role": turn.role, "content": turn.text}
    shown = [{"type": "image_url", "image_url": {"url": one.url, "detail": one.detail}} for one in turn.pictures]
    return {"role": turn.role, "content": [{"type": "text", "text": turn.text}, *shown]}
