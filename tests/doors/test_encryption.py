"""Encryption as programs ask for it: where the key may stand, and what each wrong one is answered with."""

from __future__ import annotations

import base64
import logging
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import keyring
import keyring.backend
import pytest

from mem0 import AsyncMemory, Memory
from mem0.errors import ConfigurationError, EncryptionError, MissingExtra, ValidationError

from .behaviour import Face, open_door
from .test_forgetting import SECRET, scan

STATIC = {"embedder": {"provider": "static"}}
RAW = bytes(range(32))


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MEM0_ENCRYPTION_KEY", raising=False)


def in_file(folder: Path, content: bytes) -> dict[str, Any]:
    (folder / "key").write_bytes(content)
    return {"encryption_key_file": folder / "key"}


SAME_KEY: dict[str, Callable[[Path], dict[str, Any]]] = {
    "bytes": lambda _: {"encryption_key": RAW},
    "hex": lambda _: {"encryption_key": RAW.hex()},
    "base64": lambda _: {"encryption_key": base64.b64encode(RAW).decode()},
    "url-safe base64": lambda _: {"encryption_key": base64.urlsafe_b64encode(RAW).decode().rstrip("=")},
    "callable": lambda _: {"encryption_key": lambda: RAW},
    "file of 32 bytes": lambda folder: in_file(folder, RAW),
    "file with a line": lambda folder: in_file(folder, RAW.hex().encode() + b"\n"),
    "vector store": lambda _: {"vector_store": {"provider": "chroma", "config": {"encryption_key": RAW.hex()}}},
    "keyring": lambda _: {"encryption_keyring": "mem0/test"},
}


class Kept(keyring.backend.KeyringBackend):  # type: ignore[misc]
    """A keyring that keeps one password."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        return RAW.hex() if (service, username) == ("mem0", "test") else None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError

    def delete_password(self, service: str, username: str) -> None:
        raise NotImplementedError


@pytest.mark.parametrize("way", SAME_KEY)
def test_a_key_may_be_given_in_many_ways(way: str, tmp_path: Path) -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(Kept())
    try:
        with Memory({**STATIC, "path": tmp_path / "m.db", "encryption_key": RAW}) as memory:
            memory.add(SECRET, user_id="ana", infer=False)
        with Memory({**STATIC, "path": tmp_path / "m.db", **SAME_KEY[way](tmp_path)}) as memory:
            assert memory.get_all(user_id="ana")[0]["memory"] == SECRET
            assert memory.stats()["encrypted"] is True
        assert scan(tmp_path, SECRET) == []
    finally:
        keyring.set_keyring(before)


def test_the_environment_counts_where_the_configuration_names_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEM0_ENCRYPTION_KEY", "a long passphrase of mine")
    with Memory({**STATIC, "path": tmp_path / "m.db"}) as memory:
        memory.add(SECRET, user_id="ana", infer=False)

    assert scan(tmp_path, SECRET) == []
    monkeypatch.delenv("MEM0_ENCRYPTION_KEY")
    with pytest.raises(EncryptionError, match="MEM0_ENCRYPTION_KEY"):
        Memory({**STATIC, "path": tmp_path / "m.db"})


@pytest.mark.parametrize("infer", [True, False])
def test_no_byte_of_what_was_said_or_asked_is_on_the_disk(tmp_path: Path, infer: bool) -> None:
    """Adds, updates, searches, a new embedding and a deletion, in the manner of the seed's configuration."""
    settings = {"provider": "chroma", "config": {"path": str(tmp_path / "db"), "encryption_key": "your-encryption-key"}}
    memory = Memory({**STATIC, "vector_store": settings})
    said = f"I work where {SECRET}." if infer else SECRET
    added = memory.add(said, user_id=f"user {SECRET}", run_id=f"run {SECRET}", infer=infer, metadata={SECRET: SECRET})
    memory.update(added["results"][0]["id"], f"corrected: {SECRET} and more")
    memory.search(SECRET, user_id=f"user {SECRET}")
    memory.reindex()
    assert memory.users()["results"][0]["name"] == f"user {SECRET}"

    assert scan(tmp_path, SECRET) == []
    memory.close()
    assert scan(tmp_path, SECRET) == []


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_store_can_be_encrypted_later_and_its_keys_changed(kind: str, tmp_path: Path) -> None:
    face = open_door(kind, tmp_path / "m.db")
    face.add(SECRET, user_id="ana", infer=False)
    face.add("I like rice", user_id="bo", infer=False)
    assert (face.stats()["encrypted"], scan(tmp_path, SECRET) != []) == (False, True)

    assert face.encrypt("one key of many words")["rows"] == 12
    assert scan(tmp_path, SECRET) == []
    assert face.rotate_key(RAW) == {"keys": 2}
    assert face.rekey(user_id="ana")["rows"] == 5
    assert face.search("heron", user_id="ana")["results"][0]["memory"] == SECRET
    face.door.close()

    again = open_door(kind, tmp_path / "m.db", encryption_key=RAW)
    assert again.get_all(user_id="ana")[0]["memory"] == SECRET
    again.door.close()


