"""A spared pattern answers exactly as `re` does; what it saves is the search where no match can be."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mem0.rules.language import Language, languages
from mem0.rules.pieces import Needs, needs_of, ways_of
from mem0.rules.spared import Among, spared, spared_either

CASES = Path(__file__).parent / "heldout_updates.jsonl"
LETTERS = st.sampled_from(["a", "b", "S", "k", "ı", "İ", "K", " ", "가"])


def parts() -> st.SearchStrategy[str]:
    """Small patterns of everything that the rules use."""
    letters = st.text("abSk가 ", min_size=1, max_size=3)
    return st.recursive(
        letters | st.sampled_from([r"\b", "[ab]", "[^a]", ".", "(?!a)", "(?!)", "(?<=b)"]),
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map("".join),
            st.lists(inner, min_size=2, max_size=3).map(lambda ways: f"(?:{'|'.join(ways)})"),
            inner.map(lambda one: f"(?:{one})?"),
            inner.map(lambda one: f"(?:{one})+?"),
            inner.map(lambda one: f"(?={one})"),
            inner.map(lambda one: f"(?-i:{one})"),
        ),
        max_leaves=8,
    )


@given(pattern=parts(), text=st.text(LETTERS, max_size=12))
@example(pattern="skii", text="ſKıİ")
def test_it_finds_what_re_finds(pattern: str, text: str) -> None:
    """Whatever the pattern, whatever the text, letters that only `re` takes for each other included."""
    for flags in (re.NOFLAG, re.IGNORECASE):
        theirs, ours = re.search(pattern, text, flags), spared(pattern, flags).search(text)
        either = spared_either(f"{pattern}|kab", flags).search(text)
        both = re.search(f"{pattern}|kab", text, flags)

        assert (ours and ours.span()) == (theirs and theirs.span())
        assert (either and either.span()) == (both and both.span())
        assert spared(pattern, flags).sub("-", text) == re.sub(pattern, "-", text, flags=flags)


@pytest.mark.parametrize("language", languages(), ids=lambda one: one.code)
def test_the_rules_read_every_saying_as_with_plain_patterns(language: Language) -> None:
    """For all patterns of both languages that come in sets."""
    ours = list(patterns(language))
    theirs = [re.compile(one._source, one._flags) for one in ours]  # type: ignore[attr-defined]
    among = Among(ours)

    for text in sayings():
        if (language.code == "ko") == bool(re.search("[가-힣]", text)):
            expected = {place for place, pattern in enumerate(theirs) if pattern.search(text)}
            assert {place for place, _ in among.found(text)} == expected, text


def patterns(language: Language) -> Iterator[re.Pattern[str]]:
    yield from (rule.pattern for rule in (*language.slots, *language.asks))
    yield from language.topics.values()
    yield from (rule.pattern for rule in language.dates)


def sayings() -> Iterator[str]:
    for line in CASES.read_text("utf-8").splitlines():
        for turn in json.loads(line)["turns"]:
            yield from (message["content"] for message in turn["messages"])


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        (r"\ballergic to (?P<v>\w+)", (("allergic to ",),)),
        (r"\b(?:quit|gave up|sold) (?:my|the) \w+", (("quit", "sold", "gave up"), ("my", "the"))),
        (r"(?:a )?[0-9]+", ()),
        (r"(?P<v>\w+)(?:을|를) 그만[뒀둔]", ((" 그만",), ("을", "를"))),
        (r"(?:cancel|cancelled)", (("cancel",),)),
        (r"(?!)", ((),)),
    ],
)
def test_what_every_match_holds_is_read_off_the_pattern(pattern: str, needs: Needs) -> None:
    assert needs_of(pattern, re.IGNORECASE) == needs


def test_alternatives_are_cut_outside_of_brackets_only() -> None:
    assert ways_of(r"a(?:b|c)|[|)]\||d") == [r"a(?:b|c)", r"[|)]\|", "d"]


def test_a_text_is_read_by_few_of_many_patterns() -> None:
    """Most rules are never asked: that is what they are spared for."""
    english = languages()[0]

    among = Among(rule.pattern for rule in english.slots)

    assert len(among.fitting("I usually have porridge with berries in the morning.")) < len(english.slots) / 8
