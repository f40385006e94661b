"""Read times, texts and names from foreign files: leniently, because nobody can mend an old export."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from ..errors import ValidationError
from ..records import Micros
from ..values import MAX_ID_CHARS, MAX_TEXT_CHARS, clean_moment

_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f\ud800-\udfff]+")
_MILLISECONDS_FROM: Final = 100_000_000_000  # as seconds this would be the year 5138
SCOPE_NAMES: Final = ("user_id", "agent_id", "run_id", "app_id")
_SHORTENED: Final = "\n[... shortened: {left:,} more characters]"


def moment(value: object) -> Micros | None:
    """A time as exports write it: epoch seconds or milliseconds, or ISO 8601. None when it is missing or makes no sense."""
    if isinstance(value, str) and re.fullmatch(r"\s*\d{9,16}(\.\d+)?\s*", value):
        value = float(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not math.isfinite(value) or value <= 0:
            return None
        value = value / 1000 if value >= _MILLISECONDS_FROM else value
    try:
        return clean_moment(value, name="time")
    except ValidationError:
        return None


def spoken_moment(text: object) -> Micros | None:
    """A time as people write it in transcripts ("1:56 pm on 8 May, 2023"), or any other form that `moment` reads."""
    for form in ("%I:%M %p on %d %B, %Y", "%d.%m.%Y, %H:%M:%S", "%Y/%m/%d (%a) %H:%M", "%d %B, %Y"):
        try:
            return moment(datetime.strptime(str(text), form).replace(tzinfo=UTC).timestamp())
        except ValueError:
            continue
    return moment(text)


def storable(text: str) -> str:
    """`text` without what no store keeps: NUL and halves of surrogate pairs become U+FFFD; a giant is cut, visibly."""
    joined = text
    if _UNSTORABLE.search(text):
        # Halves that follow each other are one character that JSON wrote in two escapes.
        joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\x00", "\ufffd")
    if len(joined) <= MAX_TEXT_CHARS:
        return joined
    room = MAX_TEXT_CHARS - 100
    return joined[:room] + _SHORTENED.format(left=len(joined) - room)


def label(value: object) -> str | None:
    """A name or an id as text that the library accepts; None when there is none."""
    if value is None or isinstance(value, bool | dict | list):
        return None
    text = _CONTROL.sub(" ", str(value)).strip()
    return text[:MAX_ID_CHARS].strip() or None


def scope_of(raw: Mapping[str, Any]) -> dict[str, str]:
    """The owner that an entry names. The hosted service writes `session_id` for what is given as `run_id`."""
    found = {name: label(raw.get(name)) for name in SCOPE_NAMES}
    found["run_id"] = found["run_id"] or label(raw.get("session_id"))
    return {name: value for name, value in found.items() if value is not None}


def first_of(raw: Mapping[str, Any], *names: str) -> Any:
    """The first of these keys that holds something."""
    return next((raw[name] for name in names if raw.get(name) not in (None, "")), None)
