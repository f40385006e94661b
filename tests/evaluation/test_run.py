"""An evaluation from a file to its figures, with a scripted model."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from mem0 import Memory
from mem0.chat import Prompt
from mem0.errors import ConfigurationError, LLMError, NetworkError, RateLimitError, ValidationError
from mem0.evaluation import Evaluation, Report, Settings, evaluate, read_locomo, read_questions
from mem0.evaluation.report import Figures
from mem0.evaluation.run import graded
from mem0.evaluation.ways import chunked
from mem0.testing import ScriptedLLM

from .pieces import RIGHT, STORE, knows_all, locomo_file, model

ALL = Settings(("memory", "full-context", "rag"))


@pytest.fixture
def memory() -> Iterator[Memory]:
    with Memory(STORE) as made:
        yield made


def measure(
    memory: Memory, tmp_path: Path, settings: Settings = ALL, script: Callable[[Prompt], Any] = knows_all, **more: Any
) -> tuple[Report, ScriptedLLM]:
    asked = model(script)
    evaluation = Evaluation(memory, asked, asked, settings, **more)
    return evaluate(evaluation, read_locomo(locomo_file(tmp_path)), tmp_path / "work"), asked


def of(report: Report, way: str, category: str) -> Figures:
    return next(one for one in report.figures if (one.way, one.category) == (way, category))


def test_every_way_is_measured_in_every_category(memory: Memory, tmp_path: Path) -> None:
    report, _ = measure(memory, tmp_path)

    categories = ["multi-hop", "temporal", "open-domain", "single-hop", "all", "adversarial"]
    assert [(one.way, one.category) for one in report.figures] == [(way, c) for way in ALL.ways for c in categories]
    assert of(report, "memory", "all").questions == 4
    assert {one.j for one in report.figures} == {100.0}
    assert of(report, "rag", "all").f1 == 100.0


def test_the_adversarial_questions_count_apart(memory: Memory, tmp_path: Path) -> None:
    """Who answers them as if it were known is wrong there, and nowhere else."""

    def eager(prompt: Prompt) -> Any:
        told = prompt.turns[-1].text
        if prompt.shape is None and "dog" in told:
            return "Pixel"
        return knows_all(prompt)

    report, _ = measure(memory, tmp_path, script=eager)

    assert of(report, "memory", "adversarial").j == 0.0
    assert of(report, "memory", "adversarial").f1 is None
    assert of(report, "memory", "all").j == 100.0


def test_the_memory_finds_what_was_said_with_its_day(memory: Memory, tmp_path: Path) -> None:
    _, asked = measure(memory, tmp_path, Settings(("memory",)))

    told = next(p.turns[-1].text for p in asked.prompts if p.shape is None and "name of Iris's cat" in p.turns[-1].text)
    assert "[2024-03-03]" in told
    assert "Pixel" in told
    assert "Of Iris:" in told
    assert "Of Noah:" in told


def test_the_whole_conversation_is_the_dearest_way(memory: Memory, tmp_path: Path) -> None:
    report, _ = measure(memory, tmp_path, Settings(("full-context", "rag"), rag_chunk=20, rag_k=1))

    whole, part = of(report, "full-context", "all").context_tokens, of(report, "rag", "all").context_tokens
    assert whole is not None
    assert part is not None
    assert part < whole / 2


def test_plain_rag_shows_the_nearest_chunk(memory: Memory, tmp_path: Path) -> None:
    _, asked = measure(memory, tmp_path, Settings(("rag",), rag_chunk=20, rag_k=1))

    told = next(p.turns[-1].text for p in asked.prompts if p.shape is None and "name of Iris's cat" in p.turns[-1].text)
    assert "named Pixel" in told
    assert "cello last week" not in told


def test_a_second_run_in_the_same_folder_asks_nothing_again(memory: Memory, tmp_path: Path) -> None:
    first, _ = measure(memory, tmp_path)
    again, asked = measure(memory, tmp_path)

    assert asked.prompts == []
    assert again.as_dict() == first.as_dict()


def test_a_stopped_run_goes_on_where_it_was(memory: Memory, tmp_path: Path) -> None:
    """What was answered before the stop is not asked again, and the figures are those of a run in one piece."""

    def stopped(prompt: Prompt) -> Any:
        if prompt.shape is None and RIGHT[_question(prompt)] != "cello":
            raise KeyboardInterrupt
        return knows_all(prompt)

    settings = Settings(("full-context",), concurrency=1)
    with pytest.raises(KeyboardInterrupt):
        measure(memory, tmp_path, settings, stopped)
    report, asked = measure(memory, tmp_path, settings)

    answered = [_question(prompt) for prompt in asked.prompts if prompt.shape is None]
    assert "Which instrument does the man in Oslo play?" not in answered
    assert len(answered) == 4
    assert of(report, "full-context", "all").questions == 4


def test_a_line_that_was_cut_off_is_asked_again(memory: Memory, tmp_path: Path) -> None:
    settings = Settings(("full-context",))
    measure(memory, tmp_path, settings)
    journal = tmp_path / "work" / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-20])

    report, asked = measure(memory, tmp_path, settings)

    assert len(asked.prompts) == 2
    assert of(report, "full-context", "all").questions == 4


def test_more_runs_go_on_in_the_same_journal(memory: Memory, tmp_path: Path) -> None:
    measure(memory, tmp_path, Settings(("full-context",)))
    report, asked = measure(memory, tmp_path, Settings(("full-context",), runs=3))

    assert len(asked.prompts) == 2 * 5 * 2  # two more runs of five questions, answered and judged
    assert of(report, "full-context", "all").j_runs == (100.0, 0.0)
    assert of(report, "full-context", "all").questions == 4


def test_another_evaluation_is_not_mixed_in(memory: Memory, tmp_path: Path) -> None:
    measure(memory, tmp_path, Settings(("full-context",)))

    with pytest.raises(ConfigurationError, match="--work"):
        measure(memory, tmp_path, Settings(("full-context",), top_k=3))


def test_what_fails_is_left_open_counted_and_asked_by_the_next_run(memory: Memory, tmp_path: Path) -> None:
    def failing(prompt: Prompt) -> Any:
        return LLMError("no") if "Oslo play" in prompt.turns[-1].text else knows_all(prompt)

    report, _ = measure(memory, tmp_path, Settings(("full-context",)), failing)
    healed, asked = measure(memory, tmp_path, Settings(("full-context",)))

    assert report.failed == 1
    assert of(report, "full-context", "all").questions == 3
    assert healed.failed == 0
    assert len(asked.prompts) == 2


def test_a_busy_vendor_is_waited_for_as_long_as_it_asks(memory: Memory, tmp_path: Path) -> None:
    faults: list[Exception] = [RateLimitError("slow", debug_info={"retry_after": 7}), NetworkError("gone")]
    slept: list[float] = []

    def busy(prompt: Prompt) -> Any:
        return faults.pop(0) if faults else knows_all(prompt)

    report, _ = measure(memory, tmp_path, Settings(("full-context",), concurrency=1), busy, sleep=slept.append)

    assert slept == [7.0, 4.0]
    assert report.failed == 0


def test_a_run_that_was_stopped_while_learning_learns_nothing_twice(memory: Memory, tmp_path: Path) -> None:
    measure(memory, tmp_path, Settings(("memory",)))
    before = memory.stats()
    measure(memory, tmp_path, Settings(("memory",), runs=2))

    assert memory.stats()["messages"] == before["messages"]


@pytest.mark.parametrize("infer", [True, False])
@pytest.mark.parametrize("stop", range(1, 7))
def test_a_run_that_is_killed_between_two_adds_learns_nothing_twice(
    memory: Memory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: int, infer: bool
) -> None:
    """The batch was learnt for the first speaker, and the journal does not know it yet."""
    settings, add, left = Settings(("memory",), infer=infer), memory.add, iter(range(stop))

    def killed(*told: Any, **how: Any) -> Any:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return add(*told, **how)

    with monkeypatch.context() as patch, suppress(KeyboardInterrupt):
        patch.setattr(memory, "add", killed)
        measure(memory, tmp_path, settings)
    measure(memory, tmp_path, settings)

    with Memory(STORE) as whole:
        (tmp_path / "whole").mkdir()
        measure(whole, tmp_path / "whole", settings)
        wanted = whole.stats()
    assert [memory.stats()[what] for what in ("memories", "messages")] == [wanted[what] for what in ("memories", "messages")]


def test_without_a_language_model_nothing_can_answer(memory: Memory) -> None:
    with pytest.raises(ConfigurationError, match="language model"):
        Evaluation.of(memory, ALL)


def test_a_report_is_json_and_names_what_it_rests_on(memory: Memory, tmp_path: Path) -> None:
    report, _ = measure(memory, tmp_path)

    told = json.loads(json.dumps(report.as_dict()))
    assert told["models"]["answer"] == "scripted/1"
    assert told["models"]["memory"] == "rules"
    assert told["settings"]["top_k"] == 10
    assert {"version", "prompts", "fingerprint", "token_counter"} <= set(told)


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ('{"reason": "x", "label": "CORRECT"}', True),
        ('{"label": "WRONG"}', False),
        ('```json\n{"label": "correct"}\n```', True),
        ("CORRECT", True),
        ("It is INCORRECT.", False),
    ],
)
def test_a_grade_is_read(said: str, right: bool) -> None:
    assert graded(said) is right


@pytest.mark.parametrize("said", ["", "maybe", "CORRECT or WRONG", "[]", '{"label": 5}'])
def test_a_judge_that_does_not_grade_is_an_error(said: str) -> None:
    with pytest.raises(LLMError):
        graded(said)


def test_questions_of_ones_own(tmp_path: Path) -> None:
    place = tmp_path / "own.jsonl"
    line = {
        "id": "c1",
        "messages": [{"role": "user", "content": "I like tea", "timestamp": "2024-05-01"}],
        "questions": [{"question": "What do I like?", "answer": "tea"}, {"question": "What do I hate?"}],
    }
    place.write_text(json.dumps(line) + "\n")

    (sample,) = read_questions(str(place))

    assert sample.speakers == ("user",)
    assert [(q.answer, q.category) for q in sample.questions] == [("tea", "questions"), ("", "adversarial")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '[{"sample_id": "x"}]',
        '{"sessions": [{"turns": [{"text": "a"}]}], "qa": [{"question": "x"}]}',
        "nonsense",
    ],
)
def test_a_file_that_cannot_be_measured_is_refused(tmp_path: Path, text: str) -> None:
    place = tmp_path / "wrong.json"
    place.write_text(text)

    with pytest.raises(ValidationError):
        read_locomo(str(place))


@pytest.mark.parametrize("wrong", [{"top_k": 0}, {"runs": True}, {"ways": ()}, {"ways": ("magic",)}], ids=str)
def test_settings_that_mean_nothing_are_refused(wrong: Any) -> None:
    with pytest.raises(ValidationError):
        Settings(**wrong)


def test_chunks_hold_every_line_once() -> None:
    lines = [f"line number {number} says something" for number in range(50)]

    chunks = chunked(lines, 30)

    assert "\n".join(chunks).split("\n") == lines
    assert 5 < len(chunks) < 50


def _question(prompt: Prompt) -> str:
    from .pieces import found

    return found(r"Question: (.*)", prompt.turns[-1].text)


@pytest.mark.parametrize("said", ["Osl\u2028o", "Osl\x85o", "Osl\ud800o"], ids=ascii)
def test_an_answer_of_odd_characters_is_not_asked_for_twice(memory: Memory, tmp_path: Path, said: str) -> None:
    """Line separators that Unicode knows, and half a character: the journal is read again as it was written."""

    def odd(prompt: Prompt) -> Any:
        return said if prompt.shape is None else {"reason": "", "label": "WRONG"}

    first, _ = measure(memory, tmp_path, script=odd)

    again, asked = measure(memory, tmp_path, script=odd)

    assert (again.figures, asked.prompts) == (first.figures, [])
