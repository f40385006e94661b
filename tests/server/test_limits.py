"""How much may be asked, and what every answer carries."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest

from mem0.errors import ConfigurationError, RateLimitError
from mem0.server.control.file import ControlFile
from mem0.server.limits import Limits, TooManyRequests
from mem0.server.settings import Settings, read_settings

from .live import Live, running

HI = {"messages": "I drink green tea", "infer": False}


def test_too_many_requests_are_told_when_to_come_back(live: Live) -> None:
    client = live.client(live.new_key("owner", per_minute=3))
    client.users()
    client.users()

    with pytest.raises(RateLimitError) as caught:
        client.users()

    told = caught.value.debug_info
    assert (told["x_ratelimit_limit"], told["x_ratelimit_remaining"]) == ("3", "0")
    assert 1 <= told["retry_after"] <= 20


def test_answers_say_what_is_left(live: Live) -> None:
    headers = live.ask("GET", "/v1/ping/", key=live.new_key("owner", per_minute=5)).headers

    assert (headers["x-ratelimit-limit"], headers["x-ratelimit-remaining"]) == ("5", "4")


def test_tokens_come_back_with_time(tmp_path: Path) -> None:
    now = [0.0]
    limits = Limits(ControlFile(tmp_path / "c.db"), per_minute=60, clock=lambda: now[0])
    for _ in range(60):
        limits.take("x", 60)
    with pytest.raises(TooManyRequests):
        limits.take("x", 60)
    now[0] = 1.0

    assert limits.take("x", 60)["x-ratelimit-remaining"] == "0"
    assert limits.take("y", 60)["x-ratelimit-remaining"] == "59"


def test_adds_of_a_month_are_counted(live: Live) -> None:
    key = live.new_key("owner", adds_per_month=2)
    body = {**HI, "user_id": f"u-{uuid4().hex[:6]}"}
    statuses = [
        live.ask("POST", path, body, key=key).status_code for path in ("/v3/memories/add/", "/memories", "/memories")
    ]

    assert statuses == [200, 200, 413]


def test_what_was_added_is_counted_after_a_restart(tmp_path: Path) -> None:
    with running(tmp_path) as live:
        key = live.new_key("owner", adds_per_month=1)
        live.ask("POST", "/memories", {**HI, "user_id": "ana"}, key=key)
    with running(tmp_path) as live:
        assert live.ask("POST", "/memories", {**HI, "user_id": "ana"}, key=key).status_code == 413
        row = live.services.control.row("SELECT last_used_at FROM keys WHERE adds_per_month = 1")
        assert row is not None
        assert row["last_used_at"]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with running(tmp_path_factory.mktemp("small"), max_body_bytes=2_000) as made:
        yield made


def test_a_body_that_says_it_is_too_large(small: Live) -> None:
    answer = small.ask("POST", "/search", {"query": "x" * 3_000, "user_id": "ana"})

    assert answer.status_code == 413
    assert answer.json()["detail"] == "The request is larger than 2,000 bytes."


def test_a_body_that_grows_too_large(small: Live) -> None:
    """It tells no length: it is stopped while it is read."""

    def parts() -> Iterator[bytes]:
        yield from (b'{"query": "', *(b"x" * 500 for _ in range(10)), b'"}')

    headers = {"Authorization": f"Token {small.key}"}
    answer = small.http.post("/search", content=parts(), headers=headers)

    assert answer.status_code == 413


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"5", b'"x"', b"\xff", b'{"a": NaN}', b"[" * 2_000, b'{"query": "\\ud800"}']
)
def test_bodies_that_are_no_json_objects(live: Live, body: bytes) -> None:
    answer = live.http.post("/v3/memories/search/", content=body, headers={"Authorization": f"Token {live.key}"})

    assert answer.status_code == 400
    assert isinstance(answer.json()["detail"], str)


def test_every_answer_carries_secure_headers(live: Live) -> None:
    asked = [
        ("GET", "/v1/ping/", live.key),
        ("GET", "/nothing", ""),
        ("POST", "/v1/ping/", ""),
        ("GET", "/v1/ping/", ""),
    ]
    answers = [live.ask(method, path, key=key) for method, path, key in asked]

    assert [a.status_code for a in answers] == [200, 404, 405, 401]
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-request-id"]
        assert "server" not in answer.headers
        assert answer.status_code == 200 or isinstance(answer.json()["detail"], str)


def test_a_request_id_is_given_back(live: Live) -> None:
    assert live.ask("GET", "/nothing", headers={"X-Request-ID": "abc-1"}).headers["x-request-id"] == "abc-1"
    assert live.ask("GET", "/nothing", headers={"X-Request-ID": "a b" * 50}).headers["x-request-id"] != "a b" * 50


def test_web_pages_may_not_call_unless_they_are_named(live: Live, tmp_path: Path) -> None:
    asked = {"Origin": "https://app.example", "Access-Control-Request-Method": "POST"}
    assert "access-control-allow-origin" not in live.ask("OPTIONS", "/search", key="", headers=asked).headers
    with running(tmp_path, cors_origins=["https://app.example"]) as named:
        allowed = named.ask("OPTIONS", "/search", key="", headers=asked).headers
        assert allowed["access-control-allow-origin"] == "https://app.example"


@pytest.mark.parametrize("path", ["/v3/memories/add/", "/v1/memories/"])
def test_the_same_idempotency_key_is_the_same_add(live: Live, path: str) -> None:
    user, headers = f"u-{uuid4().hex[:6]}", {"Idempotency-Key": f"key-{uuid4().hex}"}
    first, second = (live.ask("POST", path, {**HI, "user_id": user}, headers=headers).json() for _ in range(2))

    assert first == second
    assert len(live.client().get_all(user_id=user)["results"]) == 1


def test_the_same_key_for_another_request_is_refused(live: Live) -> None:
    headers = {"Idempotency-Key": f"key-{uuid4().hex}"}
    live.ask("POST", "/v3/memories/add/", {**HI, "user_id": "ana"}, headers=headers)

    assert live.ask("POST", "/v3/memories/add/", {**HI, "user_id": "bo"}, headers=headers).status_code == 422
    assert (
        live.ask("POST", "/v3/memories/add/", {**HI, "user_id": "bo"}, headers={"Idempotency-Key": "a b"}).status_code
        == 400
    )


def test_a_failed_add_may_be_sent_again_with_its_key(live: Live) -> None:
    headers = {"Idempotency-Key": f"key-{uuid4().hex}"}
    body = {**HI, "user_id": "ana"}

    assert live.ask("POST", "/v3/memories/add/", {**body, "metadata": 5}, headers=headers).status_code == 400
    assert live.ask("POST", "/v3/memories/add/", body, headers=headers).status_code == 200


def test_an_event_has_one_idempotency_key_too(live: Live) -> None:
    headers = {"Idempotency-Key": f"key-{uuid4().hex}"}
    body = {"messages": "I live in Lyon", "user_id": f"u-{uuid4().hex[:6]}"}
    first, second = (live.ask("POST", "/v3/memories/add/", body, headers=headers).json() for _ in range(2))

    assert first["event_id"] == second["event_id"]
    other = live.ask("POST", "/v3/memories/add/", {**body, "messages": "I live in Oslo"}, headers=headers)
    assert (other.status_code, other.json()["detail"]) == (422, "This Idempotency-Key was used for another request.")
    assert live.client().wait_for_event(first, interval=0.02)["status"] == "SUCCEEDED"
    assert [item["memory"] for item in live.client().get_all(user_id=body["user_id"])["results"]] == ["I live in Lyon"]


def test_an_add_cut_off_before_its_event_was_noted_is_queued_once(live: Live) -> None:
    """The server was killed between queueing and noting: the same request again is the same event."""
    headers = {"Idempotency-Key": f"key-{uuid4().hex}"}
    body = {"messages": "I live in Lyon", "user_id": f"u-{uuid4().hex[:6]}"}
    first = live.ask("POST", "/v3/memories/add/", body, headers=headers).json()
    with live.services.control.write() as db:
        db.execute("UPDATE answers SET answer = NULL WHERE key = ?", (headers["Idempotency-Key"],))

    assert live.ask("POST", "/v3/memories/add/", body, headers=headers).json()["event_id"] == first["event_id"]


def test_the_words_of_an_add_do_not_lie_beside_its_key(tmp_path: Path) -> None:
    with running(tmp_path) as live:
        headers = {"Idempotency-Key": "a-key-of-mine"}
        secret = "the heron nests behind the velvet locksmith"
        added = live.ask(
            "POST", "/v3/memories/add/", {**HI, "messages": secret, "user_id": "ana"}, headers=headers
        ).json()
        live.ask("DELETE", f"/v1/memories/{added['results'][0]['id']}/")
        again = live.ask(
            "POST", "/v3/memories/add/", {**HI, "messages": secret, "user_id": "ana"}, headers=headers
        ).json()

        assert again["results"][0]["memory"] is None
        assert [p.name for p in tmp_path.rglob("*") if p.is_file() and secret.encode() in p.read_bytes()] == []


def test_a_password_is_kept_as_a_slow_hash() -> None:
    """128 MB and a good part of a second for every guess."""
    from mem0.server.control import people

    assert 128 * people._COST * people._BLOCK >= 128 * 2**20
    kept = people.hashed("correct horse")
    assert "horse" not in kept
    assert people.fits("correct horse", kept)
    assert not people.fits("wrong horse", kept)


def test_many_at_once(live: Live) -> None:
    """Searches and adds of many threads: none fails, none is lost."""
    user = f"u-{uuid4().hex[:6]}"

    def one(number: int) -> int:
        live.ask("POST", "/v3/memories/add/", {"messages": f"note number {number}", "user_id": user, "infer": False})
        return live.ask("POST", "/v3/memories/search/", {"query": "note", "filters": {"user_id": user}}).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(one, range(24))) == {200}
    assert len(live.client().get_all(user_id=user)["results"]) == 24


def test_without_auth_the_server_stays_on_this_machine(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="only listen on this machine"):
        Settings(data=tmp_path, auth=False, host="0.0.0.0").checked()
    with running(tmp_path, auth=False) as live:
        assert live.ask("GET", "/v1/ping/", key="").status_code == 200
        assert live.ask("GET", "/v1/ping/", key="any").status_code == 200


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Host": "evil.example"}], ids=str)
def test_without_auth_no_web_page_is_answered(tmp_path: Path, headers: dict[str, str]) -> None:
    """A form of a strange page, or a name that points to this machine, must not reach memories that need no key."""
    with running(tmp_path, auth=False) as live:
        assert live.ask("POST", "/reset", key="", headers=headers).status_code == 403
        assert live.ask("GET", "/entities", key="", headers={"Origin": live.url}).status_code == 200


def test_settings_of_file_environment_and_arguments(tmp_path: Path) -> None:
    file = tmp_path / "server.toml"
    file.write_text('port = 1\nhost = "127.0.0.2"\n[memory]\nevents = "add_only"\n')
    environ = {
        "MEM0_SERVER_PORT": "2",
        "MEM0_SERVER_CORS_ORIGINS": "https://a.b,https://c.d",
        "ADMIN_API_KEY": "x" * 20,
    }

    found = read_settings(file, environ, {"port": 3, "data": tmp_path})

    assert (found.port, found.host, found.memory) == (3, "127.0.0.2", {"events": "add_only"})
    assert found.cors_origins == ["https://a.b", "https://c.d"]
    assert "xxxx" not in repr(found)


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"MEM0_SERVER_PORT": "x"}, "port"),
        ({"ADMIN_API_KEY": "short"}, "16 characters"),
        ({"JWT_SECRET": "short"}, "32 characters"),
    ],
    ids=str,
)
def test_settings_that_cannot_work(environ: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        read_settings(None, environ)


def test_an_admin_key_of_one_s_own(tmp_path: Path) -> None:
    with running(tmp_path, admin_api_key="a-key-of-my-own-choice") as live:
        assert live.ask("GET", "/requests", key="", headers={"X-API-Key": "a-key-of-my-own-choice"}).status_code == 200


def test_an_error_of_our_own_tells_nothing(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the secret of the inside")

    monkeypatch.setattr(live.services.projects, "memory_of", broken)
    answer = live.ask("GET", "/entities")

    assert answer.status_code == 500
    assert answer.json() == {"detail": "Internal server error.", "request_id": answer.headers["x-request-id"]}


def test_projects_that_are_not_used_are_let_go(tmp_path: Path) -> None:
    with running(tmp_path, open_projects=2) as live:
        made = [live.new_project(str(number)) for number in range(4)]
        for _, key in made * 2:
            live.ask("POST", "/memories", {**HI, "user_id": "ana"}, key=key)

        counts = [len(live.ask("GET", "/memories?user_id=ana", key=key).json()["results"]) for _, key in made]
        assert counts == [2, 2, 2, 2]
        assert len(live.services.projects._open) == 2
