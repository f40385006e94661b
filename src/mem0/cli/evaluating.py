"""Commands that measure a memory on question sets: eval locomo, eval questions."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from ..errors import ConfigurationError, ValidationError
from .answer import Answer, Grid
from .registering import command
from .session import Session
from .waiting import progress_bars
from .words import plural

if TYPE_CHECKING:
    from ..config import LlmConfig
    from ..evaluation.cases import Sample

_HELP = "Measure the memory on question sets, by the protocol of the Mem0 paper."
File: TypeAlias = Annotated[str, typer.Argument(help="The file with conversations and questions.")]
Work: TypeAlias = Annotated[
    Path, typer.Option("--work", help="A folder for the store, the journal and the result; a stopped run goes on there.")
]
AnswerConfig: TypeAlias = Annotated[
    Path | None, typer.Option("--answer-config", help="The model that answers (JSON file). Default: the memory's own.")
]
JudgeConfig: TypeAlias = Annotated[
    Path | None, typer.Option("--judge-config", help="The model that judges (JSON file). Default: the one that answers.")
]
Baseline: TypeAlias = Annotated[
    list[str] | None, typer.Option("--baseline", help="Measured beside the memory: full-context, rag. May be repeated.")
]
TopK: TypeAlias = Annotated[int, typer.Option("--top-k", "-k", help="Memories of each speaker that the model is shown.")]
Batch: TypeAlias = Annotated[int, typer.Option("--batch", help="Messages that are added at once.")]
RagChunk: TypeAlias = Annotated[int, typer.Option("--rag-chunk", help="Tokens of a chunk of plain RAG.")]
RagK: TypeAlias = Annotated[int, typer.Option("--rag-k", help="Chunks that plain RAG shows.")]
Runs: TypeAlias = Annotated[int, typer.Option("--runs", help="How often each question is answered and judged.")]
Concurrency: TypeAlias = Annotated[int, typer.Option("--concurrency", help="Questions at once; 1 to measure latency.")]
Conversations: TypeAlias = Annotated[int | None, typer.Option("--conversations", help="Only the first so many.")]
Infer: TypeAlias = Annotated[bool, typer.Option("--infer/--no-infer", help="Learn facts, or keep every message.")]


def register(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    group = typer.Typer(name="eval", help=_HELP, no_args_is_help=True)
    command(group, "locomo", scope=False)(locomo)
    command(group, "questions", scope=False)(questions)
    app.add_typer(group)


def locomo(
    session: Session,
    file: File,
    work: Work = Path("mem0-eval"),
    answer_config: AnswerConfig = None,
    judge_config: JudgeConfig = None,
    baseline: Baseline = None,
    top_k: TopK = 10,
    batch: Batch = 2,
    rag_chunk: RagChunk = 256,
    rag_k: RagK = 2,
    runs: Runs = 1,
    concurrency: Concurrency = 4,
    conversations: Conversations = None,
    infer: Infer = True,
) -> Answer:
    """Measure on a LoCoMo file.

    Every conversation is learnt once for each speaker; every question is answered from what is found and judged by a
    model. The result is a table, and result.json in the folder of --work.
    """
    from ..evaluation import read_locomo

    return _measured(session, read_locomo, locals())


def questions(
    session: Session,
    file: File,
    work: Work = Path("mem0-eval"),
    answer_config: AnswerConfig = None,
    judge_config: JudgeConfig = None,
    baseline: Baseline = None,
    top_k: TopK = 10,
    batch: Batch = 2,
    rag_chunk: RagChunk = 256,
    rag_k: RagK = 2,
    runs: Runs = 1,
    concurrency: Concurrency = 4,
    conversations: Conversations = None,
    infer: Infer = True,
) -> Answer:
    """Measure on questions of your own (JSONL).

    Each line is {"id", "messages", "questions": [{"question", "answer", "category"}]}.
    """
    from ..evaluation import read_questions

    return _measured(session, read_questions, locals())


def _measured(session: Session, read: Callable[[str], list[Sample]], given: Mapping[str, Any]) -> Answer:
    from ..doors.sync import Memory
    from ..evaluation import Evaluation, Settings, evaluate
    from ..evaluation.report import COLUMNS

    samples = read(given["file"])[: given["conversations"]]
    own = ("top_k", "batch", "rag_chunk", "rag_k", "runs", "concurrency", "infer")
    settings = Settings(("memory", *(given["baseline"] or ())), **{name: given[name] for name in own})
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
