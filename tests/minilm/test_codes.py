"""The byte format of codes: what goes in comes out, and damaged bytes are refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mem0.retrieval.codes import HEAD, Floats, Kind, dense, gather, pack, unpack


def vectors(count: int, dims: int, seed: int = 0) -> Floats:
    found = np.random.default_rng(seed).standard_normal((count, dims)).astype(np.float32)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


@given(st.integers(0, 40), st.integers(1, 48), st.integers(0, 2**32 - 1))
def test_bytes_keep_the_direction_to_half_a_percent(count: int, dims: int, seed: int) -> None:
    given_ones = vectors(count, dims, seed)

    back = unpack(pack(given_ones, Kind.BYTES))

    assert back.shape == given_ones.shape
    assert np.all((back * given_ones).sum(axis=1) > 0.995)


@given(st.integers(0, 40), st.integers(1, 48), st.integers(0, 2**32 - 1))
def test_signs_keep_every_sign(count: int, eighths: int, seed: int) -> None:
    given_ones = vectors(count, 8 * eighths, seed)

    back = unpack(pack(given_ones, Kind.SIGNS))

    assert np.array_equal(back > 0, given_ones > 0)


def test_signs_cost_one_bit_a_dimension() -> None:
    assert len(pack(vectors(20, 256), Kind.SIGNS)) == HEAD.size + 20 * 32


def test_cosines_with_signs_are_right_on_average() -> None:
    """A vector and its own signs have cosine one, an orthogonal pair zero, up to the noise of 1,024 dims."""
    one, other = vectors(2, 1024, seed=5)
    signs = unpack(pack(one[None], Kind.SIGNS))[0]

    assert signs @ one == pytest.approx(1.0, abs=0.05)
    assert signs @ (other - (other @ one) * one) == pytest.approx(0.0, abs=0.1)


@given(st.lists(st.one_of(st.none(), st.integers(0, 5)), max_size=12), st.sampled_from(Kind))
def test_gathering_many_is_unpacking_each(counts: list[int | None], kind: Kind) -> None:
    codes = [None if n is None else pack(vectors(n, 16, seed=place), kind) for place, n in enumerate(counts)]

    packed = gather(codes)

    each = [unpack(code) for code in codes if code is not None]
    assert packed.counts.tolist() == [n or 0 for n in counts]
    if each:
        assert np.array_equal(dense(packed.body, packed.kind, packed.dims), np.concatenate(each))


def test_a_zero_vector_stays_zero() -> None:
    assert not unpack(pack(np.zeros((1, 4), dtype=np.float32), Kind.BYTES)).any()


@pytest.mark.parametrize("damage", [b"", b"\x02" + bytes(5), b"\x01\x09" + bytes(4)])
def test_foreign_bytes_are_refused(damage: bytes) -> None:
    with pytest.raises(ValueError):
        unpack(damage)


@given(st.integers(0, 69))
def test_cut_bytes_are_refused(length: int) -> None:
    whole = pack(vectors(4, 16), Kind.BYTES)

    with pytest.raises(ValueError):
        unpack(whole[:length])


def test_codes_of_two_embedders_do_not_mix() -> None:
    with pytest.raises(ValueError, match="different embedders"):
        gather([pack(vectors(1, 16), Kind.BYTES), pack(vectors(1, 24), Kind.BYTES)])


@pytest.mark.parametrize("wrong", [np.zeros(4), np.full((1, 8), np.nan), np.zeros((1, 0))])
def test_what_cannot_be_stored_is_refused(wrong: Floats) -> None:
    with pytest.raises(ValueError):
        pack(wrong.astype(np.float32), Kind.BYTES)


def test_signs_need_whole_bytes() -> None:
    with pytest.raises(ValueError, match="divisible by 8"):
        pack(vectors(1, 12), Kind.SIGNS)
