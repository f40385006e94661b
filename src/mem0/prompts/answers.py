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

_THOUGHTS = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL)
_DECODER = json.JSONDecoder()
_STARTS = 40  # places in a chatty answer where an object may begin; a longer answer is not one
_SHOWN = 200  # characters of an answer that a complaint quotes


class Unusable(Exception):
    """An answer of which nothing can be used; the text says what is wrong, to the model."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The items of a list in an answer. `whole` False: the answer broke off, these are the ones before."""

    items: list[Any]
    whole: bool = True


def read_object(text: str) -> dict[str, Any] | None:
    """The first JSON object of an answer, without what a model says around it; None where there is none."""
    return next((found for found in _values(_said(text)) if isinstance(found, dict)), None)


def read_list(text: str, *names: str) -> Listed:
    """The list under the first of these names that the answer has, or the answer itself where it is a list.

    Raises Unusable: empty, no JSON, none of the names, or no list under it.
    """
    said = _said(text)
    if not said:
        raise Unusable("The answer was empty.")
    wrong = f"The answer held no JSON object with a list {names[0]!r}."
    for found in _values(said):
        if isinstance(found, list) and said.startswith(("[", "```")):
            return Listed(found)
        name = next((name for name in names if isinstance(found, dict) and name in found), None)
        if name is not None and isinstance(found[name], list):
            return Listed(found[name])
        if name is not None:
            wrong = f"{name!r} must be a list."
    items = next((list(_items(said[match.end() :])) for match in _openings(said, names)), None)
    if not items:
        raise Unusable(wrong)
    return Listed(items, whole=False)


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
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _said(text: str) -> str:
    return _THOUGHTS.sub("", text).strip()


def _values(said: str) -> Iterator[Any]:
    """The outermost JSON objects and lists of a text, in order."""
    place, tried = 0, 0
    while tried < _STARTS and (start := _next_start(said, place)) is not None:
        tried += 1
        try:
            value, place = _DECODER.raw_decode(said, start)
        except (json.JSONDecodeError, RecursionError):
            place = start + 1
            continue
        yield value


def _next_start(said: str, place: int) -> int | None:
    found = [at for at in (said.find("{", place), said.find("[", place)) if at >= 0]
    return min(found, default=None)


def _openings(said: str, names: Sequence[str]) -> Iterator[re.Match[str]]:
    for name in names:
        yield from re.finditer(rf'"{re.escape(name)}"\s*:\s*\[', said)


def _items(rest: str) -> Iterator[Any]:
    """The finished items of a list that broke off."""
    place = 0
    while True:
        place += len(rest[place:]) - len(rest[place:].lstrip(" \r\n\t,"))
        try:
            value, place = _DECODER.raw_decode(rest, place)
        except (json.JSONDecodeError, RecursionError):
            return
        yield value
