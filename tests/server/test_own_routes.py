"""The store of a project over HTTP: forgetting with a receipt, the audit log, health, sweeps, backups, the graph."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from mem0 import Memory
from mem0.server.own.copying import FOLDER, clear_copies

from .live import STATIC, Live, running


@pytest.fixture
def user() -> str:
    return f"user-{uuid4().hex[:8]}"


def keep(live: Live, text: str, key: str | None = None, **given: Any) -> str:
    body = {"messages": text, "infer": False, **given}
    return str(live.ask("POST", "/v3/memories/add/", body, key=key).json()["results"][0]["id"])


def test_a_person_is_forgotten_with_a_receipt_that_can_be_checked(live: Live, user: str) -> None:
    """Nothing of the person stays in any file of the server, nor in the exports that were asked for."""
    secret = f"heron {user}"
    made = keep(live, f"I keep the {secret}", user_id=user)
    live.ask("POST", "/v1/feedback/", {"memory_id": made, "feedback": "POSITIVE", "feedback_reason": secret})
    live.client().create_memory_export({"properties": {"facts": {"type": "array"}}}, user_id=user)

    receipt = live.ask("POST", "/store/forget", {"user_id": user}).json()
    verdict = live.ask("POST", "/store/receipts/verify/", {"receipt": receipt}).json()

    assert (receipt["counts"]["memories"], verdict["valid"], verdict["returned"]) == (1, True, False)
    data = live.services.settings.data
    assert [p.name for p in data.rglob("*") if p.is_file() and user.encode() in p.read_bytes()] == []
    forged = {**receipt, "counts": {**receipt["counts"], "memories": 2}}
    assert live.ask("POST", "/store/receipts/verify", {"receipt": forged}).json()["valid"] is False
    for wrong in ({}, {"user_id": user, "agent_id": "bot"}, {"user_id": " "}):
        assert live.ask("POST", "/store/forget", wrong).status_code == 400
    assert live.ask("POST", "/store/receipts/verify", {"receipt": {"kind": "x"}}).status_code == 400


def test_the_audit_log_tells_who_did_what(live: Live, user: str) -> None:
    keep(live, "I like tea", user_id=user)
    live.ask("DELETE", f"/v1/memories/?user_id={user}")

    mine = live.ask("GET", f"/store/audit?user_id={user}").json()
    rest = live.ask("GET", f"/store/audit?after={mine['results'][0]['n']}&limit=1").json()["results"]

    assert [line["verb"] for line in mine["results"]] == ["add", "delete_all"]
    assert [line["n"] for line in rest] == [mine["results"][0]["n"] + 1]
    assert live.ask("GET", f"/store/audit/verify?head={mine['head']}").json()["valid"] is True
    assert live.ask("GET", "/store/audit/verify?head=nonsense").status_code == 400


def test_health_sweeps_and_what_was_archived(live: Live, user: str) -> None:
    keep(live, "the milk is open", user_id=user, expiration_date="2020-01-01")
    old = keep(live, "I liked fish", user_id=user, timestamp="2020-01-01")
    asked = {"user_id": user, "archive_after_days": 100, "min_relevance": 1}

    would = live.ask("POST", "/store/sweep", {**asked, "dry_run": True}).json()
    done = live.ask("POST", "/store/sweep", asked).json()

    assert (len(would["expired"]), would["archived"], would["dry_run"]) == (1, [old], True)
    assert {**would, "dry_run": False} == done
    assert live.ask("GET", f"/v1/memories/?user_id={user}").json() == []
    assert live.ask("POST", f"/store/memories/{old}/restore").json()["memory"] == "I liked fish"
    health = live.ask("GET", "/store/health?check=integrity&check=jobs_dead").json()
    assert [(check["name"], check["status"]) for check in health["checks"]] == [("integrity", "ok"), ("jobs_dead", "ok")]
    assert live.ask("GET", "/store/health?check=weather").status_code == 400


def test_a_backup_is_downloaded_and_can_be_opened(live: Live, tmp_path: Path) -> None:
    from mem0.portability import restore_backup, verify_backup

    _, key = live.new_project()
    keep(live, "I live in Lyon", key, user_id="ana")

    answer = live.ask("POST", "/store/backup", key=key)

    file = tmp_path / "store.mem0backup"
    file.write_bytes(answer.content)
    assert len(answer.content) == int(answer.headers["content-length"])
    assert verify_backup(file).rows["memories"] == 1
    settings = {**STATIC, "path": str(tmp_path / "restored.db")}
    restore_backup(file, settings)
    with Memory(settings) as restored:
        assert [item["memory"] for item in restored.get_all(user_id="ana")["results"]] == ["I live in Lyon"]
    assert list((live.services.settings.data / FOLDER).iterdir()) == []


def test_the_keys_of_a_downloaded_backup_stay_on_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where forgetting reaches them; they go with the project."""
    from mem0.errors import EncryptionError
    from mem0.portability import read_backup, verify_backup

    monkeypatch.setenv("MEM0_ENCRYPTION_KEY", "00" * 32)
    with running(tmp_path / "server") as live:
        keep(live, "I live in Lyon", user_id="ana")
        file = tmp_path / "store.mem0backup"
        file.write_bytes(live.ask("POST", "/store/backup").content)
        assert live.ask("POST", "/store/forget", {"user_id": "ana"}).json()["backups"]["pending"] == []
        (ring,) = live.services.settings.data.rglob("*.keys")

        assert read_backup(file).rows["memories"] == 1
        with pytest.raises(EncryptionError, match="keyring"):
            verify_backup(file)
        assert verify_backup(file, keys=ring).destroyed == 1
        live.services.projects.erase(ring.stem)
        assert not ring.exists()


