"""Ask the language model for one add: patient with the network, strict with answers, every call counted."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from ..chat import UNREADABLE, Completion, Prompt, Turn
from ..errors import LLMError, NetworkError, RateLimitError
from ..ports import LLM, Runner
from ..prompts.answers import Unusable, sendable, shortened
from .changes import Usage

T = TypeVar("T")
FIRST_WAIT = 0.5  # seconds before the second attempt; doubled for every further one
WIDE = 8192  # tokens that an answer may have when the provider's limit cut it off


class CutOff(LLMError):
    """The answer broke off at the token limit before anything in it was finished."""

    code = "LLM_004"


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What was read from an answer. `cut`: it broke off at the token limit, this is what came before."""

    value: T
    cut: bool = False


class Meter:
    """Counts what one call of a verb costs. Threads that ask side by side may share it."""

    def __init__(self) -> None:
        self.usage = Usage()
        self._lock = threading.Lock()

    def asked(self, completion: Completion | None, seconds: float) -> None:
        tokens = (completion.tokens_in, completion.tokens_out) if completion else (0, 0)
        self._add(Usage(1, *tokens, llm_ms=seconds * 1000))

    def embedded(self) -> None:
        self._add(Usage(embedding_requests=1))

    def failed(self, problem: str) -> None:
        self._add(Usage(problems=(problem,)))

    def _add(self, more: Usage) -> None:
        with self._lock:
            self.usage += more


@dataclass(frozen=True, slots=True)
class Consultation:
    """A model and how patiently it is asked. `attempts` bounds how often one question is put; `patience` the seconds of a wait.

    A question is put again when the other side could not be reached or asks for patience (the wait it names, or half a
    second, doubled every time), and when the answer cannot be used (told what was wrong with it). Then the error is raised:
    the provider's, or an LLMError that shows what came back, shortened.
    """

    llm: LLM
    runner: Runner
    meter: Meter
    attempts: int = 3
    patience: float = 30.0

    async def ask(
        self, prompt: Prompt, read: Callable[[str], T], *, beside: Callable[[], None] | None = None
    ) -> Answer[T]:
        """Put a question until `read` can use the answer; `read` raises Unusable with what is wrong.

        `beside` runs side by side with the first attempt and must not raise. An answer cut off at the token limit is asked
        for once more with more room; when that is cut off too, what stands in it counts (`cut`), and CutOff is raised where
        that is nothing. A refusal is final.
        """
        asked, said, complaint = prompt, Completion(""), ""
        for _ in range(self.attempts):
            said = await self._completed(asked, beside)
            beside = None
            if said.finish == "refusal":
                raise refused(said)
            if said.finish == "length" and asked.max_tokens != WIDE:
                said = await self._with_room(prompt, said)
            try:
                return Answer(read(said.text), said.finish == "length")
            except Unusable as error:
                if said.finish == "length":
                    raise _cut_off(self.llm.name) from None
                complaint = str(error)
                asked = _complained(prompt, said.text, complaint)
        raise LLMError(
            f"The model {self.llm.name} gave no usable answer in {self.attempts} attempts: {complaint} "
            f"It said: {shortened(said.text) or 'nothing'}",
            error_code="LLM_002",
            details={"attempts": self.attempts},
            suggestion="Nothing was stored; the call may be repeated. A larger model, or strategy 'rules', may do better.",
        )

    async def _with_room(self, prompt: Prompt, cut: Completion) -> Completion:
        try:
            return await self._completed(replace(prompt, max_tokens=WIDE))
        except LLMError:
            return cut  # the model cannot write that much: what it did write is all there is

    def ask_once(self, prompt: Prompt) -> Completion:
        """The model's answer, whatever it is, without another attempt; blocks."""
        began = time.perf_counter()
        completion: Completion | None = None
        try:
            completion = self.llm.complete(prompt)
            return completion
        finally:
            self.meter.asked(completion, time.perf_counter() - began)

    async def _completed(self, prompt: Prompt, beside: Callable[[], None] | None = None) -> Completion:
        wait = FIRST_WAIT
        for left in reversed(range(self.attempts)):
            try:
                return await self._attempt(prompt, beside)
            except (RateLimitError, NetworkError, LLMError) as error:
                pause = _pause(error, wait)
                if not left or pause is None or pause > self.patience:
                    raise
            beside = None
            await self.runner.sleep(pause)
            wait *= 2
        raise AssertionError("attempts are at least one")

    async def _attempt(self, prompt: Prompt, beside: Callable[[], None] | None) -> Completion:
        if beside is None:
            return await self.runner.ask(lambda: self.ask_once(prompt))
        said, _ = await self.runner.together([lambda: self.ask_once(prompt), lambda: _done(beside)])
        return said


def _done(job: Callable[[], None]) -> Completion:
    job()
    return Completion("")


def passing(error: RateLimitError | NetworkError | LLMError) -> bool:
    """Whether the other side is only unwell: asked later it may answer."""
    return _pause(error, FIRST_WAIT) is not None


def _pause(error: RateLimitError | NetworkError | LLMError, wait: float) -> float | None:
    """How long to wait before asking again: as long as the other side says; None: asking again would not help."""
    if isinstance(error, LLMError):
        status = error.details.get("status")
        unwell = error.error_code == UNREADABLE or (isinstance(status, int) and status >= 500)
        return wait if unwell else None
    told = error.debug_info.get("retry_after")
    return max(float(told), 0.0) if isinstance(told, int | float) else wait


def _complained(prompt: Prompt, said: str, complaint: str) -> Prompt:
    """The question once more, with the answer and what was wrong with it."""
    wrong = f"That answer could not be used: {complaint} Answer again, with nothing but the JSON object."
    answer = (Turn("assistant", sendable(said[:4000])),) if said.strip() else ()
    return replace(prompt, turns=(*prompt.turns, *answer, Turn("user", wrong)))


def _cut_off(name: str) -> CutOff:
    return CutOff(
        f"The answer of {name} was cut off at its token limit before anything in it was finished.",
        suggestion='Nothing was stored. Raise "max_tokens" in the llm config, or add less at once.',
    )


def refused(said: Completion) -> LLMError:
    return LLMError(
        f"The model declined to read these messages: {shortened(said.text) or 'it gave no reason'}",
        error_code="LLM_003",
        suggestion="Nothing was stored. infer=False keeps messages word for word; strategy 'rules' needs no model.",
    )
