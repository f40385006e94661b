"""The commands that keep what is promised: forgetting gives a receipt, receipts and the log are checked, exit codes tell."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from .conftest import Run


def test_a_person_is_forgotten_with_a_receipt_that_is_checked(mem0: Run, tmp_path: Path) -> None:
    mem0("add", "I live in Lyon.", "-u", "ana", "--no-infer")
    file = tmp_path / "receipt.json"

    assert mem0("forget", "-u", "ana", "--yes", "-o", str(file)).code == 0

    assert mem0("list", "-u", "ana", "--json").data == []
    assert mem0("verify-receipt", str(file)).code == 0
    file.write_text(file.read_text().replace('"memories": 1', '"memories": 2'))
    checked = mem0("verify-receipt", str(file), "--json")
    assert (checked.code, checked.data["checks"]["signature"]) == (1, False)


def test_without_a_file_the_receipt_is_printed(mem0: Run) -> None:
    assert json.loads(mem0("forget", "-u", "nobody", "--yes").out)["counts"]["memories"] == 0
    assert mem0("forget", "-u", "nobody", "--yes", "--json").data["scope"].startswith("user:")


def test_nobody_is_forgotten_unasked(mem0: Run, tmp_path: Path) -> None:
    mem0("add", "I live in Lyon.", "-u", "ana", "--no-infer")
    (tmp_path / "there.json").touch()

    assert mem0("forget", "-u", "ana").code == 2
    assert mem0("forget", "--yes").code == 2
    assert mem0("forget", "-u", "ana", "--yes", "-o", str(tmp_path / "there.json")).code == 2
    assert len(mem0("list", "-u", "ana").lines) == 1


def test_the_log_is_listed_and_checked(mem0: Run, tmp_path: Path) -> None:
    mem0("add", "I live in Lyon.", "-u", "ana", "--no-infer")
    mem0("add", "I live in Ghent.", "-u", "bo", "--no-infer")

    assert [line[2] for line in mem0("audit", "list").lines] == ["add", "add"]
    assert [line[0] for line in mem0("audit", "list", "-u", "bo").lines] == ["2"]
    head = mem0("audit", "verify", "--json").data["head"]
    assert mem0("audit", "verify", "--head", head).code == 0

    with sqlite3.connect(tmp_path / "cli.db") as db:
        db.execute("UPDATE audit SET verb = 'read' WHERE n = 1")
    db.close()
    told = mem0("audit", "verify", "--json")
    assert (told.code, told.data["problem"]) == (1, "line 1 was changed")


def test_what_is_no_receipt_is_wrong_usage(mem0: Run, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{")

    assert mem0("verify-receipt", str(tmp_path / "x.json")).code == 2
    assert mem0("verify-receipt", "-", stdin="{}").code == 2
