"""Ids of any kind stay one part of the path; ids that are none are refused before a request."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from mem0.client.wire import path
from mem0.errors import ValidationError

from ..loopback import Server

HOSTILE = [
    "a/b",
    "../../v1/entities",
    "..",
    ".",
    "?user_id=*",
    "#top",
    "%2F",
    "a b",
    "지민",
    "é",
    "a\\b",
    "a\nb",
    ";x",
    "a&b=c",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_one_part_of_the_path(client: Any, server: Server, name: str) -> None:
    client.get(name)
    client.delete_users(user_id=name)
    client.delete_all(user_id=name)

    got, entity, everything = server.asked
    assert [unquote(part) for part in got.target.split("/")] == ["", "v1", "memories", name, ""]
    assert [unquote(part) for part in entity.target.split("/")] == ["", "v2", "entities", "user", name, ""]
    assert everything.query == {"user_id": [name]}


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_any_text_comes_back_from_its_path(name: str) -> None:
    written = path("v1", name)

    assert written.isascii()
    assert [unquote(part) for part in written.split("/")] == ["", "v1", name, ""]


@pytest.mark.parametrize("value", ["", "  ", None, True, 1.5, ["a"], "\ud800"])
def test_what_is_no_id_is_refused(client: Any, server: Server, value: Any) -> None:
    """`DELETE /v1/memories//` might be read as "all of them"."""
    calls: list[Callable[[Any], Any]] = [client.get, client.delete, client.history, client.get_event]
    for call in calls:
        with pytest.raises(ValidationError, match=r"^An id "):
            call(value)

    assert server.asked == []


def test_a_uuid_is_an_id(client: Any, server: Server) -> None:
    client.get(UUID(int=7))

    assert server.asked[0].path == "/v1/memories/00000000-0000-0000-0000-000000000007/"


def test_an_id_longer_than_any_address_is_refused(client: Any, server: Server) -> None:
    with pytest.raises(ValidationError, match="cannot be written"):
        client.get("x" * 100_000)

    assert server.asked == []


@pytest.mark.parametrize("value", [float("nan"), object(), b"x", {1: {2: object()}}])
def test_what_json_cannot_hold_is_refused(client: Any, server: Server, value: Any) -> None:
    with pytest.raises(ValidationError, match="JSON"):
        client.add("hi", user_id="ana", metadata={"a": value})

    assert server.asked == []


class Note(BaseModel):
    """A model in metadata."""

    title: str


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 3, tzinfo=UTC), "2026-01-02T03:00:00+00:00"),
        (UUID(int=7), str(UUID(int=7))),
        ({"b", "a"}, ["a", "b"]),
        (MappingProxyType({"a": 1}), {"a": 1}),
        (Note(title="tea"), {"title": "tea"}),
        ("지민", "지민"),
    ],
)
def test_values_are_written_as_json_has_them(client: Any, server: Server, value: Any, written: Any) -> None:
    client.add("hi", user_id="ana", metadata={"a": value})

    assert server.asked[0].body["metadata"] == {"a": written}


def test_values_of_a_query_are_written_like_those_of_a_body(client: Any, server: Server) -> None:
    client.get_all(version="v1", user_id="지 민", start_date=date(2026, 1, 2), show_expired=True, metadata={"a": 1})

    assert server.asked[0].query == {
        "user_id": ["지 민"],
        "start_date": ["2026-01-02"],
        "show_expired": ["true"],
        "metadata": ['{"a": 1}'],
    }


def test_half_a_character_in_a_query_is_refused(client: Any, server: Server) -> None:
    with pytest.raises(ValidationError, match="half a character"):
        client.delete_all(user_id="\ud800")

    assert server.asked == []


@given(st.text())
def test_any_text_can_be_a_message(text: str) -> None:
    """Half characters too: the body is written in ASCII."""
    from mem0.client.wire import Call, Identity, request

    sent = request(Call("POST", "/", body={"text": text}), host="http://a", headers={}, who=Identity())

    assert json.loads(sent.content or b"") == {"text": text}


@pytest.mark.parametrize("given_ids", [{}, {"user_id": None}, {"user_id": ""}, {"metadata": {"a": 1}}])
def test_delete_all_without_an_id_is_refused(client: Any, server: Server, given_ids: Any) -> None:
    with pytest.raises(ValidationError, match="At least one of user_id"):
        client.delete_all(**given_ids)

    assert server.asked == []


@pytest.mark.parametrize("filters", [{"topic": "food"}, {"user_id": {"in": ["a"]}}, {"OR": [{"user_id": "a"}]}, "ana"])
def test_delete_all_by_other_conditions_is_refused(client: Any, server: Server, filters: Any) -> None:
    """A condition that the route does not know would be passed over, and too much deleted."""
    with pytest.raises(ValidationError, match="only name ids"):
        client.delete_all(user_id="a", filters=filters)

    assert server.asked == []


REFUSED: list[tuple[str, Callable[[Any], Any]]] = [
    ("update nothing", lambda c: c.update("m-1")),
    ("feedback in other words", lambda c: c.feedback("m-1", "GREAT")),
    ("a role that does not exist", lambda c: c.project.add_member("a@b.c", "ADMIN")),
    ("a project without a change", lambda c: c.project.update()),
    ("a webhook without a change", lambda c: c.update_webhook("w")),
    ("profile settings without a change", lambda c: c.update_profile_settings()),
    ("an idempotency key too short", lambda c: c.generate_profile("ana", "short")),
    ("options that are none", lambda c: c.add("hi", 5)),
    ("filters that are none", lambda c: c.search("tea", user_id="ana", filters=["a"])),
]


@pytest.mark.parametrize("call", [call for _, call in REFUSED], ids=[name for name, _ in REFUSED])
def test_refused_before_a_request(client: Any, server: Server, call: Callable[[Any], Any]) -> None:
    with pytest.raises(ValidationError):
        call(client)

    assert server.asked == []
