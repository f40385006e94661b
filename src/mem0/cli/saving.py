"""Commands that save the whole store and bring it back: backup, restore, verify-backup."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from ..errors import ValidationError
from . import options
from .answer import Answer, Grid
from .helping import argument, group
from .registering import command
from .session import Session
from .words import plural

if TYPE_CHECKING:
    from ..doors.sync import Memory
    from ..ports.backup import BackupFacts

_KEYRING: Final = "The files with the keys of an encrypted store's backups."
_file: Final = argument("file", type=options.PATH, help="The file of the backup.")
_keys: Final = click.option(
    "--keys", type=options.PATH, help="The keyring of an encrypted store's backups; default: beside FILE."
)


@command("backup", scope=False)
@argument("file", type=options.PATH, help="The file to write; it must not exist.")
@_keys
@click.option("--with-keys", is_flag=True, help="Put the keys into the file: it needs no keyring, and no forget reaches it.")
def backup(session: Session, file: Path, keys: Path | None, with_keys: bool) -> Answer:
    """Save the whole store as one checked file, while it is in use.

    The keys of an encrypted store go into a keyring beside it, in which `mem0 forget` destroys them.
    """
    if with_keys and keys is not None:
        raise ValidationError("The keys go into the file or into a keyring: --with-keys or --keys, not both.")
    facts = session.memory().backup(file, keys="inside" if with_keys else keys or "beside")
    beside = f" Its keys are in {facts['keyring']}: keep both." if facts["keyring"] else ""
    return _told(facts, f"Saved {plural(facts['rows']['memories'], 'memory', 'memories')} in {file}.{beside}")


@command("restore", scope="named")
@_file
@click.option("--force", is_flag=True, help="Replace the memories that are there.")
@_keys
def restore(session: Session, file: Path, force: bool, keys: Path | None) -> Answer:
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


@command("verify-backup", scope=False)
@_file
@_keys
def verify_backup(session: Session, file: Path, keys: Path | None) -> Answer:  # noqa: ARG001 - needs no store
    """Check that a backup is whole and unchanged, and that its keys are there; no master key is needed."""
    from ..portability import verify_backup as verify

    facts = verify(file, keys=keys)
    gone = f" {plural(facts.destroyed, 'key')} of people who were forgotten since are gone." if facts.destroyed else ""
    return _told(_facts(file, facts), f"{file} is intact.{gone}")


@command("list", scope=False)
def list_keyrings(session: Session) -> Answer:
    """List the keyrings that the store has written, and those that could not be told yet who was forgotten."""
    found: list[dict[str, Any]] = _here(session).keyrings()["results"]
    rows = [(one["path"], "waiting" if one["waiting"] else "up to date") for one in found]
    return Answer(data=found, count=len(found), grid=Grid(("keyring", "state"), rows), ids=[one["path"] for one in found])


@command("drop", scope=False)
@argument("file", type=options.PATH, help="The keyring, as mem0 keyring list shows it.")
def drop_keyring(session: Session, file: Path) -> Answer:
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


COMMANDS: Final = (backup, restore, verify_backup, group("keyring", _KEYRING, list_keyrings, drop_keyring))
