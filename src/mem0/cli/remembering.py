"""Commands that change memories: add, update, delete."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from ..errors import MemoryNotFoundError, ValidationError
from . import options
from .answer import Answer, Grid
from .helping import argument
from .registering import command
from .session import Session, json_object, moment, read_stdin
from .words import one_line, owner, plural

if TYPE_CHECKING:
    from .screen import Screen

_MARKS = {"ADD": ("+", "green"), "UPDATE": ("~", "yellow"), "DELETE": ("-", "red"), "NOOP": ("=", "dim")}


@command("add")
@argument("text", required=False, help='What to remember; "-" reads standard input.')
@click.option("--messages", help="Messages as JSON: [{role, content, ...}, ...].")
@click.option("--file", "-f", type=options.PATH, help="A file with messages (JSON) or a text.")
@click.option("--name", help="Who says it, in a group.")
@options.infer
@options.metadata
@click.option("--timestamp", help="When it was said (ISO 8601 or epoch seconds).")
@click.option("--expires", help="The last day it holds (YYYY-MM-DD).")
@click.option("--immutable", is_flag=True, help="Never changed by later messages.")
def add(
    session: Session, text: str | None, messages: str | None, file: Path | None, name: str | None, infer: bool,
    metadata: str | None, timestamp: str | None, expires: str | None, immutable: bool,
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
        show=lambda screen: _show_changes(screen, changes), note=_left_out(skipped) if not changes else None,
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


def _show_changes(screen: Screen, changes: list[dict[str, Any]]) -> None:
    for item in changes:
        sign, colour = _MARKS[item["event"]]
        screen.say((f"{sign} {one_line(item['memory'])}", colour), (f" {item['id']}", "dim"), hang=2)
        if item.get("previous_memory") and item["previous_memory"] != item["memory"]:
            screen.say((f"  before: {one_line(item['previous_memory'])}", "dim"), hang=2)


@command("update", scope=False)
@argument("memory_id", metavar="ID")
@argument("text", required=False, help='The new text; "-" reads standard input.')
@options.metadata
@click.option("--expires", help='The last day (YYYY-MM-DD), or "never".')
def update(session: Session, memory_id: str, text: str | None, metadata: str | None, expires: str | None) -> Answer:
    """Change a memory by hand; the old text stays in its history."""
    memory = session.memory()
    said = read_stdin().strip() if text == "-" else text
    expiry = {} if expires is None else {"expiration_date": None if expires == "never" else expires}
    memory.update(memory_id, text=said, metadata=json_object(metadata, option="--metadata"), **expiry)
    item = memory.get(memory_id) or {"id": memory_id, "memory": said}
    return Answer(data=item, count=1, ids=[memory_id], grid=Grid(("id", "memory"), [(item["id"], item["memory"])]))


@command("delete", scope="named")
@argument("ids", nargs=-1, metavar="[ID]...", help='"-" reads ids from standard input.')
@click.option("everything", "--all", is_flag=True, help="Everything of the user, agent, run or app named.")
@click.option("--dry-run", is_flag=True, help="Show what would be removed, and remove nothing.")
@click.option("--force", "--yes", "-y", is_flag=True, help="Do not ask.")
def delete(session: Session, ids: tuple[str, ...], everything: bool, dry_run: bool, force: bool) -> Answer:
    """Remove memories for good.

    Their text, past versions and the messages they rest on go too; the history keeps the fact of it, without words.
    """
    if everything == bool(ids):
        raise ValidationError("Say which memories: ids, or --all with --user-id (or another owner).")
    doomed = _owned(session) if everything else [_found(session, one) for one in _all_ids(ids)]
    if not dry_run:
        if everything:
            _confirm(session, len(doomed), force=force)
        _remove(session, doomed, everything=everything)
    verb = "would be removed" if dry_run else "removed"
    return Answer(
        data=[{"id": item["id"], "memory": item["memory"], "deleted": not dry_run} for item in doomed], count=len(doomed),
        ids=[item["id"] for item in doomed], grid=Grid(("id", "memory"), [(i["id"], i["memory"]) for i in doomed]),
        show=lambda screen: _show_removed(screen, doomed), note=f"{plural(len(doomed), 'memory', 'memories')} {verb}.",
    )


def _all_ids(ids: Sequence[str]) -> list[str]:
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
    click.confirm(f"Remove all {plural(count, 'memory', 'memories')} of {whom} and their messages?", abort=True, err=True)


def _remove(session: Session, doomed: list[dict[str, Any]], *, everything: bool) -> None:
    if everything:
        session.memory().delete_all(**session.named)
        return
    for item in doomed:
        session.memory().delete(item["id"])


def _show_removed(screen: Screen, doomed: list[dict[str, Any]]) -> None:
    for item in doomed:
        screen.say((f"- {one_line(item['memory'])}", "red"), (f" {item['id']}", "dim"), hang=2)


COMMANDS: Final = (add, update, delete)
