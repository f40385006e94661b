"""Read what a language model answered: whole, fenced, chatty or cut off, item by item, never by eval or guess."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel
from pydantic import ValidationError as PydanticError

Item = TypeVar("Item", bound=BaseModel)

# What a model thinks aloud stands before its answer; templates of some models open it themselves. In an answer it is text.
_THOUGHTS = re.compile(r"\A(?!\s*[{\[`]).*?</think(?:ing)?>|\A\s*<think(?:ing)?>.*\Z", re.DOTALL)
_DECODER = json.JSONDecoder(strict=False)  # a line break inside a string is a common slip
_NO_JSON = (ValueError, RecursionError)  # ValueError: a number of thousands of digits is no JSONDecodeError
_LISTS = re.compile(r'"(?:facts|memory|decisions|entities|relations)"\s*:\s*\[')  # where the next list of an answer begins
_STARTS = 40  # places in a chatty answer where an object may begin; a longer answer is not one
_SHOWN = 200  # characters of an answer that a complaint quotes


class Unusable(Exception):
    """An answer of which nothing can be used; the text says what is wrong, to the model."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The items of a list in an answer. `broken`: what stood between them, or at the end, and could not be read."""

    items: list[Any]
    broken: tuple[str, ...] = ()


def read_object(text: str) -> dict[str, Any] | None:
    """The first JSON object of an answer, without what a model says around it; None where there is none."""
    return next((found for _, found in _values(_said(text)) if isinstance(found, dict)), None)


def read_list(text: str, *names: str) -> Listed:
    """The first list with anything in it under one of these names, or the answer itself where it is a list.

    Where the JSON is broken, the items that are whole. Raises Unusable: empty, no JSON, none of the names, or no list.
    """
    said = _said(text)
    if not said:
        raise Unusable("The answer was empty.")
    wrong = f"The answer held no JSON object with a list {names[0]!r}."
    nothing = False
    for start, value in _values(said):
        name = next((name for name in names if isinstance(value, dict) and name in value), None)
        found = value if start == _next_start(said, 0) else None
        if name is not None:
            found = _unpacked(value[name], list)
            wrong = f"{name!r} must be a list."
        if isinstance(found, list) and found:
            return Listed([_unpacked(item, dict) for item in found])
        nothing = nothing or isinstance(found, list)
    salvaged = _salvaged(said, names)
    if salvaged.items:
        return salvaged
    if nothing:
        return Listed([])
    raise Unusable(wrong)


def validated(items: Sequence[Any], model: type[Item]) -> tuple[list[Item], list[str]]:
    """Each item as a checked record, and what is wrong with those that are none."""
    good: list[Item] = []
    wrong: list[str] = []
    for item in items:
        try:
            good.append(model.model_validate(item))
        except PydanticError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "item"
            wrong.append(f"{where}: {first['msg']} ({shortened(item)})")
    return good, wrong


def shortened(said: object) -> str:
    """An answer, or a part of it, in a length that an error can show."""
    text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False, default=str)
    text = " ".join(text.split())
    return sendable(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}...")


def sendable(said: str) -> str:
    """An answer in a form that can be sent on: half of a surrogate pair, which UTF-8 does not have, as an escape."""
    return said.encode(errors="backslashreplace").decode()


def _unpacked(value: Any, kind: type) -> Any:
    """A list or an object that a model wrote as JSON inside a string; anything else as it is."""
    if not isinstance(value, str):
        return value
    try:
        inner = _DECODER.decode(value)
    except _NO_JSON:
        return value
    return inner if isinstance(inner, kind) else value


def _said(text: str) -> str:
    said = _THOUGHTS.sub("", text.strip()).strip()
    return str(_unpacked(said, str)) if said.startswith('"') else said


def _values(said: str) -> Iterator[tuple[int, Any]]:
    """The outermost JSON objects and lists of a text, in order, each with its place."""
    place, tried = 0, 0
    while tried < _STARTS and (start := _next_start(said, place)) is not None:
        tried += 1
        try:
            value, place = _DECODER.raw_decode(said, start)
        except _NO_JSON:
            place = start + 1
            continue
        yield start, value


def _next_start(said: str, place: int) -> int | None:
    found = [at for at in (said.find("{", place), said.find("[", place)) if at >= 0]
    return min(found, default=None)


def _salvaged(said: str, names: Sequence[str]) -> Listed:
    """What is whole in a list that is broken or broke off."""
    opening = next((match for name in names if (match := re.search(rf'"{re.escape(name)}"\s*:\s*\[', said))), None)
    start = opening.end() if opening else (_next_start(said, 0) or 0) + 1
    if opening is None and said[start - 1 : start] != "[":
        return Listed([])
    following = _LISTS.search(said, start)
    return _items(said[start : following.start() if following else None])


def _items(rest: str) -> Listed:
    items: list[Any] = []
    broken: list[str] = []
    place = 0
    while True:
        place += len(rest[place:]) - len(rest[place:].lstrip(" \r\n\t,"))
        if place >= len(rest) or rest[place] == "]":
            return Listed(items, tuple(broken))
        try:
            value, place = _DECODER.raw_decode(rest, place)
            items.append(value)
        except _NO_JSON:
            further = rest.find("{", place + 1)
            broken.append(rest[place : further if further >= 0 else None].strip(" \r\n\t,"))
            place = further if further >= 0 else len(rest)
