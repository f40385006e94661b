"""Commands that keep what is promised: forget, verify-receipt, audit list, audit verify."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

import click

from ..errors import ValidationError
from . import options
from .answer import Answer, Grid
from .helping import argument, group
from .registering import command
from .session import Session, read_stdin
from .words import plural

_AUDIT: Final = "Who did what, when, to which memories: a log that cannot be changed unnoticed."
_SHOWN: Final = ("n", "at", "verb", "actor", "counts", "owners")


@command("forget", scope="named", output=False)
@click.option("receipt", "--output", "-o", type=options.PATH, help="The file for the receipt; default: printed.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
def forget(session: Session, receipt: Path | None, yes: bool) -> Answer:
    """Forget a person (or an agent, app or run) for good, and give a receipt.

    Everything of that owner goes, the key too; what was removed cannot come back, out of older exports neither.
    """
    scope = session.need_scope()
    if receipt is not None and receipt.exists():
        raise ValidationError(f"{receipt} exists already.", suggestion="Name another file: a receipt is kept.")
    _confirm(scope, yes=yes)
    made = session.memory().forget(**scope)
    text = json.dumps(made, indent=2) + "\n"
    if receipt is None and session.output != "json":
        sys.stdout.write(text)
    elif receipt is not None:
        receipt.write_text(text, encoding="utf-8")
    removed = sum(made["counts"].values())
    return Answer(
        data=made, count=removed, grid=Grid(("what", "count"), [] if receipt is None else list(made["counts"].items())),
        note=f"Forgotten: {plural(removed, 'row')} of every kind. Keep the receipt.{_backups(made.get('backups', {}))}",
    )


def _backups(told: dict[str, Any]) -> str:
    """What a person must know of the backups that still hold the words."""
    pending, readable = told.get("pending", []), sum(told.get("readable", {}).values())
    away = f" Not reached: {', '.join(pending)}; that keyring is told at the next sweep or backup." if pending else ""
    if not readable:
        return away
    return f"{away} {plural(readable, 'backup')} without a keyring may hold the words still: destroy what is older."


def _confirm(scope: dict[str, Any], *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise ValidationError("Forgetting cannot be undone and nobody can be asked here: add --yes.")
    whose = ", ".join(f"{name} {value}" for name, value in scope.items())
    click.confirm(f"Forget everything of {whose}, for ever?", abort=True, err=True)


@command("verify-receipt", scope=False)
@argument("file", help='The receipt; "-" reads standard input.')
def verify_receipt(session: Session, file: str) -> Answer:
    """Check a receipt of forgetting: its signature, the audit log, and that the person is still gone."""
    try:
        raw = json.loads(read_stdin() if file == "-" else Path(file).read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValidationError(f"{file} is not valid JSON: {error}.") from None
    found = session.memory().verify_receipt(raw)
    said = "; ".join(found["problems"]) or "The receipt is valid."
    if found["returned"]:
        said += " The owner has come back with new rows since."
    rows = [(name.replace("_", " "), "ok" if fine else "FAILED") for name, fine in found["checks"].items()]
    return Answer(
        data=found, count=len(rows), grid=Grid(("check", "result"), rows), note=said, code=0 if found["valid"] else 1
    )


@command("list", scope="named")
@click.option("--after", type=click.IntRange(min=0), default=0, help="Only the lines behind this number.")
@click.option("--limit", "-k", "--top-k", default=100, help="How many at most.")
def list_lines(session: Session, after: int, limit: int) -> Answer:
    """List the audit log, oldest first; with an owner, what was done to that one's memories."""
    found = session.memory().audit(**session.named, after=after, limit=limit)
    items: list[dict[str, Any]] = found["results"]
    rows = [tuple(_shown(item[name]) for name in _SHOWN) for item in items]
    return Answer(data=items, count=len(items), grid=Grid(_SHOWN, rows), ids=[str(item["n"]) for item in items])


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {count}" for name, count in value.items())
    return ", ".join(value) if isinstance(value, list) else "" if value is None else str(value)


@command("verify", scope=False)
@click.option("--head", help='A "number:hash" that you kept; it must still be there.')
def verify(session: Session, head: str | None) -> Answer:
    """Check that no line of the audit log was changed, removed or put elsewhere."""
    found = session.memory().verify_audit(head)
    said = f"Whole: {plural(found['lines'], 'line')}." if found["valid"] else f"Not whole: {found['problem']}."
    rows = [(name, str(found[name])) for name in ("valid", "lines", "head", "problem")]
    code = 0 if found["valid"] else 1
    return Answer(data=found, count=found["lines"], grid=Grid(("what", "value"), rows), note=said, code=code)


COMMANDS: Final = (forget, verify_receipt, group("audit", _AUDIT, list_lines, verify))
