"""The commands for keys: they take keys from files and the environment, never from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Run


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MEM0_ENCRYPTION_KEY", "MEM0_NEW_ENCRYPTION_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    place = tmp_path / "key"
    place.write_text("one key of many words\n")
    return place


def test_a_store_is_encrypted_and_then_needs_its_key(mem0: Run, key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mem0("add", "I live in Lyon.", "-u", "ana", "--no-infer")

    said = mem0("encrypt", "--key-file", str(key), "--json")

    assert (said.code, said.data) == (0, {"rows": 6})
    refused = mem0("list", "-u", "ana")
    assert (refused.code, "no key was given" in refused.err) == (3, True)
    monkeypatch.setenv("MEM0_ENCRYPTION_KEY", "one key of many words")
    assert mem0("list", "-u", "ana").lines[0][-1] == "I live in Lyon."


def test_the_environment_names_the_key_to_encrypt_with(mem0: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    mem0("add", "I live in Lyon.", "-u", "ana", "--no-infer")
    monkeypatch.setenv("MEM0_ENCRYPTION_KEY", "00" * 32)

    assert "mem0 encrypt" in mem0("list", "-u", "ana").err
    assert mem0("encrypt").code == 0
    assert mem0("list", "-u", "ana").code == 0


def test_encrypt_without_a_key_says_where_it_may_stand(mem0: Run) -> None:
    said = mem0("encrypt")

    assert (said.code, "--key-file" in said.err) == (2, True)


def test_the_master_key_is_changed(mem0: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEM0_ENCRYPTION_KEY", "00" * 32)
    mem0("add", "I live in Lyon.", "-u", "ana", "--no-infer")
    assert mem0("rotate-key").code == 2

    (tmp_path / "new").write_text("11" * 32)
    assert mem0("rotate-key", "--new-key-file", str(tmp_path / "new"), "--json").data == {"keys": 1}

    assert mem0("list", "-u", "ana").code == 3
    monkeypatch.setenv("MEM0_ENCRYPTION_KEY", "11" * 32)
    assert mem0("list", "-u", "ana").code == 0


def test_one_owner_gets_a_new_key(mem0: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEM0_ENCRYPTION_KEY", "00" * 32)
    mem0("add", "I live in Lyon.", "-u", "ana", "--no-infer")

    assert mem0("rekey", "-u", "ana", "--json").data == {"rows": 5}
    assert mem0("rekey", "-u", "bo").code == 2
    assert mem0("rekey").code == 2
