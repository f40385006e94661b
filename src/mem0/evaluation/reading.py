"""Read question sets: LoCoMo files as published (or flat), and plain JSONL of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..errors import ValidationError
from ..portability.elements import elements
from ..portability.entries import Conversation, Element, Problem
from ..portability.locomo import read as read_sessions
from ..portability.opening import parts
from ..values import clean_moment
from .cases import ADVERSARIAL, CATEGORIES, Line, Question, Sample

_USER_PREFIX = "locomo-"


def read_locomo(path: str) -> list[Sample]:
    """The conversations of a LoCoMo file with their questions. Raises ValidationError with the place that cannot be read."""
    return _all(path, _locomo_sample)


def read_questions(path: str) -> list[Sample]:
    """Conversations of JSONL lines {"id", "messages": [{"role", "content"[, "name", "timestamp"]}], "questions":
    [{"question", "answer"[, "id", "category"]}]}. A question without an answer is one that cannot be answered."""
    return _all(path, _own_sample)


def _all(path: str, sample: Callable[[Element], Sample]) -> list[Sample]:
    found = [sample(element) for part in parts(path) for element in _sound(elements(part))]
    if not any(one.questions for one in found):
        raise ValidationError(f"{path} holds no questions.", details={"path": path})
    names = [one.name for one in found]
    if len(set(names)) < len(names):
        raise ValidationError(f"{path} holds two conversations of one name.", details={"path": path})
    return found


def _sound(found: Iterator[Element | Problem]) -> Iterator[Element]:
    for one in found:
        if isinstance(one, Problem):
            raise ValidationError(f"{one.place}: {one.reason}.", details={"place": one.place})
        yield one


def _locomo_sample(element: Element) -> Sample:
    sessions, name = [], element.place
    for entry in read_sessions(iter([element])):
        if isinstance(entry, Conversation):
            name = entry.scope["user_id"].removeprefix(_USER_PREFIX)
            sessions.append(tuple(Line(turn.name or turn.role, turn.content, turn.at) for turn in entry.turns))
    raw = element.value
    if not sessions or not isinstance(raw, Mapping):
        raise ValidationError(f"{element.place} is no LoCoMo conversation: it holds no sessions.")
    asked = raw.get("qa") or []
    return Sample(name, tuple(sessions), tuple(_locomo_question(name, n, one) for n, one in enumerate(asked, 1)))


def _locomo_question(name: str, number: int, raw: Any) -> Question:
    numbered: Any = raw.get("category") if isinstance(raw, Mapping) else None
    category = CATEGORIES.get(numbered) if isinstance(numbered, int) else None
    if category is None or not str(raw.get("question") or "").strip():
        raise ValidationError(f"{name}, question {number}: it needs a question and a category from 1 to 5.")
    answer = "" if category == ADVERSARIAL else str(raw.get("answer", "")).strip()
    return Question(f"{name}/{number}", str(raw["question"]).strip(), answer, category)


def _own_sample(element: Element) -> Sample:
    raw = element.value
    said = raw.get("messages") if isinstance(raw, Mapping) else None
    if not isinstance(said, list) or not said:
        raise ValidationError(f'{element.place}: it needs "messages", a list.')
    name = str(raw.get("id") or element.place)
    lines = tuple(_own_line(element.place, one) for one in said)
    asked = raw.get("questions") or []
    return Sample(name, (lines,), tuple(_own_question(name, number, one) for number, one in enumerate(asked, 1)))


def _own_line(place: str, raw: Any) -> Line:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("content"), str):
        raise ValidationError(f'{place}: each message needs "role" and "content".')
    speaker = str(raw.get("name") or raw.get("role") or "user")
    return Line(speaker, raw["content"], clean_moment(raw.get("timestamp"), name="timestamp"))


def _own_question(name: str, number: int, raw: Any) -> Question:
    if not isinstance(raw, Mapping) or not str(raw.get("question") or "").strip():
        raise ValidationError(f'{name}, question {number}: it needs a "question".')
    answer = str(raw.get("answer") or "").strip()
    category = str(raw.get("category") or "questions") if answer else ADVERSARIAL
    return Question(str(raw.get("id") or f"{name}/{number}"), str(raw["question"]).strip(), answer, category)
