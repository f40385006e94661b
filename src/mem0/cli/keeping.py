"""Commands that look after keys: encrypt, rotate-key, rekey."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from ..errors import ConfigurationError
from . import options
from .answer import Answer, Grid
from .registering import command
from .session import Session
from .words import plural

if TYPE_CHECKING:
    from ..crypto import KeySource

NEW_KEY: Final = "MEM0_NEW_ENCRYPTION_KEY"


@command("encrypt", scope=False)
@click.option("--key-file", type=options.PATH, help="A file with the key: 32 bytes, or a line of text.")
def encrypt(session: Session, key_file: Path | None) -> Answer:
    """Encrypt a store that is in clear.

    The key is the one of the configuration or of MEM0_ENCRYPTION_KEY, unless --key-file names one. No clear byte stays
    in the store's files; copies and exports that you made before are not touched.
    """
    from ..build import encrypt_store
    from ..config import read_config

    settings = session.settings()
    if key_file is not None:
        settings = {**_without_key(settings), "encryption_key_file": key_file}
    rows = encrypt_store(read_config(settings))
    return _told({"rows": rows}, f"Encrypted: {plural(rows, 'row')} sealed. Keep the key: without it nothing can be read.")


@command("rotate-key", scope=False)
@click.option("--new-key-file", type=options.PATH, help=f"A file with the new key. (env: {NEW_KEY})")
def rotate_key(session: Session, new_key_file: Path | None) -> Answer:
    """Change the master key of an encrypted store, without writing its rows anew."""
    keys = session.memory().rotate_key(_new_key(new_key_file))["keys"]
    return _told({"keys": keys}, f"{plural(keys, 'key')} wrapped anew. From now on only the new key opens the store.")


@command("rekey", scope="named")
def rekey(session: Session) -> Answer:
    """Give one owner a new key and seal all rows of that owner anew."""
    rows = session.memory().rekey(**session.need_scope())["rows"]
    return _told({"rows": rows}, f"{plural(rows, 'row')} sealed anew; the old key is destroyed.")


def _told(facts: dict[str, Any], note: str) -> Answer:
    return Answer(data=facts, count=1, grid=Grid(("what", "count"), list(facts.items())), note=note)


def _new_key(file: Path | None) -> KeySource:
    """The new key. It is never an argument: whoever lists the processes would read it."""
    from ..crypto import key_from_file, read_key

    if file is not None:
        return key_from_file(file)
    given = os.environ.get(NEW_KEY)
    if not given:
        raise ConfigurationError("Which new key?", suggestion=f"Name a file with --new-key-file, or set {NEW_KEY}.")
    return read_key(given)


def _without_key(settings: dict[str, Any]) -> dict[str, Any]:
    """The settings without any key in them, so that one that is named on the command line counts."""
    from ..crypto import KEY_PLACES

    kept = {name: value for name, value in settings.items() if name not in KEY_PLACES}
    store = kept.get("vector_store")
    if isinstance(store, dict) and isinstance(store.get("config"), dict):
        own = {name: value for name, value in store["config"].items() if name not in KEY_PLACES}
        kept["vector_store"] = {**store, "config": own}
    return kept


COMMANDS: Final = (encrypt, rotate_key, rekey)
