"""Commands that change memories: add, update, delete."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import MemoryNotFoundError, ValidationError
from . import options
from .answer import Answer, Grid
from .registering import command
from .session import Session, json_object, moment, read_stdin
from .words import one_line, owner, plural

if TYPE_CHECKING:
    from rich.console import Console

_MARKS = {"ADD": ("+", "green"), "UPDATE": ("~", "yellow"), "DELETE": ("-", "red"), "NOOP": ("=", "dim")}


def register(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    command(app, "add")(add)
    command(app, "update", scope=False)(update)
    command(app, "delete", scope="named")(delete)


def add(
    session: Session,
    text: Annotated[str | None, typer.Argument(help='What to remember; "-" reads standard input.', show_default=False)] = None,
    messages: Annotated[str | None, typer.Option("--messages", help="Messages as JSON: [{role, content, ...}, ...].")] = None,
    file: Annotated[Path | None, typer.Option("--file", "-f", help="A file with messages (JSON) or a text.")] = None,
    name: Annotated[str | None, typer.Option("--name", help="Who says it, in a group.")] = None,
    infer: options.Infer = True,
    metadata: options.Metadata = None,
    timestamp: Annotated[str | None, typer.Option("--timestamp", help="When it was said (ISO 8601 or epoch seconds).")] = None,
    expires: options.Expires = None,
    immutable: Annotated[bool, typer.Option("--immutable", help="Never changed by later messages.")] = False,
) -> Answer:
    """Remember a text, or the messages of a file or of standard input."""
    scope, said = session.need_scope(), _given(text, messages, file, name)
    found = session.memory().add(
        said, **scope, infer=infer, metadata=json_object(metadata, option="--metadata"), timestamp=moment(timestamp),
        expiration_date=expires, immutable=immutable,
    )
    changes, skipped = list(found["results"]), list(found.get("skipped", []))
    return Answer(
        data=changes, count=len(changes), ids=[item["id"] for item in changes],
        grid=Grid(("event", "id", "memory"), [(i["event"], i["id"], i["memory"]) for i in changes]),
        show=lambda console: _show_changes(console, changes), note=_left_out(skipped) if not changes else None,
    )


def _given(text: str | None, messages: str | None, file: Path | None, name: str | None) -> Any:
    """What is to be remembered, from the one place that it was given in."""
    if sum(source is not None for source in (text, messages, file)) > 1:
        raise ValidationError("Give a text, --messages or --file, not several of them.")
    if messages is not None:
        return _parsed(read_stdin() if messages == "-" else messages, where="--messages")
    if file is not None:
        return _from_file(read_stdin() if str(file) == "-" else _read(file), where=str(file))
    if text is None and sys.stdin.isatty():
        raise ValidationError('Say what to remember: mem0 add "I live in Lyon" --user-id ana.')
    said = read_stdin().strip() if text in (None, "-") else text
    return [{"role": "user", "content": said} | ({"name": name} if name else {})]


def _read(file: Path) -> str:
    try:
        return file.expanduser().read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError(f"{file} is not UTF-8 text.") from None


def _from_file(content: str, *, where: str) -> Any:
    """Messages when the file begins like JSON, else one text."""
    if content.lstrip()[:1] in ("[", "{"):
        return _parsed(content, where=where)
    return [{"role": "user", "content": content.strip()}]


def _parsed(content: str, *, where: str) -> Any:
    try:
        value = json.loads(content)
    except ValueError as error:
        raise ValidationError(f"{where} is not valid JSON: {error}.", suggestion="Give [{role, content}, ...].") from None
    return value["messages"] if isinstance(value, dict) and isinstance(value.get("messages"), list) else value


def _left_out(skipped: list[dict[str, Any]]) -> str:
    reasons = Counter(item["reason"] for item in skipped)
    why = ", ".join(f"{reason} ({count})" for reason, count in reasons.most_common())
    return f"Nothing new to remember{': ' + why if why else ''}. --no-infer keeps every message word for word."


def _show_changes(console: Console, changes: list[dict[str, Any]]) -> None:
    from rich.text import Text

    for item in changes:
        sign, colour = _MARKS[item["event"]]
        console.print(Text(f"{sign} {one_line(item['memory'])}", style=colour), Text(item["id"], style="dim"))
        if item.get("previous_memory") and item["previous_memory"] != item["memory"]:
            console.print(Text(f"  before: {one_line(item['previous_memory'])}", style="dim"))


def update(
    session: Session,
    memory_id: Annotated[str, typer.Argument(metavar="ID")],
    text: Annotated[str | None, typer.Argument(help='The new text; "-" reads standard input.', show_default=False)] = None,
    metadata: options.Metadata = None,
    expires: Annotated[str | None, typer.Option("--expires", help='The last day (YYYY-MM-DD), or "never".')] = None,
) -> Answer:
    """Change a memory by hand; the old text stays in its history."""
    memory = session.memory()
    said = read_stdin().strip() if text == "-" else text
    expiry = {} if expires is None else {"expiration_date": None if expires == "never" else expires}
    memory.update(memory_id, text=said, metadata=json_object(metadata, option="--metadata"), **expiry)
    item = memory.get(memory_id) or {"id": memory_id, "memory": said}
    return Answer(data=item, count=1, ids=[memory_id], grid=Grid(("id", "memory"), [(item["id"], item["memory"])]))


def delete(
    session: Session,
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help='"-" reads ids from standard input.')] = None,
    everything: Annotated[bool, typer.Option("--all", help="Everything of the user, agent, run or app named.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be removed, and remove nothing.")] = False,
    force: Annotated[bool, typer.Option("--force", "--yes", "-y", help="Do not ask.")] = False,
) -> Answer:
    """Remove memories for good.

    Their text, past versions and the messages they rest on go too; the history keeps the fact of it, without words.
    """
    if everything == bool(ids):
        raise ValidationError("Say which memories: ids, or --all with --user-id (or another owner).")
    doomed = _owned(session) if everything else [_found(session, one) for one in _all_ids(ids or [])]
    if not dry_run:
        if everything:
            _confirm(session, len(doomed), force=force)
        _remove(session, doomed, everything=everything)
    verb = "would be removed" if dry_run else "removed"
    return Answer(
        data=[{"id": item["id"], "memory": item["memory"], "deleted": not dry_run} for item in doomed], count=len(doomed),
        ids=[item["id"] for item in doomed], grid=Grid(("id", "memory"), [(i["id"], i["memory"]) for i in doomed]),
        show=lambda console: _show_removed(console, doomed), note=f"{plural(len(doomed), 'memory', 'memories')} {verb}.",
    )


def _all_ids(ids: list[str]) -> list[str]:
    return [one for given in ids for one in (read_stdin().split() if given == "-" else [given])]


def _owned(session: Session) -> list[dict[str, Any]]:
    if not session.named:
        # What the environment names is a convenience for reading; destroying needs to be said.
        raise ValidationError("--all needs --user-id, --agent-id, --run-id or --app-id on the command line.")
    return list(session.memory().get_all(**session.named, show_expired=True)["results"])


def _found(session: Session, memory_id: str) -> dict[str, Any]:
    item = session.memory().get(memory_id)
    if item is None:
        raise MemoryNotFoundError(f"There is no memory {memory_id}.", details={"memory_id": memory_id})
    return dict(item)


def _confirm(session: Session, count: int, *, force: bool) -> None:
    if force:
        return
    whom = owner(session.named)
    if not sys.stdin.isatty():
        raise ValidationError(f"Removing everything of {whom} needs --force when nobody can be asked.")
    typer.confirm(f"Remove all {plural(count, 'memory', 'memories')} of {whom} and their messages?", abort=True, err=True)


def _remove(session: Session, doomed: list[dict[str, Any]], *, everything: bool) -> None:
    if everything:
        session.memory().delete_all(**session.named)
        return
    for item in doomed:
        session.memory().delete(item["id"])


def _show_removed(console: Console, doomed: list[dict[str, Any]]) -> None:
    from rich.text import Text

    for item in doomed:
        console.print(Text(f"- {one_line(item['memory'])}", style="red"), Text(item["id"], style="dim"))
