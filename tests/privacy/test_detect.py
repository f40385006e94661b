"""Personal data and secrets are found where they stand, and nothing else is taken for them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mem0.privacy import KINDS, Detector, Finding
from mem0.privacy.findings import apart

from .marked import sentences

detector = Detector()


def kinds(text: str) -> list[str]:
    return [one.kind for one in detector.find(text)]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_marked_sentences_are_read_as_marked(language: str) -> None:
    """The figure of the docs must not get worse unseen: every sentence that is read right today stays right."""
    wrong = [
        case.text
        for case in sentences(language)
        if [(f.kind, f.of(case.text)) for f in detector.find(case.text)]
        != [(f.kind, f.of(case.text)) for f in case.marked]
    ]

    assert wrong == []


@pytest.mark.parametrize(("language", "wrong"), [("en", 2), ("ko", 0)])
def test_the_held_out_sentences_are_read_as_well_as_the_docs_say(language: str, wrong: int) -> None:
    read = [(case.marked, detector.find(case.text), case.text) for case in sentences(language, "heldout")]

    said = [[(f.kind, f.of(text)) for f in marked] == [(f.kind, f.of(text)) for f in found] for marked, found, text in read]

    assert said.count(False) <= wrong


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the hall code: pw Mango-77!", ["password"]),
        ("Password: tigerlily", ["password"]),
        ("his password's long", []),
        ("비번 abcd1234!! 잊지 마", ["password"]),
        ("암호 AES256 방식이야", []),
        ("the pass 10am train", []),
        ("booking no. 4155552671 is confirmed", []),
        ("reach me on 4155552671", ["phone"]),
        ("2025-001177 and 0-19-852663-6", []),
        ("사업자등록번호: 2208162517", ["business_id"]),
        ("NO93 8601 1117 947 is the account", ["iban"]),
    ],
)
def test_what_stands_beside_a_number_or_a_word_decides(text: str, found: list[str]) -> None:
    assert kinds(text) == found


def test_a_number_with_a_wrong_check_digit_is_no_card() -> None:
    assert kinds("card 4111 1111 1111 1112") == []
    assert kinds("card 4111 1111 1111 1111") == ["card"]


def test_a_wrong_business_number_is_none() -> None:
    assert "business_id" not in kinds("사업자번호 220-81-62518")
    assert kinds("사업자번호 220-81-62517") == ["business_id"]


def test_a_resident_number_needs_a_day_that_exists() -> None:
    assert "national_id" not in kinds("901332-1234567")
    assert "national_id" in kinds("901231-1234567")


def test_a_card_is_not_also_a_phone_number() -> None:
    assert kinds("Pay with 5105 1051 0510 5100 please") == ["card"]


def test_phone_numbers_are_read_in_the_regions_asked_for() -> None:
    german = Detector(["phone"], regions=("DE",))

    assert [f.of("030 901820 rufen") for f in german.find("030 901820 rufen")] == ["030 901820"]
    assert Detector(["phone"]).find("030 901820 rufen") == []


def test_only_the_wanted_kinds_are_told() -> None:
    text = "ana@example.com, 010-1234-5678"

    assert [f.kind for f in Detector(["phone"]).find(text)] == ["phone"]


def test_what_stands_at_the_edge_of_a_window_of_a_long_text_is_found() -> None:
    """A text is read in windows; nothing may fall between two of them."""
    for before in range(19_500, 20_100, 37):
        text = "x " * (before // 2) + "ana.souza@example.com" + " y" * 9_000
        assert [f.of(text) for f in Detector(["email"]).find(text)] == ["ana.souza@example.com"]


@given(st.text(max_size=300))
def test_any_text_is_read_without_failing_and_places_lie_inside(text: str) -> None:
    found = detector.find(text)

    assert all(0 <= f.start < f.end <= len(text) and f.kind in KINDS for f in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 50), st.integers(1, 20)), max_size=12))
def test_overlapping_findings_are_told_apart(raw: list[tuple[str, int, int]]) -> None:
    """What is left overlaps nothing, and whatever was left out overlaps something that stayed."""
    given_ = [Finding(kind, start, start + size) for kind, start, size in raw]  # type: ignore[arg-type]
    kept = apart(given_)

    assert all(a.end <= b.start for a, b in pairwise(kept))
    assert all(any(f.start < k.end and f.end > k.start for k in kept) for f in given_)


@pytest.mark.parametrize("text", ["@" * 50_000, "1 " * 50_000, "a.b" * 20_000 + "@", "password: " * 5_000, "서울 " * 30_000])
def test_hostile_texts_are_read_in_time(text: str) -> None:
    """The suite's own limit would tell: patterns that try again from every place would take hours here."""
    assert isinstance(detector.find(text), list)