def test_a_store_that_writes_nothing_has_no_keys(tmp_path: Path) -> None:
    with Memory({**STATIC, "path": ":memory:", "encryption_key": RAW}) as memory:
        assert memory.stats()["encrypted"] is False
        with pytest.raises(ConfigurationError, match="no keys"):
            memory.encrypt(RAW)
    assert list(tmp_path.iterdir()) == []


def test_keys_of_a_clear_store_cannot_be_changed(tmp_path: Path) -> None:
    with Memory({**STATIC, "path": tmp_path / "m.db"}) as memory:
        with pytest.raises(EncryptionError, match="mem0 encrypt"):
            memory.rotate_key(RAW)
        with pytest.raises(ValidationError, match="only one"):
            memory.rekey(user_id="ana", run_id="r")


def test_a_key_is_shown_nowhere(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Neither in the configuration's text, nor in errors, nor in the log."""
    with caplog.at_level(logging.DEBUG):
        memory = Memory({**STATIC, "path": tmp_path / "m.db", "encryption_key": "correct horse battery"})
        memory.close()
        with pytest.raises(EncryptionError) as wrong:
            Memory({**STATIC, "path": tmp_path / "m.db", "encryption_key": "wrong horse battery"})
        with pytest.raises(ConfigurationError) as bad:
            Memory({"encryption_key": ["wrong horse battery"]})

    shown = [repr(memory.config), caplog.text, *(repr(e.value) + str(vars(e.value)) for e in (wrong, bad))]
    assert [text for text in shown if "horse" in text] == []


@pytest.mark.parametrize("given", ["", "  ", b"", b"x" * 31, 7, [], {"wrap": 1}, "\ud800", lambda: None])
def test_what_is_no_key_is_refused_and_no_file_is_made(given: Any, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        Memory({**STATIC, "path": tmp_path / "m.db", "encryption_key": given})
    assert list(tmp_path.iterdir()) == []


def test_a_service_that_gives_back_another_key_is_told(tmp_path: Path) -> None:
    honest = SimpleNamespace(wrap=lambda key: key[::-1], unwrap=lambda wrapped: wrapped[::-1])
    Memory({**STATIC, "path": tmp_path / "m.db", "encryption_key": honest}).close()

    broken = SimpleNamespace(wrap=honest.wrap, unwrap=lambda _: b"something else")
    with pytest.raises(ConfigurationError, match="key service"):
        Memory({**STATIC, "path": tmp_path / "m.db", "encryption_key": broken})


WITHOUT = """
import sys
sys.modules["cryptography"] = None
from mem0 import Memory
from mem0.errors import MissingExtra
try:
    Memory({"path": "m.db", "encryption_key": "a passphrase"})
except MissingExtra as error:
    print(error)
"""


def test_without_the_extra_it_is_named(tmp_path: Path) -> None:
    told = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True, cwd=tmp_path)

    assert told.stdout.strip() == str(MissingExtra("encryption", "encryption"))


def test_async_memory_takes_the_same_keys(tmp_path: Path) -> None:
    face = Face(AsyncMemory({**STATIC, "path": tmp_path / "m.db", "encryption_key": RAW}))
    face.add(SECRET, user_id="ana", infer=False)
    face.door.close()

    assert scan(tmp_path, SECRET) == []
