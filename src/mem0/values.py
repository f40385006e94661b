"""Check the single values that callers pass: texts, ids, numbers, dates. A wrong one is a ValidationError that says which."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from .errors import ValidationError
from .records import Micros

MAX_ID_CHARS: Final = 512
MAX_TEXT_CHARS: Final = 1_000_000
MAX_FILE_NAME: Final = 255  # bytes, of file systems in use
MAX_QUERY_CHARS: Final = 100_000
MAX_METADATA_CHARS: Final = 1_000_000
MAX_LIMIT: Final = 1_000_000
MAX_DEPTH: Final = 32
_FIRST_MOMENT: Final = datetime(1900, 1, 1, tzinfo=UTC)
_LAST_MOMENT: Final = datetime(2200, 1, 1, tzinfo=UTC)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def clean_text(value: object, *, name: str, limit: int = MAX_TEXT_CHARS) -> str:
    """`value` as text that every store can keep: not empty, no NUL, no lone surrogate, at most `limit` characters."""
    if not isinstance(value, str):
        raise ValidationError(f"{name} must be a string, not {type(value).__name__}.", details={"argument": name})
    if not value.strip():
        raise ValidationError(f"Invalid {name}: it is empty.", details={"argument": name})
    if len(value) > limit:
        raise ValidationError(
            f"Invalid {name}: {len(value):,} characters, at most {limit:,} are allowed.", details={"argument": name}
        )
    storable(value, name=name)
    return value


def storable(value: str, *, name: str) -> str:
    """Refuse what no store can keep: NUL and lone surrogates."""
    if "\x00" in value:
        raise ValidationError(f"Invalid {name}: it holds a NUL character.", details={"argument": name})
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValidationError(
            f"Invalid {name}: it is not valid Unicode (lone surrogate at position {error.start}).",
            details={"argument": name},
        ) from None
    return value


def clean_id(value: object, *, name: str) -> str | None:
    """An entity id: text or whole number (taken as text); None stays None."""
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        if abs(value) >= 10**100:
            raise ValidationError(f"Invalid {name}: the number is absurdly large.", details={"argument": name})
        return str(value)
    text = clean_text(value, name=name, limit=MAX_ID_CHARS)
    if text != text.strip():
        raise ValidationError(
            f"Invalid {name}: it begins or ends with whitespace.", details={"argument": name}, suggestion="Strip it."
        )
    if any(ord(c) < 32 or ord(c) == 127 for c in text):
        raise ValidationError(f"Invalid {name}: it holds a control character.", details={"argument": name})
    return text


def clean_memory_id(value: object) -> str:
    """The id of a memory, as given by the library or kept by an import."""
    text = clean_id(value, name="memory_id")
    if text is None:
        raise ValidationError("memory_id must be a string, not None.", details={"argument": "memory_id"})
    return text


def clean_limit(value: object, *, name: str = "limit", default: int | None) -> int | None:
    """A count of results: a whole number from 0 up; None gives `default`."""
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValidationError(f"Invalid {name}: it must be a whole number.", details={"argument": name})
    if value < 0 or value > MAX_LIMIT:
        raise ValidationError(f"Invalid {name}: it must lie between 0 and {MAX_LIMIT:,}.", details={"argument": name})
    return value


def clean_threshold(value: object) -> float | None:
    """A least score in [0, 1]; None means none."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValidationError("Invalid threshold: it must be a number from 0 to 1.", details={"argument": "threshold"})
    return float(value)


def clean_number(value: object, *, name: str, low: float, high: float) -> float:
    """A finite number from `low` to `high`."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ValidationError(
            f"Invalid {name}: it must be a number from {low:g} to {high:g}.", details={"argument": name}
        )
    return float(value)


def clean_flag(value: object, *, name: str) -> bool:
    if not isinstance(value, bool):
        raise ValidationError(f"Invalid {name}: it must be True or False.", details={"argument": name})
    return value


def clean_moment(value: object, *, name: str) -> Micros | None:
    """A moment: epoch seconds, ISO 8601 text, a datetime or a date (UTC where no zone is named); None stays None."""
    if value is None:
        return None
    moment = _as_datetime(value, name=name)
    if not _FIRST_MOMENT <= moment <= _LAST_MOMENT:
        raise ValidationError(
            f"Invalid {name}: {moment.isoformat()} is not between 1900 and 2200.",
            details={"argument": name},
            suggestion="Give epoch seconds (not milliseconds) or ISO 8601.",
        )
    return to_micros(moment)


def _as_datetime(value: object, *, name: str) -> datetime:
    wrong = ValidationError(
        f"Invalid {name}: give epoch seconds, ISO 8601 text or a datetime.", details={"argument": name}
    )
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    try:
        if isinstance(value, str):
            parsed = datetime.fromisoformat(value.strip())
            return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            return datetime.fromtimestamp(value, tz=UTC)
    except (ValueError, OverflowError, OSError):
        raise wrong from None
    raise wrong


def clean_expiry(value: object) -> str | None:
    """The last day a memory holds, as YYYY-MM-DD (UTC): text of that form, a date or a datetime; None means for ever."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    try:
        if isinstance(value, str):
            return date.fromisoformat(value.strip()).isoformat()
    except ValueError:
        pass
    raise ValidationError(
        "Invalid expiration_date: give YYYY-MM-DD, a date or a datetime.", details={"argument": "expiration_date"}
    )


