"""The encoder keeps the telling tokens, reads in context, takes any text, and serves several threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mem0.ports import Encoder, Floats, ReadsContext
from mem0.providers.embedders.minilm import MAX_PIECES, MiniLM
from mem0.retrieval.codes import gather, unpack
from mem0.retrieval.contextual import TokenCodes

pytestmark = pytest.mark.minilm


def scores(minilm: MiniLM, question: str, codes: list[bytes | None]) -> Floats:
    vectors = minilm.query(question)
    weights = np.linalg.norm(vectors, axis=1)
    return TokenCodes.build(codes).scores(vectors / weights[:, None], weights)


def test_it_is_an_encoder(minilm: MiniLM) -> None:
    encoder: Encoder = minilm

    assert encoder.late_interaction
    assert isinstance(encoder, ReadsContext)


def test_a_paraphrase_scores_above_shared_words(minilm: MiniLM) -> None:
    codes = minilm.encode(["My kid started second grade", "The child lock of the car is broken"])

    child, car = scores(minilm, "Which school year is the child in?", codes)

    assert child > car


def test_frequent_pieces_are_not_stored(minilm: MiniLM) -> None:
    """Of "the cat is on the mat ." only cat and mat have a vector."""
    assert gather(minilm.encode(["The cat is on the mat."])).counts.tolist() == [2]


def test_a_text_of_frequent_pieces_alone_keeps_them(minilm: MiniLM) -> None:
    assert gather(minilm.encode(["That is it."])).counts.tolist() == [4]


def test_weights_of_a_question_follow_rarity(minilm: MiniLM) -> None:
    aquarium, dog = np.linalg.norm(minilm.query("aquarium dog"), axis=1)

    assert aquarium > dog


def test_context_tells_what_a_word_stands_for(minilm: MiniLM) -> None:
    """An answer that names nothing is found by the words of the question before it."""
    alone, after = minilm.encode(["Ana: Yes, twice a week."]) + minilm.encode_after(
        ["Ana: Yes, twice a week."], ["Bo: Do you still play tennis?"]
    )

    bare, joined = scores(minilm, "How often does Ana play tennis?", [alone, after])

    assert joined > bare


def test_context_is_not_stored(minilm: MiniLM) -> None:
    alone, after = minilm.encode_after(["We went there by train"] * 2, ["", "Bo: How was your trip to Rome?"])

    assert gather([alone, after]).counts.tolist() == [gather([alone]).counts[0]] * 2


def test_codes_hardly_depend_on_the_texts_beside_them(minilm: MiniLM) -> None:
    text = "I moved from Oslo to a small farm near Bergen"
    beside = ["Short", text, "A much longer text about something else " * 6]

    alone, together = unpack(minilm.encode([text])[0] or b""), unpack(minilm.encode(beside)[1] or b"")

    assert np.mean((alone > 0) == (together > 0)) > 0.95


def test_korean_is_read_in_english(minilm: MiniLM) -> None:
    dog, lawyer = scores(minilm, "강아지", minilm.encode(["I have a dog", "I work as a lawyer"]))

    assert dog > lawyer


def test_the_end_of_a_long_text_is_found(minilm: MiniLM) -> None:
    filler = "We talked about many things of little weight. " * 60
    codes = minilm.encode([filler + "My daughter plays the cello.", filler])

    with_cello, without = scores(minilm, "Who plays the cello?", codes)

    assert with_cello > without + 0.1


def test_a_document_is_encoded_up_to_its_limit(minilm: MiniLM) -> None:
    (count,) = gather(minilm.encode(["zebra " * (MAX_PIECES + 500)])).counts

    assert count == MAX_PIECES


@pytest.mark.parametrize("text", ["", " \n", "\x00", "\ud800", "한", "🙂", "\u200b"])
def test_odd_texts_have_codes_of_the_same_kind(minilm: MiniLM, text: str) -> None:
    packed = gather(minilm.encode([text, "plain words"]))

    assert packed.dims == 256
    assert minilm.query(text).shape[1] == 256
    assert minilm.sentence([text]).shape == (1, 384)


@given(text=st.text(max_size=60))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_be_stored_and_asked(minilm: MiniLM, text: str) -> None:
    assert np.isfinite(minilm.query(text)).all()
    assert unpack(minilm.encode([text])[0] or b"").shape[1] == 256


def test_sentences_of_one_meaning_are_near(minilm: MiniLM) -> None:
    lives, home, dog = minilm.sentence(["She lives in Paris", "Her home is in Paris", "He has a dog"])

    assert lives @ home > 0.7 > 0.4 > lives @ dog


def test_no_texts_no_codes(minilm: MiniLM) -> None:
    assert minilm.encode([]) == []
    assert minilm.sentence([]).shape == (0, 384)


def test_two_threads_get_what_one_gets(minilm: MiniLM) -> None:
    texts = [f"Number {n} likes tea with {n} spoons of sugar" for n in range(12)]
    alone = [minilm.encode([text]) for text in texts]

    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(lambda text: minilm.encode([text]), texts))

    assert together == alone
