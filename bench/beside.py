"""Ours beside the peer in two stores of 10,000 memories of 100 users: adding, searching, opening, bytes on disk."""

from __future__ import annotations

from itertools import islice

from measure import Figure, Goal, Row
from peer import DIMS
from sides import Sides, Sizes
from texts import memories, questions
from turns import Turn, attempt, dot_product, in_turns
from wire import Side


def rows(sides: Sides, sizes: Sizes) -> list[Row]:
    """Both are filled in turns, searched in turns, closed, weighed and opened again in turns."""
    with sides.both("ours", "peer") as (ours, peer), sides.limit() as limit:
        measured = [
            *attempt("add of many messages", lambda: [_fill(ours, peer, sizes)]),
            *attempt("add of one message", lambda: [_single(ours, peer, sizes)]),
            *attempt("warm search beside the peer", lambda: [_search(ours, peer, limit, sizes)]),
            *attempt("RSS beside the peer", lambda: [_resident(ours, peer)]),
        ]
        for side in (ours, peer):
            if side is not None:
                side.ask("close")
    stored = sizes.beside_users * sizes.beside_each + sizes.rounds * sizes.slow_searches
    return [
        *measured,
        *attempt("disk a memory", lambda: [_bytes(sides, stored)]),
        *attempt("open and answer once", lambda: [_reopened(sides, sizes)]),
    ]


def _named(cell: str, sizes: Sizes) -> str:
    return cell.format(each=f"{sizes.beside_each:,}", all=f"{sizes.beside_users * sizes.beside_each:,}", users=sizes.beside_users)


def _texts(seed: int, count: int) -> list[str]:
    return list(islice(memories(seed=seed), count))


def _fill(ours: Side, peer: Side | None, sizes: Sizes) -> Row:
    """One call with all messages of a user is a sample; each user is a round."""

    def adding(side: Side | None) -> Turn | None:
        if side is None:
            return None
        return lambda number: [side.ask("add", texts=_texts(number, sizes.beside_each), user=f"user-{number}")]

    mine, theirs = in_turns([adding(ours), adding(peer)], sizes.beside_users)
    cell = _named("add of {each} messages in one call", sizes)
    return Row(cell, "ms", mine, theirs, goals=(Goal("peer/ours", 5, 20, least=True),), note="infer=False, durability full")


def _single(ours: Side, peer: Side | None, sizes: Sizes) -> Row:
    def adding(side: Side | None) -> Turn | None:
        if side is None:
            return None
        return lambda number: [
            side.ask("add", texts=[text], user=f"user-{number}") for text in _texts(1000 + number, sizes.slow_searches)
        ]

    mine, theirs = in_turns([adding(ours), adding(peer)], sizes.rounds)
    return Row("add of one message", "ms", mine, theirs, note=_named("infer=False, durability full, {all} in the store", sizes))


def _search(ours: Side, peer: Side | None, limit: Side, sizes: Sizes) -> Row:
    """Scopes are warm: each side searched every one of them before the clock runs."""
    users = min(20, sizes.beside_users)
    for side in filter(None, (ours, peer)):
        for user in range(users if side is ours else 1):
            side.ask("search", queries=["warm"], user=f"user-{user}")

    def searching(side: Side | None, count: int) -> Turn | None:
        if side is None:
            return None
        return lambda number: [
            side.ask("search", queries=[query], user=f"user-{user % users}")[0]
            for user, query in enumerate(islice(questions(seed=number), count))
        ]

    everything = sizes.beside_users * sizes.beside_each
    scan = dot_product(limit, everything, DIMS, sizes.searches)
    turns = [searching(ours, sizes.searches), searching(peer, sizes.slow_searches), scan]
    mine, theirs, numpy = in_turns(turns, sizes.rounds)
    cell = _named("warm search, {all} of {users} users", sizes)
    goals = (Goal("peer/ours", 40, 150, least=True),)
    return Row(cell, "ms", mine, theirs, numpy, goals, "numpy: over the whole store")


def _resident(ours: Side, peer: Side | None) -> Row:
    theirs = Figure(peer.ask("rss")) if peer is not None else None
    return Row("RSS after these searches", "MB", Figure(ours.ask("rss")), theirs)


def _bytes(sides: Sides, stored: int) -> Row:
    theirs = Figure(sides.bytes_of("peer") / stored) if sides.peer_python else None
    note = f"all files after closing, {stored:,} memories of about 30 tokens"
    mine = Figure(sides.bytes_of("ours") / stored)
    return Row("disk a memory", "bytes", mine, theirs, goals=(Goal("p50", 3000, 2000),), note=note)


def _reopened(sides: Sides, sizes: Sizes) -> Row:
    """Opening and the first answer, each time in a new process; importing the library is not counted."""
    mine, theirs = [], []
    for number in range(min(3, sizes.rounds)):
        with sides.both("ours", "peer") as (ours, peer):
            mine.append([_first(ours, number)])
            if peer is not None:
                theirs.append([_first(peer, number)])
    cell = _named("open {all} and answer once", sizes)
    return Row(cell, "ms", Figure.of(mine), Figure.of(theirs) if theirs else None, note="new process; import not counted")


def _first(side: Side, number: int) -> float:
    return float(side.ask("opened") + side.ask("search", queries=["Where did I go last week?"], user=f"user-{number}")[0])
