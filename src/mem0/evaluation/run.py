"""The evaluation from beginning to end: learn, answer, judge, report; what is done is never paid for twice."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..build import make_llm
from ..chat import Completion, Prompt
from ..config import LlmConfig
from ..doors.sync import Memory
from ..errors import ConfigurationError, LLMError, NetworkError, RateLimitError
from ..memory.utils import extract_json
from ..ports import LLM
from .cases import Question, Sample
from .journal import Journal, Outcome
from .metrics import bleu1, f1, token_counter
from .prompts import answering, judging
from .report import Report, reported
from .settings import Settings
from .ways import Finder, FullContext, PlainRag, Remembered, remember

log = logging.getLogger("mem0")
Progress = Callable[[int, int], None]
_TRIES = 4
_LONGEST_WAIT = 60.0  # seconds between two tries
_GRADES = re.compile(r"\b(?:INCORRECT|CORRECT|WRONG)\b")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What is measured: the memory, the model that answers, and the one that judges."""

    memory: Memory
    answerer: LLM
    judge: LLM
    settings: Settings = field(default_factory=Settings)
    sleep: Callable[[float], None] = time.sleep

    @classmethod
    def of(
        cls, memory: Memory, settings: Settings, *, answer: LlmConfig | None = None, judge: LlmConfig | None = None
    ) -> Evaluation:
        """With the models of these configurations; where there is none, the memory's own. Raises ConfigurationError
        where nothing can answer."""
        answerer = make_llm(answer) or memory.llm
        if answerer is None:
            raise ConfigurationError(
                "Answering questions needs a language model.",
                suggestion='Configure "llm", or name one for the answers alone (--answer-config).',
            )
        return cls(memory, answerer, make_llm(judge) or answerer, settings)

    def models(self) -> dict[str, str]:
        own = self.memory.llm
        return {
            "memory": own.name if own is not None else "rules",
            "embedder": self.memory.embedding_model.parts.encoder.name,
            "answer": self.answerer.name,
            "judge": self.judge.name,
        }


@dataclass(frozen=True, slots=True)
class _Task:
    way: str
    run: int
    question: Question
    finder: Finder

    @property
    def key(self) -> tuple[str, int, str]:
        return self.way, self.run, self.question.id


def evaluate(
    evaluation: Evaluation,
    samples: Sequence[Sample],
    work: Path,
    *,
    learning: Progress | None = None,
    answering: Progress | None = None,
) -> Report:
    """Measure, and go on where a run in the same folder was stopped.

    work: a folder for the journal. A question whose model fails after some tries is left open: the report counts it,
    and the next run asks it again. Raises ConfigurationError when the folder belongs to another evaluation.
    """
    fingerprint = evaluation.settings.fingerprint(samples, evaluation.models())
    journal = Journal(work / "journal.jsonl", fingerprint)
    try:
        if "memory" in evaluation.settings.ways:
            for number, sample in enumerate(samples, 1):
                remember(sample, evaluation.memory, evaluation.settings, journal)
                if learning is not None:
                    learning(number, len(samples))
        tasks = _tasks(evaluation, samples)
        failed = _answer_all(evaluation, [t for t in tasks if t.key not in journal.outcomes], journal, answering)
        wanted = [journal.outcomes[task.key] for task in tasks if task.key in journal.outcomes]
    finally:
        journal.close()
    return reported(wanted, evaluation.settings, evaluation.models(), fingerprint=fingerprint, failed=failed)


def _tasks(evaluation: Evaluation, samples: Sequence[Sample]) -> list[_Task]:
    settings = evaluation.settings
    finders = [(way, sample, _finder(way, sample, evaluation)) for way in settings.ways for sample in samples]
    return [
        _Task(way, run, question, finder)
        for run in range(settings.runs)
        for way, sample, finder in finders
        for question in sample.questions
    ]


def _finder(way: str, sample: Sample, evaluation: Evaluation) -> Finder:
    if way == "full-context":
        return FullContext.of(sample)
    if way == "rag":
        return PlainRag.of(sample, evaluation.memory, evaluation.settings)
    return Remembered(sample, evaluation.memory, evaluation.settings.top_k)


def _answer_all(evaluation: Evaluation, tasks: list[_Task], journal: Journal, progress: Progress | None) -> int:
    """Answer the tasks, some at once; returns how many were left open."""
    failed, waiting, done = 0, list(reversed(tasks)), 0
    with ThreadPoolExecutor(evaluation.settings.concurrency, thread_name_prefix="mem0-eval") as pool:
        under_way: set[Future[Outcome]] = set()
        try:
            while waiting or under_way:
                while waiting and len(under_way) < evaluation.settings.concurrency:
                    under_way.add(pool.submit(_answer, evaluation, waiting.pop()))
                finished, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                for one in finished:
                    failed += not _took(one, journal)
                    done += 1
                    if progress is not None:
                        progress(done, len(tasks))
        except BaseException:
            for one in under_way:
                one.cancel()
            raise
    return failed


def _took(one: Future[Outcome], journal: Journal) -> bool:
    try:
        journal.tell(one.result())
    except (LLMError, NetworkError, RateLimitError) as error:
        log.warning("A question was left open: %s", error)
        return False
    return True


def _answer(evaluation: Evaluation, task: _Task) -> Outcome:
    count, _ = token_counter()
    began = time.perf_counter()
    context = task.finder.context(task.question)
    searched = time.perf_counter() - began
    completion, took = _timed(evaluation, evaluation.answerer, answering(task.question, context))
    said = completion.text.strip()
    grade, _ = _timed(evaluation, evaluation.judge, judging(task.question, said))
    right = task.question.answer
    return Outcome(
        way=task.way,
        run=task.run,
        question=task.question.id,
        category=task.question.category,
        said=said,
        correct=graded(grade.text),
        f1=f1(said, right),
        bleu1=bleu1(said, right),
        context_tokens=count(context),
        search_seconds=searched,
        total_seconds=searched + took,
        tokens_in=completion.tokens_in,
        tokens_out=completion.tokens_out,
        judge_tokens=grade.tokens_in + grade.tokens_out,
    )


def _timed(evaluation: Evaluation, model: LLM, prompt: Prompt) -> tuple[Completion, float]:
    """The answer, and the seconds of the try that succeeded: waiting for a busy vendor is not the memory's time."""
    tries = 0
    while True:
        began = time.perf_counter()
        try:
            completion = model.complete(prompt)
        except (NetworkError, RateLimitError) as error:
            tries += 1
            if tries == _TRIES:
                raise
            asked: Any = error.debug_info.get("retry_after")
            evaluation.sleep(min(float(asked) if asked is not None else 2.0**tries, _LONGEST_WAIT))
        else:
            return completion, time.perf_counter() - began


def graded(text: str) -> bool:
    """What a judge said. Raises LLMError where it is neither CORRECT nor WRONG."""
    try:
        label = str(json.loads(extract_json(text))["label"])
    except (ValueError, TypeError, KeyError):
        label = text
    found = set(_GRADES.findall(label.upper()))
    if found not in ({"CORRECT"}, {"WRONG"}, {"INCORRECT"}):
        raise LLMError("The judge said neither CORRECT nor WRONG.")
    return found == {"CORRECT"}
