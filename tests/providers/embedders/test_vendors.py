"""What every embedding vendor must do, exercised through its real SDK over HTTP."""

from __future__ import annotations

import threading

import pytest

from mem0 import errors
from tests.loopback import Say, Server

from .conftest import Opening
from .vendors import KEY, Vendor, asked_texts, vector

TEXT = "Ana keeps bees on the roof"


def test_what_was_added_is_found(opened: Opening) -> None:
    memory = opened()
    memory.add([{"role": "user", "content": TEXT}, {"role": "user", "content": "Bo paints"}], user_id="ana", infer=False)

    assert memory.search("who keeps bees", user_id="ana")["results"][0]["memory"] == TEXT


def test_all_texts_of_an_add_are_one_request(opened: Opening, vendor: Vendor, server: Server) -> None:
    memory = opened()
    memory.add([{"role": "user", "content": text} for text in (TEXT, "Bo paints", TEXT)], user_id="ana", infer=False)

    asked = asked_texts(vendor, server)
    assert sorted(asked) == ([["Ana keeps bees on the roof"], ["Bo paints"]] if vendor.one_by_one else [[TEXT, "Bo paints"]])


def test_the_vectors_are_those_of_the_answer(opened: Opening) -> None:
    """Of unit length, in the order of the texts."""
    found = opened().embedding_model.embed_batch([TEXT, "Bo paints"])

    for text, got in zip([TEXT, "Bo paints"], found, strict=True):
        wanted = vector(text)
        length = sum(x * x for x in wanted) ** 0.5
        assert got == pytest.approx([x / length for x in wanted], abs=1e-5)


def test_a_text_that_comes_again_costs_no_request(opened: Opening, server: Server) -> None:
    memory = opened()
    memory.embedding_model.embed(TEXT)
    memory.embedding_model.embed(TEXT)

    assert len(server.received) == 1


def test_no_texts_and_blank_texts_cost_no_request(opened: Opening, server: Server) -> None:
    memory = opened()
    memory.embedding_model.embed_batch([])
    memory.embedding_model.embed_batch(["  "])

    assert server.received == []


def test_the_store_keeps_the_size_that_was_found_out(opened: Opening, vendor: Vendor) -> None:
    memory = opened()
    before = memory.stats()["embedder"]
    memory.add(TEXT, user_id="ana", infer=False)

    assert before.startswith(f"{vendor.provider}/")
    assert memory.stats()["embedder"] == f"{before}/8"


FAULTS = [
    (Say({"error": {"message": "bad key"}}, status=401), errors.AuthenticationError),
    (Say({"error": {"message": "slow down"}}, status=429, headers={"Retry-After": "7"}), errors.RateLimitError),
    (Say({"error": {"message": "broken"}}, status=500), errors.EmbeddingError),
    (Say({"error": {"message": "no such model"}}, status=404), errors.EmbeddingError),
    (Say(cut=True), errors.NetworkError),
    (Say({"padding": "x" * 1000}, cut_after=100), errors.NetworkError),
]


@pytest.mark.parametrize(("said", "kind"), FAULTS, ids=["401", "429", "500", "404", "closed", "cut"])
def test_a_fault_is_told_as_ours_and_stores_nothing(
    opened: Opening, server: Server, said: Say, kind: type[errors.MemoryError]
) -> None:
    memory = opened()
    server.otherwise = lambda _: said

    with pytest.raises(kind) as caught:
        memory.add(TEXT, user_id="ana", infer=False)

    assert KEY not in repr(caught.value.__dict__) + str(caught.value)
    assert "bees" not in str(caught.value)
    assert memory.get_all(user_id="ana")["results"] == []


def test_too_many_requests_tell_how_long_to_wait(opened: Opening, server: Server, vendor: Vendor) -> None:
    if not vendor.tells_wait:
        pytest.skip("the SDK does not show the header")
    server.otherwise = lambda _: Say({"error": {"message": "slow down"}}, status=429, headers={"Retry-After": "7"})

    with pytest.raises(errors.RateLimitError) as caught:
        opened().embedding_model.embed(TEXT)

    assert caught.value.debug_info["retry_after"] == 7.0


def test_a_server_that_does_not_answer_is_a_timeout(opened: Opening, server: Server) -> None:
    released = threading.Event()
    server.otherwise = lambda _: Say({}, wait=released)

    with pytest.raises(errors.NetworkError) as caught:
        opened(timeout=0.2).embedding_model.embed(TEXT)
    released.set()

    assert caught.value.error_code == "NET_TIMEOUT"


@pytest.mark.parametrize(
    "numbers",
    [[], [[0.0] * 8], [[float("1e39")] * 8], [[]]],
    ids=["none", "zeros", "not finite", "empty"],
)
def test_vectors_that_are_none_are_refused(
    opened: Opening, vendor: Vendor, server: Server, numbers: list[list[float]]
) -> None:
    memory = opened()
    server.otherwise = lambda _: Say(vendor.body(numbers))

    with pytest.raises(errors.EmbeddingError):
        memory.add(TEXT, user_id="ana", infer=False)
    assert memory.get_all(user_id="ana")["results"] == []


def test_too_many_vectors_are_refused(opened: Opening, vendor: Vendor, server: Server) -> None:
    if vendor.one_by_one:
        pytest.skip("its answers hold one vector")
    server.otherwise = lambda _: Say(vendor.body([[1.0] * 8, [1.0] * 8]))

    with pytest.raises(errors.EmbeddingError, match="2 vectors for 1 texts"):
        opened().embedding_model.embed(TEXT)


def test_an_answer_of_another_kind_is_refused(opened: Opening, server: Server) -> None:
    server.otherwise = lambda _: Say({"surprise": True})

    with pytest.raises(errors.EmbeddingError):
        opened().embedding_model.embed(TEXT)


def test_another_size_than_configured_is_refused_before_anything_is_stored(opened: Opening) -> None:
    memory = opened(embedding_dims=16)

    with pytest.raises(errors.EmbeddingError, match=r"8 numbers, not of 16.*embedding_dims"):
        memory.add(TEXT, user_id="ana", infer=False)
    assert memory.get_all(user_id="ana")["results"] == []


def test_another_size_than_the_store_has_is_refused(opened: Opening, vendor: Vendor, server: Server) -> None:
    first = opened()
    first.add(TEXT, user_id="ana", infer=False)
    first.close()
    server.otherwise = lambda request: vendor.answers(request, dims=16)
    memory = opened()

    with pytest.raises(errors.EmbeddingError, match="16 numbers, not of 8"):
        memory.add("Bo paints", user_id="ana", infer=False)
    with pytest.raises(errors.EmbeddingError, match="16 numbers, not of 8"):
        memory.search("who paints", user_id="ana")


def test_a_misspelt_setting_is_refused_with_the_near_one(opened: Opening) -> None:
    with pytest.raises(errors.ConfigurationError, match='Did you mean "embedding_dims"'):
        opened(embeding_dims=8)


def test_a_text_beyond_the_limit_comes_in_pieces_and_has_one_vector(
    opened: Opening, vendor: Vendor, server: Server
) -> None:
    memory = opened()
    encoder = memory._parts.encoder
    limit = encoder.embedder.limits.text_bytes  # type: ignore[attr-defined]
    memory.embedding_model.embed("honey bees " * (limit // 5))

    texts = sorted((text for request in asked_texts(vendor, server) for text in request), key=len, reverse=True)
    assert len(texts) > 1
    assert max(len(text.encode()) for text in texts) <= limit
    assert "".join(texts) == "honey bees " * (limit // 5)
