"""Which names mean one entity, and which do not."""

from __future__ import annotations

import pytest

from mem0.pipeline.resolve import fit, near, normal
from mem0.relations import NodeType


@pytest.mark.parametrize(
    ("one", "other", "type_"),
    [
        ("Acme Corp", "Acme", "organisation"),
        ("Karen Holt", "Karen", "person"),
        ("Kubernetes", "Kubernettes", "concept"),
        ("green teas", "green tea", "concept"),
    ],
)
def test_near_spellings_are_one(one: str, other: str, type_: NodeType) -> None:
    assert near(normal(one), normal(other), type_)


@pytest.mark.parametrize(
    ("one", "other", "type_"),
    [
        ("Ana", "Anna", "person"),
        ("김민수", "김민지", "person"),
        ("민수", "민지", "person"),
        ("Karen Holt", "Karen Hale", "person"),
        ("Alexander Moore", "Alexandra Moore", "person"),
        ("Paris Hilton", "Paris", "place"),
        ("green tea", "black tea", "concept"),
        ("Room 12", "Room 13", "place"),
        ("iPhone 14", "iPhone 15", "object"),
        ("2024-05-01", "2024-05-02", "date"),
        ("Austria", "Australia", "place"),
        ("Java", "JavaScript", "concept"),
        ("New York", "New Haven", "place"),
        ("카카오", "카카오톡", "organisation"),
        ("서울", "서울대", "organisation"),
    ],
)
def test_names_that_only_look_alike_are_two(one: str, other: str, type_: NodeType) -> None:
    assert not near(normal(one), normal(other), type_)


def test_one_name_of_two_types_is_two() -> None:
    assert not fit("person", "place")
    assert fit("concept", "place")
    assert fit("organisation", "place")


@pytest.mark.parametrize(
    ("written", "means"),
    [("The  Acme, Inc.", "acme inc"), ("ＡＣＭＥ", "acme"), ("민수씨", "민수"), ("Dr. Roth", "roth"), ("Tom's", "tom")],
)
def test_names_are_compared_in_one_form(written: str, means: str) -> None:
    assert normal(written) == means
