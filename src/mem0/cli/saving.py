"""Commands that save the whole store and bring it back: backup, restore, verify-backup."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ..errors import ValidationError
from .answer import Answer, Grid
from .registering import command
from .session import Session
from .words import plural

if TYPE_CHECKING:
    from ..doors.sync import Memory
    from ..ports.backup import BackupFacts

keyring_app: Final = typer.Typer(
    name="keyring", no_args_is_help=True, help="The files with the keys of an encrypted store's backups.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
_File = Annotated[Path, typer.Argument(help="The file of the backup.")]
_Keys = Annotated[Path | None, typer.Option("--keys", help="The keyring of an encrypted store's backups; default: beside FILE.")]


def register(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    command(app, "backup", scope=False)(backup)
    command(app, "restore", scope="named")(restore)
    command(app, "verify-backup", scope=False)(verify_backup)
    command(keyring_app, "list", scope=False)(list_keyrings)
    command(keyring_app, "drop", scope=False)(drop_keyring)
    app.add_typer(keyring_app)


def backup(
    session: Session,
    file: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")],
    keys: _Keys = None,
    with_keys: Annotated[
        bool, typer.Option("--with-keys", help="Put the keys into the file: it needs no keyring, and no forget reaches it.")
    ] = False,
) -> Answer:
    """Save the whole store as one checked file, while it is in use.

    The keys of an encrypted store go into a keyring beside it, in which `mem0 forget` destroys them.
    """
    if with_keys and keys is not None:
        raise ValidationError("The keys go into the file or into a keyring: --with-keys or --keys, not both.")
    facts = session.memory().backup(file, keys="inside" if with_keys else keys or "beside")
    beside = f" Its keys are in {facts['keyring']}: keep both." if facts["keyring"] else ""
    return _told(facts, f"Saved {plural(facts['rows']['memories'], 'memory', 'memories')} in {file}.{beside}")


def restore(
    session: Session,
    file: _File,
    force: Annotated[bool, typer.Option("--force", help="Replace the memories that are there.")] = False,
    keys: _Keys = None,
) -> Answer:
    """Put a backup in the place of the store, or bring one owner back out of it.

    With --user-id (or another id) only what belongs to that owner is brought back, beside what is there.
    """
    from ..portability import restore_backup, restore_owner

    if session.url is not None:
        raise ValidationError(
            "A backup is brought back where the store file is, not over --url.",
            suggestion="Restore it into a file with --path, or import what is wanted.",
        )
    if session.scope:
        counts = restore_owner(session.memory(), file, keys=keys, **session.scope)
        return _told({"owner": session.scope, **counts}, f"{plural(counts['memories'], 'memory', 'memories')} came back.")
    facts = restore_backup(file, session.settings(), force=force, keys=keys)
    return _told(_facts(file, facts), f"Restored the store as it was when {file} was made.")


def verify_backup(
    session: Session,  # noqa: ARG001 - a backup is checked without a store
    file: _File,
    keys: _Keys = None,
) -> Answer:
    """Check that a backup is whole and unchanged, and that its keys are there; no master key is needed."""
    from ..portability import verify_backup as verify

    facts = verify(file, keys=keys)
    gone = f" {plural(facts.destroyed, 'key')} of people who were forgotten since are gone." if facts.destroyed else ""
    return _told(_facts(file, facts), f"{file} is intact.{gone}")


def list_keyrings(session: Session) -> Answer:
    """List the keyrings that the store has written, and those that could not be told yet who was forgotten."""
    found: list[dict[str, Any]] = _here(session).keyrings()["results"]
    rows = [(one["path"], "waiting" if one["waiting"] else "up to date") for one in found]
    return Answer(data=found, count=len(found), grid=Grid(("keyring", "state"), rows), ids=[one["path"] for one in found])


def drop_keyring(
    session: Session, file: Annotated[Path, typer.Argument(help="The keyring, as mem0 keyring list shows it.")]
) -> Answer:
    """Know a keyring no more, which was destroyed with its backups. Whoever still has it reads what it opens."""
    _here(session).drop_keyring(file)
    return Answer(data={"dropped": str(file)}, count=1, grid=Grid(("what", "value"), [("dropped", str(file))]))


def _here(session: Session) -> Memory:
    if session.url is not None:
        raise ValidationError("The keyrings of a server's stores are looked after where it runs, not over --url.")
    return session.memory()


def _facts(file: Path, facts: BackupFacts) -> dict[str, Any]:
    from ..values import iso

    rows = dict(facts.rows)
    plain = {"path": str(file), "created_at": iso(facts.created_at), "library": facts.library, "rows": rows}
    if facts.keyring is None:
        return plain
    return {**plain, "keyring": str(facts.keyring), "keys": facts.keys, "destroyed": facts.destroyed}


def _told(facts: dict[str, Any], note: str) -> Answer:
    plain = {name: value for name, value in facts.items() if not isinstance(value, dict)}
    counts = {name: count for name, count in facts.get("rows", {}).items() if count}
    return Answer(data=facts, count=1, grid=Grid(("what", "value"), list((plain | counts).items())), note=note)
