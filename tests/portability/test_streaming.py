"""Reading a list piece by piece gives what reading it whole gives, wherever the pieces end."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mem0.portability import Element, Problem
from mem0.portability import elements as streaming
from mem0.portability.opening import Part

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=10,
)
items = st.lists(st.dictionaries(st.text(max_size=6), values, max_size=4), max_size=8)


def part(text: str) -> Part:
    raw = text.encode("utf-8", "surrogatepass")
    return Part("f.json", len(raw), lambda: io.BytesIO(raw))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=items, chunk=st.integers(1, 40), indent=st.sampled_from([None, 2]), escaped=st.booleans())
def test_pieces_make_the_whole(
    monkeypatch: pytest.MonkeyPatch, told: list[Any], chunk: int, indent: int | None, escaped: bool
) -> None:
    monkeypatch.setattr(streaming, "_CHUNK", chunk)

    found = list(streaming.elements(part(json.dumps(told, indent=indent, ensure_ascii=escaped))))

    assert [e.value for e in found if isinstance(e, Element)] == told
    assert len(found) == len(told)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=items.filter(bool), chunk=st.integers(1, 40), data=st.data())
def test_a_list_that_is_cut_gives_its_beginning(
    monkeypatch: pytest.MonkeyPatch, told: list[Any], chunk: int, data: st.DataObject
) -> None:
    """Every item before the cut, then one problem; never an item that was not there."""
    monkeypatch.setattr(streaming, "_CHUNK", chunk)
    text = json.dumps(told)
    cut = data.draw(st.integers(1, len(text) - 1))

    found = list(streaming.elements(part(text[:cut])))

    read = [e.value for e in found if isinstance(e, Element)]
    assert read == told[: len(read)]
    assert [type(e) for e in found[len(read) :]] == [Problem]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=items.filter(bool), chunk=st.integers(1, 40))
def test_lines_make_the_whole(monkeypatch: pytest.MonkeyPatch, told: list[Any], chunk: int) -> None:
    monkeypatch.setattr(streaming, "_CHUNK", chunk)
    text = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in told)

    assert [e.value for e in streaming.elements(part(text)) if isinstance(e, Element)] == told
