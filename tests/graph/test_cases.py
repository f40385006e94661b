"""The figure of the documentation: sixty questions over the graph."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

BENCH = Path(__file__).parents[2] / "bench" / "graph_cases.py"


@pytest.fixture(scope="module")
def cases() -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCH.parent))  # a program of bench/ finds its neighbours
        yield loaded()


def loaded() -> Any:
    spec = importlib.util.spec_from_file_location("graph_cases", BENCH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("scripted", "first", "three"), [(False, 54, 58), (True, 54, 58)])
def test_questions_are_answered_as_often_as_the_page_says(cases: Any, scripted: bool, first: int, three: int) -> None:
    counts = cases.run(scripted=scripted).values()

    assert sum(count["asked"] for count in counts) == 60
    assert sum(count["first"] for count in counts) >= first
    assert sum(count["three"] for count in counts) >= three