def clean_metadata(value: object) -> dict[str, Any]:
    """Metadata: a dict with text keys and JSON values, at most 32 levels deep and 1,000,000 characters in all."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ValidationError(f"metadata must be a dict, not {type(value).__name__}.", details={"argument": "metadata"})
    budget = [MAX_METADATA_CHARS]
    return {_json_key(k, "metadata"): _json_value(v, f"metadata[{k!r}]", 1, budget) for k, v in value.items()}


def clean_categories(value: object) -> dict[str, str] | None:
    """custom_categories: a list of {name: description} (or one dict of them); None stays None."""
    if value is None:
        return None
    groups = [value] if isinstance(value, Mapping) else value
    if not isinstance(groups, list | tuple) or not all(isinstance(group, Mapping) for group in groups):
        raise ValidationError(
            "custom_categories must be a list of {name: description}.", details={"argument": "custom_categories"}
        )
    pairs = [(name, meaning) for group in groups for name, meaning in group.items()]
    return {
        clean_text(name, name="custom_categories", limit=100): storable(str(meaning or ""), name="custom_categories")
        for name, meaning in pairs
    }


def _json_key(key: object, path: str) -> str:
    if not isinstance(key, str):
        raise ValidationError(f"{path} has a key that is no text: {key!r}.", details={"argument": "metadata"})
    return storable(key, name=path)


def _json_value(value: object, path: str, depth: int, budget: list[int]) -> Any:
    budget[0] -= len(value) if isinstance(value, str) else 1
    if depth > MAX_DEPTH or budget[0] < 0:
        raise ValidationError(f"{path[:80]} is too deep or too large.", details={"argument": "metadata"})
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return storable(value, name=path)
    if isinstance(value, int) and abs(value) < 2**63:
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_json_value(v, f"{path}[{i}]", depth + 1, budget) for i, v in enumerate(value)]
    if isinstance(value, Mapping):
        return {_json_key(k, path): _json_value(v, f"{path}[{k!r}]", depth + 1, budget) for k, v in value.items()}
    raise ValidationError(
        f"{path} cannot be kept: {type(value).__name__} is not a JSON value.", details={"argument": "metadata"}
    )


def to_micros(moment: datetime) -> Micros:
    span = moment - _EPOCH
    return (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds


@lru_cache(maxsize=4_096)  # the answers of one conversation share their moments
def iso(moment: Micros | None) -> str | None:
    """ISO 8601 with microseconds and +00:00, as mem0ai writes times."""
    if moment is None:
        return None
    seconds, micros = divmod(moment, 1_000_000)
    return datetime.fromtimestamp(seconds, tz=UTC).replace(microsecond=micros).isoformat(timespec="microseconds")


def day_of(moment: Micros) -> str:
    """The day of a moment, YYYY-MM-DD in UTC."""
    return _day(moment // 86_400_000_000)


@lru_cache(maxsize=64)
def _day(number: int) -> str:
    return datetime.fromtimestamp(number * 86_400, tz=UTC).date().isoformat()


def clean_file(given: object, *, name: str) -> Path:
    """A file that a caller names. Raises ValidationError."""
    text = str(given) if isinstance(given, str | Path) else ""
    known = bool(text.strip()) and "\0" not in text and not any("\ud800" <= letter <= "\udbff" for letter in text)
    if not known or any(len(part.encode("utf-8", "surrogateescape")) > MAX_FILE_NAME for part in Path(text).parts):
        raise ValidationError(f"{name} must name a file.", details={"argument": name})
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise ValidationError(f"{name} begins with the home of a user who is not known.", details={"argument": name}) from None
