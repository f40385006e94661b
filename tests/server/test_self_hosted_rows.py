"""The rows of the self-hosted dialect over real HTTP."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from mem0.server.app import TABLES
from mem0.server.control import keys

from .live import STATIC, Live, running

HI = [{"role": "user", "content": "I drink green tea every morning", "name": "ana"}]


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """A quarter of a second for every password is for guessers, not for tests of what follows a login."""
    monkeypatch.setattr("mem0.server.control.people._COST", 2**12)


@pytest.fixture
def user() -> str:
    return f"user-{uuid4().hex[:8]}"


@pytest.fixture
def tea(live: Live, user: str) -> str:
    answer = live.ask(
        "POST", "/memories", {"messages": HI, "user_id": user, "infer": False, "metadata": {"kind": "taste"}}
    )
    return str(answer.json()["results"][0]["id"])


def key_of(live: Live, key: str) -> str:
    """The id of a key."""
    rows = keys.keys_of(live.services.control, live.services.first.project)
    return str(next(row["id"] for row in rows if key.startswith(row["prefix"])))


def test_the_root_leads_to_the_docs(live: Live) -> None:
    answer = live.ask("GET", "/", key="")

    assert (answer.status_code, answer.headers["location"]) == (307, "/docs")
    page = live.ask("GET", "/docs", key="")
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert all(f"<code>{route.path}</code>" in page.text for table in TABLES for route in table.routes if not route.hidden)
    assert not re.search(r"<script|https?://(?!localhost)", page.text)  # it needs no network


def test_add_is_done_when_it_answers(live: Live, user: str) -> None:
    (added,) = live.ask("POST", "/memories", {"messages": HI, "user_id": user, "infer": False}).json()["results"]

    assert (added["memory"], added["event"], added["actor_id"]) == (HI[0]["content"], "ADD", "ana")


def test_learning_changes_what_is_known(live: Live, user: str) -> None:
    for said in ("I live in Lyon", "I moved to Busan"):
        answer = live.ask(
            "POST", "/memories", {"messages": [{"role": "user", "content": said}], "user_id": user}
        ).json()

    assert [item["event"] for item in answer["results"]] == ["UPDATE"]


@pytest.mark.parametrize("header", ["X-API-Key", "Authorization"])
def test_a_key_in_either_header(live: Live, header: str) -> None:
    value = live.key if header == "X-API-Key" else f"Bearer {live.key}"

    assert live.ask("GET", "/entities", key="", headers={header: value}).status_code == 200


def test_get_all(live: Live, user: str, tea: str) -> None:
    mine = live.ask("GET", f"/memories?user_id={user}").json()
    everybodys = live.ask("GET", "/memories?top_k=1000").json()

    assert [item["id"] for item in mine["results"]] == [tea]
    assert tea in [item["id"] for item in everybodys["results"]]
    assert live.ask("GET", f"/memories?user_id={user}&top_k=1001").status_code == 400
    assert live.ask("GET", "/memories?user_id=%20").status_code == 400


def test_only_administrators_read_everybody(live: Live, user: str) -> None:
    key = live.new_key("viewer")

    assert live.ask("GET", "/memories", key=key).status_code == 403
    assert live.ask("GET", f"/memories?user_id={user}", key=key).status_code == 200


def test_one_memory(live: Live, tea: str) -> None:
    assert live.ask("GET", f"/memories/{tea}").json()["metadata"] == {"kind": "taste"}
    changed = live.ask("PUT", f"/memories/{tea}", {"text": "I drink coffee", "metadata": {"n": 1}})
    assert changed.json() == {"message": "Memory updated successfully!"}
    assert [entry["event"] for entry in live.ask("GET", f"/memories/{tea}/history").json()] == ["ADD", "UPDATE"]
    assert live.ask("DELETE", f"/memories/{tea}").json() == {"message": "Memory deleted successfully"}
    answer = live.ask("GET", f"/memories/{tea}")
    assert (answer.status_code, answer.json()) == (200, None)


def test_unknown_memories(live: Live) -> None:
    assert live.ask("PUT", "/memories/nothing", {"text": "x"}).status_code == 404
    assert "detail" in live.ask("DELETE", "/memories/nothing").json()


def test_search(live: Live, user: str, tea: str) -> None:
    body = {"query": "what does she drink?", "filters": {"user_id": user}, "top_k": 5, "explain": True}
    (found,) = live.ask("POST", "/search", body).json()["results"]
    (older,) = live.ask("POST", "/search", {"query": "tea", "user_id": user, "limit": 1}).json()["results"]

    assert found["id"] == older["id"] == tea
    assert found["score_details"]["final_score"] == found["score"]
    assert live.ask("POST", "/search", {"query": "tea"}).status_code == 400


def test_delete_all(live: Live, user: str, tea: str) -> None:
    assert live.ask("DELETE", "/memories").status_code == 400
    assert live.ask("DELETE", f"/memories?user_id={user}").json() == {"message": "All relevant memories deleted"}
    assert live.ask("GET", f"/memories?user_id={user}").json()["results"] == []
    assert tea


def test_entities(live: Live, user: str, tea: str) -> None:
    mine = next(item for item in live.ask("GET", "/entities").json() if item["id"] == user)

    assert mine.keys() >= {"id", "type", "total_memories", "created_at", "updated_at"}
    assert live.ask("DELETE", f"/entities/user/{user}").status_code == 200
    assert user not in [item["id"] for item in live.ask("GET", "/entities").json()]
    assert tea


def test_reset_empties_one_project_alone(live: Live, user: str, tea: str) -> None:
    _, key = live.new_project()
    live.ask("POST", "/memories", {"messages": HI, "user_id": user, "infer": False}, key=key)

    assert live.ask("POST", "/reset", key=key).json() == {"message": "All memories reset"}
    assert live.ask("GET", "/entities", key=key).json() == []
    assert live.ask("GET", f"/memories/{tea}").json()["id"] == tea


def test_requests_are_logged_without_what_they_say(live: Live, user: str, tea: str) -> None:
    live.ask("GET", f"/memories/{tea}")
    last = live.ask("GET", "/requests?limit=1").json()[0]

    assert (last["method"], last["path"], last["status_code"]) == ("GET", "/memories/{memory_id}", 200)
    everything = live.ask("GET", "/requests?limit=1000").text
    assert [word for word in (tea, user, live.key, HI[0]["content"]) if word in everything] == []


def test_the_configuration_shows_no_secret(tmp_path: Path) -> None:
    with running(tmp_path) as live:
        _, key = live.new_project()
        config = {"embedder": {"provider": "static", "config": {"api_key": "sk-very-secret"}}}
        told = live.ask("POST", "/configure", config, key=key)
        shown = live.ask("GET", "/configure", key=key)

        assert told.json() == {"message": "Configuration set successfully"}
        assert "sk-very-secret" not in shown.text
        assert shown.json()["embedder"]["config"]["api_key"] == "***"
        live.ask("POST", "/configure", shown.json()["embedder"] and {"embedder": shown.json()["embedder"]}, key=key)
        assert live.services.projects.config_of(live.ask("GET", "/v1/ping/", key=key).json()["project_id"])["embedder"][
            "config"
        ] == {"api_key": "sk-very-secret"}


def test_a_configuration_is_kept_and_in_force(tmp_path: Path) -> None:
    with running(tmp_path) as live:
        key = live.key
        live.ask("POST", "/configure", {"events": "add_only"})
    with running(tmp_path) as live:
        assert live.ask("GET", "/configure", key=key).json()["events"] == "add_only"


@pytest.mark.parametrize(
    "config",
    [
        {"path": "/etc/passwd"},
        {"vector_store": {"provider": "sqlite", "config": {"path": "other.db"}}},
        {"history_db_path": "x"},
        {"llm": {"provider": "ollama"}},
        {"llm": {"provider": "openai", "config": {"openai_base_url": "http://169.254.169.254"}}},
        {"embedder": {"provider": "minilm", "config": {"model_path": "/"}}},
        {"embedder": "static"},
        {"evidence": "everything"},
        {"custom_instructions": ""},
        {"nonsense": 1},
    ],
    ids=str,
)
def test_what_cannot_be_configured(live: Live, config: dict[str, Any]) -> None:
    before = live.ask("GET", "/configure").json()

    assert live.ask("POST", "/configure", config).status_code == 400
    assert live.ask("GET", "/configure").json() == before
    assert live.ask("GET", "/entities").status_code == 200


def test_instructions_for_a_use_case(live: Live) -> None:
    answer = live.ask("POST", "/generate-instructions", {"use_case": "a cooking assistant"}).json()

    assert answer.keys() == {"custom_instructions", "test_message"}
    assert "a cooking assistant" in answer["custom_instructions"]


def test_providers(live: Live) -> None:
    assert live.ask("GET", "/configure/providers").json()["llm"] == ["openai", "anthropic", "gemini"]


PERSON = {"name": "Ana", "email": "ana@example.com", "password": "correct horse"}


def test_logging_in(tmp_path: Path) -> None:
    with running(tmp_path, memory=STATIC) as live:
        assert live.ask("GET", "/auth/setup-status", key="").json()["needs_setup"] is True
        made = live.ask("POST", "/auth/register", PERSON, key="").json()
        assert made["user"]["role"] == "owner"
        wrong = live.ask("POST", "/auth/login", {**PERSON, "password": "wrong horse"}, key="")
        entered = live.ask("POST", "/auth/login", PERSON, key="").json()
        assert wrong.status_code == 401
        assert live.ask("GET", "/auth/me", key=entered["access_token"]).json()["email"] == "ana@example.com"
        assert live.ask("GET", "/v1/ping/", key=entered["access_token"]).json()["user_email"] == "ana@example.com"
        again = live.ask("POST", "/auth/refresh", {"refresh_token": entered["refresh_token"]}, key="").json()
        assert live.ask("GET", "/auth/me", key=again["access_token"]).status_code == 200


def test_tokens_are_good_for_their_use_only(tmp_path: Path) -> None:
    with running(tmp_path) as live:
        made = live.ask("POST", "/auth/register", PERSON, key="").json()

        assert live.ask("GET", "/auth/me", key=made["refresh_token"]).status_code == 401
        assert live.ask("POST", "/auth/refresh", {"refresh_token": made["access_token"]}, key="").status_code == 401
        assert live.ask("GET", "/auth/me", key=made["access_token"][:-4] + "AAAA").status_code == 401


def test_a_new_password_ends_old_logins(tmp_path: Path) -> None:
    with running(tmp_path) as live:
        token = live.ask("POST", "/auth/register", PERSON, key="").json()["access_token"]
        change = {"current_password": PERSON["password"], "new_password": "another horse"}

        assert (
            live.ask(
                "POST", "/auth/change-password", {**change, "current_password": "wrong horse"}, key=token
            ).status_code
            == 403
        )
        assert live.ask("POST", "/auth/change-password", change, key=token).status_code == 200
        assert live.ask("GET", "/auth/me", key=token).status_code == 401
        assert live.ask("POST", "/auth/login", {**PERSON, "password": "another horse"}, key="").status_code == 200


def test_one_s_own_account(tmp_path: Path) -> None:
    with running(tmp_path) as live:
        token = live.ask("POST", "/auth/register", PERSON, key="").json()["access_token"]

        assert live.ask("PATCH", "/auth/me", {"name": "Bo"}, key=token).json()["name"] == "Bo"
        assert live.ask("POST", "/auth/onboarding-complete", key=token).json()["onboarding_complete"] is True
        assert live.ask("GET", "/auth/me").status_code == 403  # a key that belongs to nobody


def test_strangers_do_not_register(tmp_path: Path) -> None:
    other = {**PERSON, "email": "bo@example.com"}
    with running(tmp_path) as live:
        live.ask("POST", "/auth/register", PERSON, key="")

        assert live.ask("POST", "/auth/register", other, key="").status_code == 401
        assert live.ask("POST", "/auth/register", other, key=live.new_key("admin")).status_code == 403


def test_who_registers_later_gets_a_project_of_their_own(tmp_path: Path) -> None:
    with running(tmp_path, registration=True) as live:
        live.ask("POST", "/auth/register", PERSON, key="")
        other = live.ask("POST", "/auth/register", {**PERSON, "email": "bo@example.com"}, key="").json()

        assert (
            live.ask("GET", "/v1/ping/", key=other["access_token"]).json()["project_id"] != live.services.first.project
        )


def test_logins_are_limited(tmp_path: Path) -> None:
    with running(tmp_path) as live:
        statuses = [
            live.ask("POST", "/auth/login", {"email": "a@b.c", "password": "x"}, key="").status_code for _ in range(11)
        ]

    assert (statuses[0], statuses[-1]) == (400, 429)


def test_keys_are_made_listed_and_revoked(live: Live) -> None:
    made = live.ask("POST", "/api-keys", {"name": "for the bot", "role": "member"}).json()
    listed = live.ask("GET", "/api-keys").json()

    assert made["key"].startswith("m0sk_")
    assert live.ask("GET", "/entities", key=made["key"]).status_code == 200
    assert made["key"] not in str(listed)
    assert made["id"] in [one["id"] for one in listed]
    assert live.ask("DELETE", f"/api-keys/{made['id']}").json() == {"message": "API key revoked"}
    assert live.ask("GET", "/entities", key=made["key"]).status_code == 401


def test_a_key_ends_when_it_says(live: Live) -> None:
    key = live.new_key("member", expires_at=1)

    answer = live.ask("GET", "/entities", key=key)

    assert (answer.status_code, answer.json()["detail"]) == (401, "The API key has expired.")
    assert live.ask("POST", "/api-keys", {"name": "n", "expires_at": "2020-01-01"}).status_code == 400


def test_a_key_makes_no_stronger_key(live: Live) -> None:
    admin = live.new_key("admin")

    assert live.ask("POST", "/api-keys", {"name": "n", "role": "owner"}, key=admin).status_code == 403
    assert live.ask("POST", "/api-keys", {"name": "n"}, key=live.new_key("member")).status_code == 403
    narrow = live.ask(
        "POST", "/api-keys", {"name": "n", "role": "admin", "scopes": ["read", "manage"]}, key=admin
    ).json()["key"]
    child = live.ask("POST", "/api-keys", {"name": "n"}, key=narrow).json()["key"]
    assert live.ask("POST", "/memories", {"messages": HI, "user_id": "x", "infer": False}, key=child).status_code == 403


def test_an_admin_revokes_no_owner(live: Live) -> None:
    owner = live.new_key("owner")

    assert live.ask("DELETE", f"/api-keys/{key_of(live, owner)}", key=live.new_key("admin")).status_code == 403


@pytest.mark.parametrize(
    ("role", "method", "path", "status"),
    [
        ("viewer", "POST", "/memories", 403),
        ("viewer", "DELETE", "/memories/x", 403),
        ("member", "DELETE", "/memories/x", 404),
        ("member", "DELETE", "/memories?user_id=x", 403),
        ("member", "POST", "/reset", 403),
        ("member", "POST", "/configure", 403),
        ("member", "GET", "/requests", 403),
        ("admin", "GET", "/requests", 200),
        ("admin", "DELETE", "/memories?user_id=x", 200),
    ],
)
def test_roles(live: Live, role: Any, method: str, path: str, status: int) -> None:
    body = {"messages": HI, "user_id": "x"} if method == "POST" else None

    assert live.ask(method, path, body, key=live.new_key(role)).status_code == status
