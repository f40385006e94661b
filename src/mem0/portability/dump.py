"""Write and read our own export, JSONL: header, messages, memories, summaries, history (docs/reference/jsonl.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from ..errors import ValidationError
from ..transcript import read_history, read_memory, read_message, read_summary
from ..transcript_graph import read_node, read_relation
from .entries import Element, Entry, Kept, Problem

FORMAT: Final = "open-mem0"
VERSION: Final = 1
_READERS: Final[dict[str, Callable[[Mapping[str, Any]], object]]] = {
    "message": read_message, "memory": read_memory, "history": read_history,
    "summary": read_summary,
    "node": read_node, "relation": read_relation,
}


def looks_like(value: object) -> bool:
    return isinstance(value, Mapping) and value.get("format") == FORMAT


def header(*, made_at: str, scope: Mapping[str, str]) -> dict[str, Any]:
    return {"kind": "header", "format": FORMAT, "version": VERSION, "exported_at": made_at, "scope": dict(scope)}


def read(elements: Iterator[Element | Problem]) -> Iterator[Entry]:
    """Kept records; a line that cannot be read is a Problem. Raises ValidationError for a file of a newer version."""
    for element in elements:
        if isinstance(element, Problem):
            yield element
        elif looks_like(element.value):
            _check_version(element.value)
        else:
            yield _checked(element)


def _check_version(raw: Mapping[str, Any]) -> None:
    version = raw.get("version")
    if not isinstance(version, int) or version > VERSION:
        raise ValidationError(
            f"This export has version {version}; this program reads versions up to {VERSION}.",
            suggestion="Install a newer version of open-mem0.",
        )


def _checked(element: Element) -> Entry:
    kind = element.value.get("kind") if isinstance(element.value, Mapping) else None
    read_record = _READERS.get(str(kind))
    if read_record is None:
        return Problem(element.place, f"its kind is {kind!r}; known are {', '.join(_READERS)}")
    try:
        read_record(element.value)
    except KeyError as error:
        return Problem(element.place, f"{error} is missing")
    except (ValidationError, TypeError, AttributeError) as error:
        return Problem(element.place, str(error))
    return Kept(element.place, element.value)


def canonical(records: Iterable[Mapping[str, Any]], *, scope: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The records of an owner (all, when `scope` is empty) with messages numbered from 1 in the order of the file.

    A store numbers its messages in its own way; numbered anew, equal contents give equal exports. A memory and the
    messages that it rests on go together, also where a message of a group is owned by the group alone.
    """
    everything = list(records)
    memories = [r for r in everything if r["kind"] == "memory" and _owned(r, scope)]
    needed = {key for memory in memories for key in memory["parents"]}
    numbers: dict[int, int] = {}
    for record in everything:
        if record["kind"] == "message" and (_owned(record, scope) or record["key"] in needed):
            numbers[record["key"]] = len(numbers) + 1
            yield {**record, "key": numbers[record["key"]]}
    for memory in memories:
        yield {**memory, "parents": [numbers[key] for key in memory["parents"] if key in numbers]}
    told = (r for r in everything if r["kind"] == "summary" and _owned(r, scope) and r["upto"] in numbers)
    yield from ({**summary, "upto": numbers[summary["upto"]]} for summary in told)
    kept = {memory["id"] for memory in memories}
    yield from (dict(r) for r in everything if r["kind"] == "history" and (not scope or r["memory_id"] in kept))
    yield from _graph(everything, scope, numbers)


def _graph(everything: list[Mapping[str, Any]], scope: Mapping[str, str], numbers: dict[int, int]) -> Iterator[dict[str, Any]]:
    """The relations of the owner and the nodes that they join, resting on the messages that go along."""
    rests = {r["id"]: _renumbered(r["bases"], numbers) for r in everything if r["kind"] == "relation" and _owned(r, scope)}
    relations = [r for r in everything if r["kind"] == "relation" and rests.get(r["id"])]
    joined = {r[end] for r in relations for end in ("source", "target")}
    for node in everything:
        names = _renumbered(node["names"], numbers) if node["kind"] == "node" else []
        if node["kind"] == "node" and (node["id"] in joined or (names and _owned(node, scope))):
            yield {**node, "names": names}
    for relation in relations:
        yield {**relation, "bases": rests[relation["id"]]}


def _renumbered(rows: list[dict[str, Any]], numbers: Mapping[int, int]) -> list[dict[str, Any]]:
    return [{**row, "message": numbers[row["message"]]} for row in rows if row["message"] in numbers]


def _owned(record: Mapping[str, Any], scope: Mapping[str, str]) -> bool:
    return all(record.get(name) == value for name, value in scope.items())
