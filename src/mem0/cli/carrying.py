"""Commands that carry memories in and out: import, export."""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from ..errors import ValidationError
from . import options
from .answer import Answer, Grid
from .helping import argument
from .registering import command
from .session import Session, moment
from .waiting import progress_bars
from .words import one_line, plural

if TYPE_CHECKING:
    from ..portability import Tally

_PROBLEMS_SHOWN = 20
_FORMATS = "open-mem0, chatgpt, claude, messages, backup or locomo; told from the file without it."


@command("import")
@argument("file", help='A file, a zip archive, an export folder, or "-" for standard input.')
@click.option("form", "--format", help=_FORMATS)
@options.infer
@click.option("--dry-run", is_flag=True, help="Read and count, store nothing.")
@click.option("--limit", type=int, help="At most so many messages or memories.")
@click.option("--since", help="Leave out what was said before (ISO 8601).")
def import_(
    session: Session, file: str, form: str | None, infer: bool, dry_run: bool, limit: int | None, since: str | None,
) -> Answer:
    """Import conversations, backups and exports.

    Formats: ChatGPT, Claude, JSONL of messages, mem0 backups, LoCoMo, and what export writes. Importing a file twice
    adds nothing twice. --user-id says whose conversations they are where the file does not.
    """
    from ..portability import Wish, import_file
    from ..values import clean_limit, clean_moment

    wish = Wish(
        format=form, scope=session.named, default_scope=session.environment, infer=infer, dry_run=dry_run,
        limit=clean_limit(limit, name="limit", default=None), since=clean_moment(moment(since), name="since"),
    )
    with progress_bars("Reading (bytes)", "Remembering") as (reading, remembering):
        tally = import_file(session.memory(), file, wish, reading=reading, remembering=remembering)
    _tell_problems(tally)
    nothing = bool(tally.problems) and not (tally.messages or tally.memories or tally.present)
    return Answer(
        data=_facts(tally, dry_run), count=tally.messages + tally.memories, grid=Grid(("what", "count"), _rows(tally, dry_run)),
        code=1 if nothing else 0,
    )


def _facts(tally: Tally, dry_run: bool) -> dict[str, Any]:
    return {
        "format": tally.format, "dry_run": dry_run, "conversations": tally.conversations, "messages": tally.messages,
        "memories": tally.memories, "already_there": tally.present, "before_since": tally.earlier,
        "beyond_limit": tally.beyond_limit, "events": dict(tally.events), "skipped": dict(tally.skipped),
        "left_out": dict(tally.left_out), "owners": dict(tally.owners),
        "problems": [{"place": p.place, "reason": p.reason} for p in tally.problems],
    }


def _rows(tally: Tally, dry_run: bool) -> list[tuple[str, object]]:
    """What happened, without the lines that say nothing."""
    would = "to import" if dry_run else "imported"
    rows: list[tuple[str, object]] = [
        ("format", tally.format), (f"conversations {would}", tally.conversations), (f"messages {would}", tally.messages),
        ("memories restored", tally.memories), ("already there", tally.present), ("said before --since", tally.earlier),
        ("beyond --limit", tally.beyond_limit),
        *((f"facts {_EVENTS[event]}", count) for event, count in sorted(tally.events.items())),
        *((f"not made a memory: {reason}", count) for reason, count in tally.skipped.most_common()),
        *((f"left out: {kind}", count) for kind, count in tally.left_out.most_common()),
        ("places that could not be read", len(tally.problems)),
    ]
    return [row for row in rows if row[1]]


_EVENTS = {"ADD": "added", "UPDATE": "updated", "DELETE": "ended", "NOOP": "known already"}


def _tell_problems(tally: Tally) -> None:
    for problem in tally.problems[:_PROBLEMS_SHOWN]:
        print(f"mem0: {one_line(problem.place)}: {one_line(problem.reason)}", file=sys.stderr)
    more = len(tally.problems) - _PROBLEMS_SHOWN
    if more > 0:
        print(f"mem0: and {plural(more, 'place')} more (--json lists all).", file=sys.stderr)


@command("export", scope="named", output=False)
@click.option("file", "--output", "-o", "--file", "-f", default="-", help='The file to write; "-" is standard output.')
@click.option("--force", is_flag=True, help="Write over a file that exists.")
def export(session: Session, file: str, force: bool) -> Answer:
    """Write everything as JSONL.

    Messages, memories (past versions too) and history import back to the same state. Without --user-id (or another
    owner) everything in the store is written.
    """
    from ..portability import export_lines

    if file == "-" and session.output == "json":
        raise ValidationError("--json tells of the export, so the export itself needs a file: -o FILE.jsonl.")
    memory = session.memory()
    with _sink(file, force=force) as write:
        written = export_lines(memory, write, scope=session.named)
    facts = _written(written, file)
    # On standard output the records are the answer; what is said of them must not get between them.
    rows = [] if file == "-" else list(facts.items())
    return Answer(
        data=facts, count=sum(written.values()), grid=Grid(("what", "count"), rows), ids=[] if file == "-" else [file],
        note=_sentence(written) if file == "-" else None,
    )


def _written(written: Counter[str], file: str) -> dict[str, Any]:
    return {"file": file, **{kind: written[kind] for kind in ("message", "memory", "history")}}


def _sentence(written: Mapping[str, int]) -> str:
    counts = (plural(written["memory"], "memory", "memories"), plural(written["message"], "message"))
    return f"Exported {', '.join(counts)} and {plural(written['history'], 'line')} of history."


@contextmanager
def _sink(file: str, *, force: bool) -> Iterator[Callable[[str], object]]:
    """Where lines go. A file appears under its name when it is complete, or not at all."""
    if file == "-":
        yield sys.stdout.write
        return
    place = Path(file).expanduser()
    if place.exists() and not force:
        raise ValidationError(f"{file} exists already.", suggestion="Name another file, or add --force.")
    handle, unfinished = tempfile.mkstemp(dir=place.parent or Path(), prefix=f".{place.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as lines:
            yield lines.write
            lines.flush()
            os.fsync(lines.fileno())
        Path(unfinished).replace(place)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


COMMANDS: Final = (import_, export)
