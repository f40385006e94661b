"""The table of bad input: every verb, every argument, everything hostile: a typed error, and the data as it was.

One store for the whole table of a door, so that thousands of calls take a second or two: what a bad call changed would be seen at
the end of its group. tests/doors/test_bad_input.py looks at the verbs of every day more closely.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mem0 import Memory
from mem0.errors import MemoryError  # noqa: A004
from mem0.portability import Wish, import_file, restore_backup, restore_owner, verify_backup

from .behaviour import Face, open_door

BIG = "x" * 5_000_000
TEXT: list[Any] = ["", "  ", "a\0b", "\ud800 alone", BIG, 1.5, True, b"x", [], ["a"], {}, object()]
NAME: list[Any] = [*TEXT, "*", " ana ", "a\nb", "y" * 600, 10**200, math.nan]
NUMBER: list[Any] = [-1, math.nan, math.inf, -math.inf, 1e300, 10**400, "3", "", True, [], {}, b"1", object()]
WHOLE: list[Any] = [*NUMBER, 1.5, 10**12]
FLAG: list[Any] = ["yes", 1, 0, "", [], {}, 1.0, b"", object()]
TIME: list[Any] = ["yesterday-ish", "2025-13-45", math.nan, math.inf, 1e30, 10**400, True, [], {}, b"x", object()]
FILTER: list[Any] = [
    5, "x", {"kind": {"near": 1}}, {"AND": 5}, {"OR": [5]}, {"NOT": 5}, {1: 2}, {"a": object()}, {"n": {"gt": math.nan}},
    {"kind": {"in": list(range(20_000))}}, {"kind": "\ud800"},
]  # fmt: skip
PATH: list[Any] = [None, "", "  ", 5, 1.5, True, b"x", [], {}, "a\0b", "\ud800", object()]
FILE: list[Any] = [*PATH, "n" * 5_000, "nowhere/at/all", "/dev/null/x"]
KEY: list[Any] = [None, "", "  ", b"", b"x" * 31, 5, True, [], {}, {"wrap": 1}, "\ud800", lambda: None, object()]
KEPT: dict[str, Any] = {"kind": "memory", "id": "a", "text": "a", "user_id": "ana", "created_at": "2025-01-01"}
RECORDS: list[Any] = [
    None, 5, "x", b"x", {}, object(), [5], [None], [{}], [[]], [{"kind": "x"}], [{"kind": "memory"}], [{**KEPT, "id": ["a"]}],
    [{**KEPT, "text": "a\0"}], [{**KEPT, "created_at": "soon"}], [{**KEPT, "text": "\ud800"}], [{**KEPT, "text": BIG}],
    [{**KEPT, "created_at": 10**400}], [{**KEPT, "metadata": {"a": math.nan}}], [{**KEPT, "parents": 5}], [KEPT, {"kind": "?"}],
    [{"kind": "message", "key": "x"}], [{"kind": "history"}], [{"kind": "node"}], [{"kind": "relation", "id": 1}],
    [{"kind": "summary"}],
]  # fmt: skip
RECEIPT: list[Any] = [None, 5, "", [], {}, {"kind": "x"}, {"kind": "open-mem0 receipt of forgetting"}, b"x", object(), True]
Wrong = dict[str | int, list[Any]]
IDS: Wrong = {"user_id": NAME, "agent_id": NAME, "run_id": NAME, "app_id": NAME}
ONE: Wrong = {**IDS, "user_id": [*NAME, None]}
NOTHING: list[Any] = [*TEXT, None]
WHO: dict[str, Any] = {"user_id": "ana"}
SAID: dict[str, Any] = {"role": "user", "content": "x"}
MESSAGES: list[Any] = [None, 5, [], {}, [5], b"x", "a\0", "\ud800", [{**SAID, "role": 5}], [{**SAID, "content": 5}], [SAID, None]]
METADATA: list[Any] = [5, "x", [1], {1: 2}, {"a": object()}, {"a": math.nan}, {"a": "\ud800"}]

# verb: (arguments that are right, {argument: what is wrong in its place}); a number stands for a positional argument.
Table = dict[str, tuple[tuple[Any, ...], dict[str, Any], Wrong]]
GROUPS: dict[str, Table] = {
    "remembering": {
        "add_later": (
            ("I like figs",), WHO,
            {**IDS, 0: MESSAGES, "metadata": METADATA, "timestamp": TIME, "filters": FILTER, "memory_type": [5], "wrong": [1]},
        ),
        "add": (
            ("I like figs",), WHO,
            {**IDS, 0: MESSAGES, "metadata": METADATA, "timestamp": TIME, "infer": FLAG, "immutable": FLAG, "filters": FILTER,
             "includes": [5, [], b"x"], "custom_categories": [5, "x", [5], [{1: 2}]], "wrong": [1]},
        ),
    },
    "looking": {
        "search": (
            ("tea",), WHO,
            {**IDS, 0: NOTHING, "limit": WHOLE, "top_k": WHOLE, "k": WHOLE, "threshold": [-1, 2, math.nan, "x"],
             "filters": FILTER, "metadata_filters": FILTER, "as_of": TIME, "reference_date": TIME, "explain": FLAG,
             "show_expired": FLAG, "rerank": FLAG, "wrong": [1]},
        ),
        "get_all": (
            (), WHO,
            {**IDS, "limit": WHOLE, "top_k": WHOLE, "offset": WHOLE, "filters": FILTER, "as_of": TIME, "include_superseded": FLAG,
             "show_expired": FLAG, "wrong": [1]},
        ),
        "get": (("x",), {}, {0: NOTHING}),
        "history": (("x",), {}, {0: NOTHING}),
    },
    "changing": {
        "update": (
            ("x", "new"), {},
            {0: [*NOTHING, "unknown"], 1: TEXT, "metadata": METADATA, "expiration_date": ["soon", 5, [], True, "2025-02-30"],
             "wrong": [1]},
        ),
        "delete": (("x",), {}, {0: [*NOTHING, "unknown"]}),
        "delete_all": ((), WHO, {**IDS, "filters": FILTER, "wrong": [1]}),
        "restore": (("x",), {}, {0: [*NOTHING, "unknown"]}),
    },
    "keeping": {
        "sweep": (
            (), {},
            {**IDS, "dry_run": FLAG, "archive_after_days": NUMBER, "min_relevance": [*NUMBER, 2], "filters": FILTER},
        ),
        "sweep_if_due": ((), {}, {0: [*NUMBER, None]}),
        "backup": (("nowhere/at/all",), {}, {0: FILE, "keys": PATH}),
        "load": (([],), {}, {0: RECORDS, "forgotten": FLAG}),
        "reindex": ((), {}, {0: ["nobody", "", 5, [], {}, {"provider": "x"}, b"x", object()]}),
        "health": (
            (), {},
            {"checks": [5, ["weather"], [5], "integrity", {"a": 1}, [None]], "alert": [5, "ftp://x", "", [], "http://a b"]},
        ),
    },
    "trust": {
        "forget": ((), {}, ONE),
        "rekey": ((), {}, ONE),
        "encrypt": ((), {}, {0: KEY}),
        "rotate_key": ((), {}, {0: KEY}),
        "verify_receipt": ((), {}, {0: RECEIPT}),
        "audit": ((), {}, {**IDS, "after": WHOLE, "limit": WHOLE}),
        "verify_audit": ((), {}, {0: [5, "", "x", "1:zz", "1:00", ":", "a:00", b"x", [], {}, True]}),
    },
    "queue": {
        "event": (("x",), {}, {0: NOTHING}),
        "events": ((), {}, {"status": ["x", 5, [], ""], "limit": WHOLE, "offset": WHOLE}),
        "retry": ((), {}, {0: [5, "x", [1.5], [None], [""], {"a": 1}, b"x", object()]}),
        "work": ((), {}, {0: WHOLE}),
    },
    "roles": {"as_actor": (("Mia", "member"), {}, {**IDS, 0: NOTHING, 1: ["king", "", 5, None, [], {}, True]})},
    "graph": {
        "nodes": ((), {}, IDS),
        "relations": ((), WHO, {**IDS, "as_of": TIME, "include_superseded": FLAG}),
        "as_of": (("2025-01-01",), WHO, {**IDS, 0: TIME}),
        "find": (("Bo",), WHO, {**IDS, 0: NOTHING}),
        "neighbours": (("Bo",), WHO, {**IDS, 0: NOTHING, "hops": WHOLE, "as_of": TIME}),
        "paths": (("Bo", "Mia"), WHO, {**IDS, 0: NOTHING, 1: NOTHING, "hops": WHOLE, "as_of": TIME}),
        "timeline": (("Bo",), WHO, {**IDS, 0: NOTHING}),
        "implicit_connections": (
            ("Bo",), WHO,
            {**IDS, 0: NOTHING, "relationship_types": [5, "x", [5], {"a": 1}], "limit": WHOLE},
        ),
        "changes": ((), WHO, {**IDS, "time_window": ["", "whenever", 5, [], (1,), {}, b"x"], "memory_type": [5, [], {}]}),
        "export": (("json",), WHO, {**IDS, 0: ["", "pdf", 5, None, [], b"json"]}),
    },
}  # fmt: skip


@pytest.fixture(scope="module", params=["sync", "async"])
def mem(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Face]:
    folder = tmp_path_factory.mktemp("bad")
    face = open_door(request.param, folder / "store.db", enable_graph=True)
    face.add("I like tea", user_id="ana", infer=False, metadata={"kind": "taste"})
    face.add("Bo is my brother.", user_id="ana")
    face.add_later("I like rice", user_id="bo")
    yield face
    face.door.close()


def state(mem: Face) -> Any:
    """All that is there, the work that waits and the end of the audit log included."""
    with Memory({"path": mem.door.config.path, "embedder": {"provider": "static"}, "audit": "off"}) as other:
        records = [{k: v for k, v in one.items() if k != "key"} for one in other.dump()]
        return records, other.events()["results"], other.audit()["head"], other.stats()["problems"]


def calls(table: Table) -> Iterator[tuple[str, tuple[Any, ...], dict[str, Any], str]]:
    for verb, (right, named, wrong) in table.items():
        for argument, values in wrong.items():
            for value in values:
                args, kwargs = list(right), dict(named)
                if isinstance(argument, int):
                    args[argument:] = [value, *right[argument + 1 :]]
                else:
                    kwargs[argument] = value
                yield verb, tuple(args), kwargs, f"{verb}({argument}={value!r:.60})"


@pytest.mark.parametrize("group", GROUPS)
def test_every_bad_argument_is_a_typed_error_and_changes_nothing(mem: Face, group: str) -> None:
    before, amiss, count = state(mem), [], 0
    target = Face(mem.door.graph) if group == "graph" else mem  # type: ignore[arg-type]
    for verb, args, kwargs, shown in calls(GROUPS[group]):
        count += 1
        try:
            getattr(target, verb)(*args, **kwargs)
            amiss.append(f"{shown}: was taken")
        except MemoryError:
            continue
        except Exception as error:  # noqa: BLE001 - what a caller must never see is what is looked for
            amiss.append(f"{shown}: {type(error).__name__}: {error!s:.80}")

    assert amiss == []
    assert count >= 60
    assert state(mem) == before


@pytest.mark.parametrize("verb", ["restore_backup", "verify_backup", "restore_owner", "import_file"])
def test_bad_files_and_owners_are_typed_errors(mem: Face, verb: str, tmp_path: Path) -> None:
    """The functions that bring something back."""
    before, config = state(mem), mem.door.config
    folder, text = tmp_path / "folder", tmp_path / "text"
    folder.mkdir()
    text.write_text("no backup")
    same = Memory(config)
    doing: dict[str, Any] = {
        "restore_backup": lambda file: restore_backup(file, config, force=True),
        "verify_backup": verify_backup,
        "restore_owner": lambda file: restore_owner(same, file, user_id="ana"),
        "import_file": lambda file: import_file(same, file, Wish()),
    }
    with same:
        for file in [*FILE, "~nobody-here/x", folder, text, config.path]:
            with pytest.raises(MemoryError):
                doing[verb](file)

    assert state(mem) == before


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.binary(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_is_given_the_answer_is_an_answer_or_a_typed_error(mem: Face, data: st.DataObject) -> None:
    """No verb that only looks fails in any other way, and none changes anything."""
    looking = [*GROUPS["looking"].items(), *((name, GROUPS["keeping"][name]) for name in ("health",))]
    verb, (right, named, wrong) = data.draw(st.sampled_from(looking))
    args, kwargs = list(right), dict(named)
    for argument in data.draw(st.sets(st.sampled_from(sorted(wrong, key=str)), min_size=1, max_size=3)):
        value = data.draw(ANYTHING)
        if isinstance(argument, int):
            args[argument:] = [value]
        else:
            kwargs[argument] = value
    try:
        getattr(mem, verb)(*args, **kwargs)
    except MemoryError:
        return
