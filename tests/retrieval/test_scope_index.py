"""The search index: what answers best, what may answer, and that bringing it up to date loses nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mem0.records import IndexRow
from mem0.retrieval import scope_index
from mem0.retrieval.query import Query
from mem0.retrieval.scope_index import ScopeIndex

from .rows import DAY, MINUTE, best, index, row

HOME = [
    "I moved to a small flat in Lyon",
    "My dog Pip is afraid of thunder",
    "We eat fish on Fridays",
    "I play the violin in an orchestra",
    "My salary was raised in March",
]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("which city is my apartment in?", 0),
        ("what is my pet called?", 1),
        ("do I play a musical instrument?", 3),
        ("how much money do I earn at work?", 4),
    ],
)
def test_a_question_in_other_words_finds_its_answer(question: str, answer: int) -> None:
    assert best(index(HOME), question)[0] == answer


def test_a_korean_question_finds_an_english_memory() -> None:
    assert best(index(HOME), "강아지 이름이 뭐야?")[0] == 1


def test_a_restatement_scores_near_one_and_the_unrelated_near_zero() -> None:
    hits = index(HOME).rank(Query.read("I play the violin in an orchestra"), at=None, limit=5)

    assert hits[0].score > 0.95
    assert max(hit.score for hit in hits[1:]) < 0.2


def test_scores_fall_with_the_rank_and_lie_between_zero_and_one() -> None:
    scores = [hit.score for hit in index(HOME).rank(Query.read("my dog in Lyon"), at=None, limit=5)]

    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_shares_sum_to_the_score() -> None:
    hit = index(HOME).rank(Query.read("fish on Friday"), at=None, limit=1, explain=True)[0]

    assert sum(hit.shares.values()) == pytest.approx(hit.score, abs=1e-4)
    assert set(hit.shares) >= {"static", "lexical"}


def test_the_limit_changes_how_many_but_not_which() -> None:
    scope, question = index(HOME), Query.read("my dog in Lyon")

    assert scope.rank(question, at=None, limit=2) == scope.rank(question, at=None, limit=5)[:2]


@pytest.mark.parametrize("limit", [1, 2, 10])
def test_memories_alone_are_ranked_as_they_are_among_messages(limit: int) -> None:
    """A message still speaks for its memory, whether it may answer or not; it is not asked for."""
    said = [row(n, text, at=n * MINUTE, kind="message") for n, text in enumerate(HOME, 1)]
    kept = [row(10 + n, text, at=n * MINUTE, parents=(n,)) for n, text in enumerate(HOME[:3], 1)]
    scope, question, asked = ScopeIndex([*said, *kept]), Query.read("the violin of my dog in Lyon"), []

    def accept(keys: list[int]) -> set[int]:
        asked.extend(keys)
        return {key for key in keys if key > 10}

    sifted = scope.rank(question, at=None, limit=limit, accept=lambda keys: {key for key in keys if key > 10})

    assert scope.rank(question, at=None, limit=limit, accept=accept, memories_only=True) == sifted
    assert {hit.kind for hit in sifted} == {"memory"}
    assert set(asked) <= {11, 12, 13}


def test_a_question_names_the_speaker() -> None:
    """Both say the same; the question is about one of them."""
    scope = ScopeIndex([row(1, "I love hiking", actor="Dilys"), row(2, "I love hiking", actor="Emrys")])

    assert best(scope, "What does Emrys love?")[0] == 2


def test_a_statement_comes_before_a_question_of_the_same_words() -> None:
    scope = index(["Is the lamp from Porto?", "The lamp is from Porto"])

    assert best(scope, "Where is the lamp from?")[0] == 1


def test_a_reply_is_found_by_what_it_replies_to() -> None:
    """ "Yes, in June" shares no word with the question; the turn before it does."""
    small_talk = [
        row(n, text, actor="AB"[n % 2]) for n, text in enumerate(["Nice weather", "Indeed", "So many clouds", "True"])
    ]
    talk = [row(10, "Did you visit the Norwegian fjords?", actor="A"), row(11, "Yes, in June", actor="B")]
    more = [
        row(200 + n, text, actor="AB"[n % 2]) for n, text in enumerate(["The bus is late", "Again", "It rains", "Bye"])
    ]

    assert 11 in best(ScopeIndex(small_talk + talk + more), "When did they see the fjords of Norway?", limit=2)


def test_only_what_holds_now_answers() -> None:
    scope = ScopeIndex([row(1, "I live in Rome", valid_to=5 * DAY), row(2, "I live in Lyon", valid_from=5 * DAY)])

    assert best(scope, "where do I live?") == [2]


def test_a_question_about_then_gets_what_held_then() -> None:
    scope = ScopeIndex([row(1, "I live in Rome", valid_to=5 * DAY), row(2, "I live in Lyon", valid_from=5 * DAY)])

    assert best(scope, "where do I live?", at=4 * DAY) == [1]
    assert best(scope, "where do I live?", at=5 * DAY) == [2]


def test_a_message_stands_back_behind_its_facts() -> None:
    message = row(1, "Well, guess what, I moved to Lyon", kind="message")
    fact = row(2, "User lives in Lyon", at=MINUTE, parents=(1,))

    assert best(ScopeIndex([message, fact]), "where does the user live?") == [2]


def test_a_fact_profits_from_the_words_of_its_message() -> None:
    """The question uses a word that only the message has."""
    message = row(1, "The commute from Vaise got too long, so we moved", kind="message")
    others = [row(n, text) for n, text in enumerate(["We moved house", "A long walk", "I like trains"], start=5)]
    scope = ScopeIndex([message, row(2, "User moved house", at=MINUTE, parents=(1,)), *others])

    assert best(scope, "the commute from Vaise", limit=1) == [2]


def test_a_message_whose_facts_no_longer_hold_answers_itself() -> None:
    message = row(1, "I moved to Lyon", kind="message")
    fact = row(2, "User lives in Lyon", at=MINUTE, parents=(1,), valid_to=DAY)

    assert best(ScopeIndex([message, fact]), "who moved to Lyon?") == [1]


def test_a_filter_sees_rows_in_batches_until_enough_pass() -> None:
    asked: list[list[int]] = []
    last = best(index(HOME), "violin", limit=5)[-1]

    def only_the_last(keys: list[int]) -> set[int]:
        asked.append(keys)
        return {key for key in keys if key == last}

    hits = index(HOME).rank(Query.read("violin"), at=None, limit=1, accept=only_the_last)

    assert [hit.key for hit in hits] == [last]
    assert sorted(key for batch in asked for key in batch) == [0, 1, 2, 3, 4]


def test_a_fact_beside_its_message_does_not_make_a_talk() -> None:
    """Unrelated statements stay unrelated when each is followed by the fact drawn from it."""
    pairs = [
        row(2 * n + more, text, kind="memory" if more else "message", at=n * MINUTE, parents=(2 * n,) if more else ())
        for n, text in enumerate(HOME)
        for more in (0, 1)
    ]

    assert ScopeIndex(pairs)._coherence.share == index(HOME)._coherence.share


def test_an_empty_index_answers_nothing() -> None:
    assert best(ScopeIndex([]), "anything") == []


@pytest.mark.parametrize("question", ["", "?!", "the of and", "\ud800", "zzzqqq"])
def test_a_question_without_content_is_answered_with_low_scores(question: str) -> None:
    assert all(hit.score < 0.1 for hit in index(HOME).rank(Query.read(question), at=None, limit=5))


def test_a_deleted_row_is_gone() -> None:
    scope = index(HOME)
    scope.apply([], [0, 1, 2, 4])

    assert 3 not in best(scope, "violin", limit=5)
    assert len(scope) == 4


def test_a_new_version_takes_the_place_of_the_old() -> None:
    scope = index(HOME)
    scope.apply([row(3, "I gave the violin away and took up pottery")], None)

    assert best(scope, "pottery", limit=1) == [3]
    assert len(scope) == 5


Change = tuple[int, list[str], int | None]
WORDS = ["dog", "Lyon", "violin", "fish", "rain", "salary", "강아지", "moved?", "Friday"]
CHANGES = st.lists(
    st.tuples(
        st.integers(0, 12), st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), st.sampled_from([None, DAY])
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(CHANGES, CHANGES, st.sets(st.integers(0, 12)))
def test_an_updated_index_answers_as_a_new_one_does(first: list[Change], second: list[Change], gone: set[int]) -> None:
    """The oracle is an index built from the final rows at once."""
    kept: dict[int, IndexRow] = {}
    scope = ScopeIndex([])
    for changes in (first, second):
        rows = {key: row(key, " ".join(words), valid_to=end) for key, words, end in changes}
        kept |= rows
        scope.apply(list(rows.values()), None)
    kept = {key: value for key, value in kept.items() if key not in gone}
    scope.apply([], list(kept))

    assert answers(scope) == answers(ScopeIndex(sorted(kept.values(), key=lambda r: r.key)))


def answers(scope: ScopeIndex) -> list[tuple[int, float]]:
    """Scores rounded; how talkative the scope is depends on the order of arrival, so it is fixed."""
    scope._coherence._rows = 0
    hits = scope.rank(Query.read("the dog of Lyon plays violin"), at=None, limit=20)
    return sorted((hit.key, round(hit.score, 3)) for hit in hits)


def test_a_large_scope_gives_the_best_answer_of_the_exact_search(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"note {n} about {WORDS[n % 6]} and {WORDS[(n * 7) % 5]}" for n in range(400)] + HOME
    exact = best(index(texts), "who plays violin in an orchestra?", limit=1)
    monkeypatch.setattr(scope_index, "EXACT", 100)
    monkeypatch.setattr("mem0.retrieval.scoring.CANDIDATES", 20)

    assert best(index(texts), "who plays violin in an orchestra?", limit=1) == exact == [403]


def test_a_strict_filter_reaches_every_row_of_a_large_scope(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scope_index, "EXACT", 10)
    monkeypatch.setattr("mem0.retrieval.scoring.CANDIDATES", 2)
    scope = index([f"note {n}" for n in range(100)])

    hits = scope.rank(Query.read("note 5"), at=None, limit=1, accept=lambda keys: {key for key in keys if key == 77})
    assert [hit.key for hit in hits] == [77]


def test_many_single_additions_keep_the_index_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tail is merged into the base on the way."""
    monkeypatch.setattr(scope_index, "TAIL", 3)
    scope = ScopeIndex([])
    for number, text in enumerate(HOME * 4):
        scope.apply([row(number, text)], None)

    assert len(scope) == 20
    assert {key % 5 for key in best(scope, "orchestra violin", limit=4)} == {3}


def test_a_message_that_is_hidden_leaves_its_facts_alone() -> None:
    message, fact = row(1, "I moved to Lyon", kind="message"), row(2, "User lives in Lyon", parents=(1,))
    scope = ScopeIndex([message, fact])
    scope.apply([], [2])

    assert best(scope, "Lyon") == [2]


def test_validity_can_close_without_new_features() -> None:
    rome = row(1, "I live in Rome")
    scope = ScopeIndex([rome])
    scope.apply([replace(rome, valid_to=DAY)], None)

    assert best(scope, "Rome") == []
