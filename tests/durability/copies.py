"""Kill what changes a whole file: the upgrade of an older version, encryption, a new master key, a restore.

A process does it to several copies of the store, one after the other, and is killed in the middle. Each copy must then
open without help, and hold all of what it held (after a restore: all of that, or all of what was restored).
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from mem0.errors import EncryptionError
from mem0.errors import MemoryError as LibraryError
from mem0.providers.stores.sqlite_schema import APPLICATION_ID, MIGRATIONS, VERSION

from .killing import Victim, all_that_is_there, opened
from .ledger import Ledger

CLEAR, SEALED = ("upgrade", "encrypt", "restore"), ("upgrade", "rotate", "restore")
FIRST_SEALED = 8  # the version that brought encryption
OTHER_KEY = bytes(range(1, 33)).hex()


def kill_whole(
    path: Path, seed: str, ledger: Ledger, *, key: str | None = None, verb: str | None = None, copies: int = 5
) -> None:
    """One round on copies of the store `path`, which itself is only read."""
    chance = random.Random(seed)
    what = verb or chance.choice(SEALED if key else CLEAR)
    folder = path.parent / f"copies-{seed}"
    folder.mkdir(mode=0o700)
    base = Path(shutil.copyfile(path, folder / "base.db"))  # the kill rounds have closed the store: the file is all of it
    with opened(base, key) as memory:
        allowed = [all_that_is_there(memory)]
        if what == "restore":
            memory.backup(folder / "backup")
            memory.delete_all(user_id="ana")
            memory.add("note after the backup", user_id="ana", infer=False)
            allowed.append(all_that_is_there(memory))
    made = [_copy(base, folder / f"{n}.db", what, key, chance) for n in range(copies)]
    done = _interrupted(what, made, key, chance, ledger, seed)
    keys = [key, OTHER_KEY] if what in ("encrypt", "rotate") else [key]
    for number, one in enumerate(made):
        name = f"{what} {seed} {number}"
        used = _check(one, keys, allowed, ledger, name)
        if number < done and used != keys[-1]:
            ledger.lost.append(f"{name}: was acknowledged, and the key of before still opens it")
        ledger.scan(one, encrypted=used is not None)
    shutil.rmtree(folder)


def _copy(path: Path, copy: Path, what: str, key: str | None, chance: random.Random) -> Path:
    if what == "upgrade":
        return as_version(path, copy, chance.randint(FIRST_SEALED if key else 1, VERSION - 1))
    return Path(shutil.copyfile(path, copy))


def as_version(path: Path, copy: Path, version: int) -> Path:
    """The store as a library of that version would have written it: its tables, with what they can hold of it."""
    with closing(sqlite3.connect(copy)) as db:
        db.executescript("".join(MIGRATIONS[:version]))
        db.execute("ATTACH ? AS now", (str(path),))
        db.execute("DELETE FROM counters")
        for (table,) in db.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table'").fetchall():
            if table.startswith("sqlite_"):
                continue
            names = ", ".join(row[1] for row in db.execute(f"PRAGMA main.table_info({table})"))
            db.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM now.{table}")
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {version}")
        db.commit()
    return copy


def _interrupted(what: str, copies: Sequence[Path], key: str | None, chance: random.Random, ledger: Ledger, seed: str) -> int:
    """Let a process go through the copies and kill it on its way; returns how many it said it had done."""
    victim = Victim(f"--{what}", str(copies[0].parent), key or "", OTHER_KEY, *map(str, copies))
    for _ in range(2 * chance.randrange(len(copies)) + 1):
        victim.read()
    time.sleep(chance.random() ** 2 * (1.0 if what in ("encrypt", "rotate") else 0.1))
    complaint = victim.kill()
    said = [json.loads(line) for line in victim.lines if line.endswith(("}\n", "}"))]
    done = sum("done" in line for line in said)
    if complaint is not None and done < len(copies):
        ledger.problems.append(f"{what} {seed}: the worker ended by itself: {complaint}")
    ledger.interrupted[what] += done < len(copies)
    ledger.acknowledged += done
    return done


def _check(copy: Path, keys: Sequence[str | None], allowed: Sequence[Any], ledger: Ledger, name: str) -> str | None:
    """It opens with one of the keys, is whole, and holds what it may hold. Returns the key."""
    for key in keys:
        try:
            with opened(copy, key) as memory:
                ledger.problems += [f"{name}: {one}" for one in memory.stats()["problems"]]
                if all_that_is_there(memory) not in allowed:
                    ledger.half_done.append(f"{name}: holds something else than before")
                return key
        except EncryptionError:
            continue
        except LibraryError as error:
            ledger.problems.append(f"{name}: {error.message}")
            return key
    ledger.lost.append(f"{name}: no key opens it")
    return None
