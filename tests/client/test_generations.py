"""Words of older generations choose the routes and the answers that their programs know; ids by name join the filters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mem0.errors import ValidationError

from ..loopback import Server

ANA = {"user_id": "ana"}
HI = [{"role": "user", "content": "hi"}]
ITEMS = [{"id": "1", "memory": "tea"}]
WRAPPED = {"results": ITEMS}
PENDING = {"message": "queued", "status": "PENDING", "event_id": "e-1"}
PAGE = {"count": 1, "next": None, "previous": None, "results": ITEMS}


@pytest.mark.parametrize("says", [ITEMS, WRAPPED])
@pytest.mark.parametrize(
    ("words", "bare"),
    [
        ({"version": "v1"}, True),
        ({"version": "v2"}, True),
        ({"output_format": "v1.0"}, True),
        ({"output_format": "v1.1"}, False),
        ({"version": "v2", "output_format": "v1.1"}, False),
        ({"async_mode": False}, False),
    ],
)
def test_add_in_words_of_old_generations(client: Any, server: Server, words: Any, bare: bool, says: Any) -> None:
    server.says(says)

    answer = client.add(HI, user_id="ana", **words)

    (sent,) = server.asked
    assert (sent.method, sent.path) == ("POST", "/v1/memories/")
    form = {"output_format": "v1.1"} if "async_mode" in words else {}
    assert sent.body == {"messages": HI, **ANA, **words, **form}
    assert answer == (ITEMS if bare else WRAPPED)
    assert type(answer) is list or not bare


def test_a_queued_add_of_1x_is_a_list_of_one(client: Any, server: Server) -> None:
    server.says(PENDING)

    assert client.add(HI, user_id="ana", version="v2") == [PENDING]


@pytest.mark.parametrize("says", [ITEMS, WRAPPED])
@pytest.mark.parametrize(
    ("words", "path", "bare"),
    [
        ({}, "/v3/memories/search/", False),
        ({"version": "v3"}, "/v3/memories/search/", False),
        ({"version": "v2"}, "/v2/memories/search/", True),
        ({"version": "v2", "output_format": "v1.1"}, "/v2/memories/search/", False),
        ({"version": "v1"}, "/v1/memories/search/", True),
        ({"output_format": "v1.1"}, "/v2/memories/search/", False),
    ],
)
def test_search_with_filters(client: Any, server: Server, words: Any, path: str, bare: bool, says: Any) -> None:
    server.says(says)

    answer = client.search("tea", filters=ANA, **words)

    (sent,) = server.asked
    form = {name: value for name, value in words.items() if name != "version"}
    assert (sent.method, sent.path, sent.body) == ("POST", path, {"query": "tea", "filters": ANA, **form})
    assert answer == (ITEMS if bare else WRAPPED)
    assert isinstance(answer, list) is bare


def test_search_of_0_1_names_ids_beside_the_query(client: Any, server: Server) -> None:
    server.says(WRAPPED, ITEMS)

    with_form = client.search("tea", user_id="ana", top_k=3, output_format="v1.1")
    by_place = client.search("tea", "v1", user_id="ana")

    assert [(sent.path, sent.body) for sent in server.asked] == [
        ("/v1/memories/search/", {"query": "tea", **ANA, "top_k": 3, "output_format": "v1.1"}),
        ("/v1/memories/search/", {"query": "tea", **ANA}),
    ]
    assert (with_form, by_place) == (WRAPPED, ITEMS)


def test_get_all_of_0_1_asks_by_query(client: Any, server: Server) -> None:
    server.says(ITEMS)

    answer = client.get_all(version="v1", user_id="ana", limit=5, keywords=["a b", "c"])

    (sent,) = server.asked
    assert (sent.method, sent.path, sent.content) == ("GET", "/v1/memories/", b"")
    assert sent.query == {"user_id": ["ana"], "limit": ["5"], "keywords": ["a b", "c"]}
    assert answer == ITEMS


def test_get_all_of_version_2_gives_a_bare_list(client: Any, server: Server) -> None:
    """As agent frameworks of that time loop over it."""
    server.says(PAGE)

    answer = client.get_all(version="v2", filters={"AND": [ANA]})

    assert (server.asked[0].path, server.asked[0].body) == ("/v2/memories/", {"filters": {"AND": [ANA]}})
    assert answer == ITEMS


def test_get_all_of_version_2_by_pages_gives_the_page(client: Any, server: Server) -> None:
    server.says(PAGE)

    answer = client.get_all(version="v2", filters=ANA, page=1, page_size=10)

    assert server.asked[0].query == {"page": ["1"], "page_size": ["10"]}
    assert answer["count"] == 1


def test_an_unknown_version_is_refused(client: Any, server: Server) -> None:
    with pytest.raises(ValidationError, match="v1, v2, v3"):
        client.get_all(version="v9", user_id="ana")

    assert server.asked == []


def test_answers_with_results_also_loop_like_lists(client: Any, server: Server) -> None:
    server.says(PAGE, WRAPPED)

    assert [item["memory"] for item in client.get_all(user_id="ana")] == ["tea"]
    assert client.search("tea", user_id="ana")[0]["memory"] == "tea"


@pytest.mark.parametrize(
    ("named", "filters", "sent"),
    [
        ({"user_id": "ana"}, None, {"user_id": "ana"}),
        ({"user_id": "ana", "run_id": None}, {}, {"user_id": "ana"}),
        ({"user_id": "ana"}, {"topic": "food"}, {"user_id": "ana", "topic": "food"}),
        ({"user_id": "ana"}, {"user_id": "ana"}, {"user_id": "ana"}),
        ({"user_id": "ana"}, {"AND": [{"topic": "food"}]}, {"AND": [{"user_id": "ana"}, {"topic": "food"}]}),
        (
            {"user_id": "ana", "run_id": "r"},
            {"OR": [{"a": 1}, {"b": 2}]},
            {"AND": [{"user_id": "ana", "run_id": "r"}, {"OR": [{"a": 1}, {"b": 2}]}]},
        ),
        (
            {"user_id": "ana"},
            {"user_id": {"in": ["ana", "bo"]}},
            {"AND": [{"user_id": "ana"}, {"user_id": {"in": ["ana", "bo"]}}]},
        ),
        ({"user_id": "ana"}, {"user_id": "*"}, {"AND": [{"user_id": "ana"}, {"user_id": "*"}]}),
        ({}, {"OR": [{"user_id": "a"}, {"user_id": "b"}]}, {"OR": [{"user_id": "a"}, {"user_id": "b"}]}),
    ],
)
def test_ids_by_name_join_the_filters(client: Any, server: Server, named: Any, filters: Any, sent: Any) -> None:
    client.search("tea", filters=filters, **named)
    client.get_all(filters=filters, **named)

    assert [request.body["filters"] for request in server.asked] == [sent, sent]


@pytest.mark.parametrize(
    "filters", [{"user_id": "bo"}, {"AND": [{"user_id": "bo"}]}, {"AND": [{"AND": [{"user_id": "bo"}]}]}]
)
def test_two_different_ids_are_an_error(client: Any, server: Server, filters: Any) -> None:
    calls: list[Callable[[], Any]] = [
        lambda: client.search("tea", user_id="ana", filters=filters),
        lambda: client.get_all(user_id="ana", filters=filters),
        lambda: client.add("hi", user_id="ana", filters=filters),
        lambda: client.delete_all(user_id="ana", filters=filters),
    ]
    for call in calls:
        with pytest.raises(ValidationError, match="user_id is given twice"):
            call()

    assert server.asked == []


@pytest.mark.parametrize("query", ["", "  ", None, 5])
def test_a_search_for_nothing_is_refused(client: Any, server: Server, query: Any) -> None:
    with pytest.raises(ValueError, match="query"):
        client.search(query, user_id="ana")

    assert server.asked == []


@pytest.mark.parametrize("messages", [None, 5])
def test_messages_that_are_none_are_refused(client: Any, server: Server, messages: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        client.add(messages, user_id="ana")

    assert caught.value.error_code == "VALIDATION_003"
    assert server.asked == []