def test_a_copy_that_a_killed_server_left_is_cleared(tmp_path: Path) -> None:
    import os

    for name, age in (("old", 0), ("new", None)):
        (tmp_path / FOLDER / name).mkdir(parents=True)
        if age is not None:
            os.utime(tmp_path / FOLDER / name, (age, age))

    clear_copies(tmp_path)

    assert [folder.name for folder in (tmp_path / FOLDER).iterdir()] == ["new"]


def test_failed_work_is_queued_anew(tmp_path: Path) -> None:
    """What failed is seen as an event, and done once its cause is gone."""
    with running(tmp_path, jobs_at_once=0) as live:
        event = live.client().add("I live in Lyon.", user_id="ana")["event_id"]
        path = live.services.projects.path_of(live.services.first.project)
        with Memory({**STATIC, "path": path}) as beside:
            store, now = beside.parts.store, beside.parts.clock.now()
            (job,) = store.write(lambda tx: tx.claim(now=now, until=now + 10**7, kinds=["ADD"], limit=1))
            store.write(lambda tx: tx.fail(job.lease, at=now, error="broken", again=None))

        assert live.ask("GET", f"/v1/event/{event}/").json()["status"] == "FAILED"
        assert live.ask("POST", "/store/events/retry", {"event_ids": ["x"]}).json() == {"queued": 0}
        assert live.ask("POST", "/store/events/retry", {"event_ids": "x"}).status_code == 400
        assert live.ask("POST", "/store/events/retry").json() == {"queued": 1}
        assert live.ask("GET", f"/v1/event/{event}/").json()["status"] == "PENDING"


def test_the_graph_is_asked(live: Live) -> None:
    _, key = live.new_project()
    client = live.client(key)
    client.project.update(enable_graph=True)
    client.add("My sister Mia lives in Oslo.", user_id="ana", async_mode=False)

    def ask(question: str, **query: Any) -> Any:
        answer = live.ask("GET", f"/store/graph/{question}", key=key, params={"user_id": "ana", **query})
        assert answer.status_code == 200, answer.text
        return answer.json()

    relations = ask("relations")
    assert ("Mia", "lives_in", "Oslo") in [(one["source"], one["relationship"], one["target"]) for one in relations]
    assert "Mia" in [node["name"] for node in ask("nodes")]
    assert [node["name"] for node in ask("find", name="my sister")] == ["Mia"]
    assert "Oslo" in [one["target"] for one in ask("neighbours", name="Mia", hops=2)]
    assert ask("paths", source="Mia", target="Oslo")[0][0]["relationship"] == "lives_in"
    assert ask("timeline", name="Mia")
    assert ask("changes", window="last_7_days")["began"]
    assert isinstance(ask("connections", about="Where is Mia?"), list)
    assert ask("relations", as_of="2001-01-01") == []
    assert ask("relations", as_of=1_000_000_000, past="true") == relations
    assert ask("export", format="cypher", now="true")["text"].startswith("CREATE")
    for wrong in ("neighbours?user_id=ana", "neighbours?user_id=ana&name=Mia&hops=9", "relations", "export?user_id=ana&format=x"):
        assert live.ask("GET", f"/store/graph/{wrong}", key=key).status_code == 400


@pytest.mark.parametrize(
    ("role", "method", "path", "status"),
    [
        ("viewer", "GET", "/store/health?check=size_mb", 200),
        ("viewer", "GET", "/store/graph/nodes?user_id=x", 200),
        ("viewer", "POST", "/store/receipts/verify", 400),
        ("viewer", "GET", "/store/audit", 403),
        ("viewer", "POST", "/store/memories/x/restore", 403),
        ("member", "POST", "/store/memories/x/restore", 404),
        ("member", "POST", "/store/forget", 403),
        ("member", "POST", "/store/sweep", 403),
        ("member", "POST", "/store/backup", 403),
        ("member", "POST", "/store/events/retry", 403),
        ("member", "GET", "/store/audit/verify", 403),
        ("admin", "GET", "/store/audit/verify", 200),
        ("admin", "POST", "/store/forget", 400),
        ("admin", "POST", "/store/events/retry", 200),
    ],
)
def test_roles(live: Live, role: Any, method: str, path: str, status: int) -> None:
    assert live.ask(method, path, key=live.new_key(role)).status_code == status
