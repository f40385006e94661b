"""Commands that measure a memory on question sets: eval locomo, eval questions."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from ..errors import ConfigurationError, ValidationError
from . import options
from .answer import Answer, Grid
from .helping import argument, group
from .registering import command
from .session import Session
from .waiting import progress_bars
from .words import plural

if TYPE_CHECKING:
    from ..config import LlmConfig
    from ..evaluation.cases import Sample

_HELP = "Measure the memory on question sets, by the protocol of the Mem0 paper."
_OPTIONS: Final = (
    argument("file", help="The file with conversations and questions."),
    click.option(
        "--work", type=options.PATH, default=Path("mem0-eval"),
        help="A folder for the store, the journal and the result; a stopped run goes on there.",
    ),
    click.option("--answer-config", type=options.PATH, help="The model that answers (JSON file). Default: the memory's own."),
    click.option("--judge-config", type=options.PATH, help="The model that judges (JSON file). Default: the one that answers."),
    click.option("--baseline", multiple=True, help="Measured beside the memory: full-context, rag. May be repeated."),
    click.option("--top-k", "-k", default=10, help="Memories of each speaker that the model is shown."),
    click.option("--batch", default=2, help="Messages that are added at once."),
    click.option("--rag-chunk", default=256, help="Tokens of a chunk of plain RAG."),
    click.option("--rag-k", default=2, help="Chunks that plain RAG shows."),
    click.option("--runs", default=1, help="How often each question is answered and judged."),
    click.option("--concurrency", default=4, help="Questions at once; 1 to measure latency."),
    click.option("--conversations", type=int, help="Only the first so many."),
    click.option("--infer/--no-infer", default=True, help="Learn facts, or keep every message."),
)


def _asked(function: Callable[..., Answer]) -> Callable[..., Answer]:
    """Give a command the argument and the options of every measurement."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


@command("locomo", scope=False)
@_asked
def locomo(session: Session, **given: Any) -> Answer:
    """Measure on a LoCoMo file.

    Every conversation is learnt once for each speaker; every question is answered from what is found and judged by a
    model. The result is a table, and result.json in the folder of --work.
    """
    from ..evaluation import read_locomo

    return _measured(session, read_locomo, given)


@command("questions", scope=False)
@_asked
def questions(session: Session, **given: Any) -> Answer:
    """Measure on questions of your own (JSONL).

    Each line is {"id", "messages", "questions": [{"question", "answer", "category"}]}.
    """
    from ..evaluation import read_questions

    return _measured(session, read_questions, given)


def _measured(session: Session, read: Callable[[str], list[Sample]], given: Mapping[str, Any]) -> Answer:
    from ..doors.sync import Memory
    from ..evaluation import Evaluation, Settings, evaluate
    from ..evaluation.report import COLUMNS

    samples = read(given["file"])[: given["conversations"]]
    own = ("top_k", "batch", "rag_chunk", "rag_k", "runs", "concurrency", "infer")
    settings = Settings(("memory", *given["baseline"]), **{name: given[name] for name in own})
    work: Path = given["work"].expanduser()
    work.mkdir(parents=True, exist_ok=True)
    models = {name: _model(given[f"{name}_config"]) for name in ("answer", "judge")}
    # A store of its own: what is learnt here must not mix with the memory of whoever measures.
    with Memory(_apart(session.settings(), work)) as memory, progress_bars("Learning", "Answering") as (learning, answering):
        evaluation = Evaluation.of(memory, settings, **models)
        report = evaluate(evaluation, samples, work, learning=learning, answering=answering)
    (work / "result.json").write_text(json.dumps(report.as_dict(), ensure_ascii=False, indent=1), encoding="utf-8")
    note = f"Written to {work / 'result.json'}."
    if report.failed:
        note = f"{plural(report.failed, 'question')} could not be answered; run the same command again. {note}"
    rows = report.rows()
    return Answer(report.as_dict(), len(rows), Grid(COLUMNS, rows), note=note, code=5 if report.failed else 0)


def _apart(settings: dict[str, Any], work: Path) -> dict[str, Any]:
    """The configuration with its store in the folder of the evaluation."""
    return {key: value for key, value in settings.items() if key != "vector_store"} | {"path": str(work / "memory.db")}


def _model(place: Path | None) -> LlmConfig | None:
    """The model that a file configures: {"provider", "config"}, or a whole configuration with "llm" in it."""
    from ..config import LlmConfig

    if place is None:
        return None
    try:
        found = json.loads(place.expanduser().read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigurationError(f"{place} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise ConfigurationError(f"{place} is not valid JSON: {error}.") from None
    inner = found.get("llm", found) if isinstance(found, dict) else None
    if not isinstance(inner, dict) or not inner.get("provider"):
        raise ValidationError(f'{place} must be {{"provider": ..., "config": {{...}}}}, or hold it under "llm".')
    return LlmConfig(provider=str(inner["provider"]), config=inner.get("config") or {})


COMMANDS: Final = (group("eval", _HELP, locomo, questions),)
