"""Our side alone, in one file of 100,000 memories: scopes of 1,000 (one user of 100) and the whole file as one scope.

The peer is not asked for this: its default store scans every memory at each search, so 100,000 would take minutes.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from measure import Figure, Goal, Row
from peer import DIMS
from sides import Sides, Sizes
from texts import memories, questions
from turns import attempt, dot_product, in_turns, searching
from wire import Side

AGENT = "assistant"  # every memory is also this agent's: the scope of 100,000
_WARM_USERS = 5
_COLD_USERS = 20
_BATCH = 500


def rows(sides: Sides, sizes: Sizes) -> list[Row]:
    """Fill the file, start anew, and measure from cold to warm."""
    with sides.ours("big") as filling:
        filled = attempt("filling the file", lambda: [_fill(filling, sizes)])
        filling.ask("close")
    with sides.ours("big") as side, sides.limit() as limit:
        return [*filled, *(row for cell, measured in _cells(side, limit, sizes) for row in attempt(cell, measured))]


def _cells(side: Side, limit: Side, sizes: Sizes) -> list[tuple[str, Callable[[], list[Row]]]]:
    """What is measured, in this order: every cell warms what the next ones need."""
    few = "100,000 memories in the file; interpreter and numpy included"
    return [
        ("cold first search of a user", lambda: [_cold(side, sizes)]),
        ("warm search of a user", lambda: [_warm(side, limit, sizes)]),
        ("warm search, processor time", lambda: [_warm_processor(side, sizes)]),
        ("search right after an add", lambda: [_after_add(side, sizes)]),
        ("RSS, a few users", lambda: [_resident(side, "RSS, 25 users searched", few)]),
        ("cold first search of the whole file", lambda: [_cold_whole(side, sizes)]),
        ("warm search of the whole file", lambda: [_whole(side, limit, sizes)]),
        ("RSS, the whole file", lambda: [_resident(side, "RSS, whole file as one scope", "the same process afterwards")]),
    ]


def _named(cell: str, sizes: Sizes) -> str:
    """The cell's name with the sizes that were really measured."""
    return cell.format(each=f"{sizes.big_each:,}", all=f"{sizes.big_users * sizes.big_each:,}")


def _fill(side: Side, sizes: Sizes) -> Row:
    source = memories(seed=1)
    took = []
    for number in range(sizes.big_users):
        for start in range(0, sizes.big_each, _BATCH):
            batch = list(islice(source, min(_BATCH, sizes.big_each - start)))
            took.append(side.ask("add", texts=batch, user=f"user-{number}", agent=AGENT) / len(batch))
    note = f"infer=False, {_BATCH} messages a call, two entities each, durability full"
    return Row(_named("add, filling {all}", sizes), "ms/message", Figure.of([took]), note=note)


def _cold(side: Side, sizes: Sizes) -> Row:
    users = range(_WARM_USERS, min(sizes.big_users, _WARM_USERS + _COLD_USERS))
    took = [side.ask("search", queries=["Where did I go last week?"], user=f"user-{number}")[0] for number in users]
    note = "the scope's index is built from the file; another user each time"
    return Row(_named("cold first search, {each} in scope", sizes), "ms", Figure.of([took[1:] or took]), note=note)


def _warm(side: Side, limit: Side, sizes: Sizes) -> Row:
    for number in range(_WARM_USERS):
        side.ask("search", queries=["warm"], user=f"user-{number}")
    turns = [
        lambda number: side.ask("search", queries=_questions(number, sizes.searches), user=f"user-{number % _WARM_USERS}"),
        dot_product(limit, sizes.big_each, DIMS, sizes.searches),
    ]
    ours, numpy = in_turns(turns, sizes.rounds * 2)
    goals = (Goal("p50", 3, 1), Goal("p95", 8, 3))
    return Row(_named("warm search, {each} in scope of {all}", sizes), "ms", ours, limit=numpy, goals=goals)


def _questions(number: int, count: int) -> list[str]:
    return list(islice(questions(seed=number), count))


def _warm_processor(side: Side, sizes: Sizes) -> Row:
    """What the search itself takes, whatever else the machine does."""

    def turn(number: int) -> list[float]:
        asked = _questions(100 + number, sizes.searches)
        return list(side.ask("search", queries=asked, user=f"user-{number % _WARM_USERS}", clock="cpu"))

    (ours,) = in_turns([turn], sizes.rounds * 2)
    return Row(_named("same, processor time, {each} in scope", sizes), "ms", ours)


def _after_add(side: Side, sizes: Sizes) -> Row:
    """The index is brought up to date, not built anew."""
    source = memories(seed=2)

    def turn(number: int) -> list[float]:
        side.ask("add", texts=[next(source)], user="user-0")
        return side.ask("search", queries=_questions(number, 1), user="user-0")

    (ours,) = in_turns([turn], sizes.rounds * 3)
    return Row(_named("search right after an add, {each} in scope", sizes), "ms", ours)


def _cold_whole(side: Side, sizes: Sizes) -> Row:
    took = side.ask("search", queries=["Where did I go last week?"], agent=AGENT)
    return Row(_named("cold first search, {all} in scope", sizes), "ms", Figure.of([took]), note="once")


def _whole(side: Side, limit: Side, sizes: Sizes) -> Row:
    everything = sizes.big_users * sizes.big_each
    turns = [searching(side, sizes.slow_searches, agent=AGENT), dot_product(limit, everything, DIMS, sizes.slow_searches)]
    ours, numpy = in_turns(turns, sizes.rounds)
    return Row(_named("warm search, {all} in scope", sizes), "ms", ours, limit=numpy, goals=(Goal("p50", 60, 20),))


def _resident(side: Side, cell: str, note: str) -> Row:
    return Row(cell, "MB", Figure(side.ask("rss")), note=note)
