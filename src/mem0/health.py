"""What a store's health is judged by: the checks, from which value on each warns, and the report that they make."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias, get_args

from .errors import ConfigurationError

Status: TypeAlias = Literal["ok", "warn", "critical"]
STATUSES: Final[tuple[Status, ...]] = get_args(Status)  # the mildest first
Alert: TypeAlias = Callable[[dict[str, Any]], Any]
_MOST: Final = 1e15


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which value on a check warns, and from which it is critical; None: never."""

    warn: float | None = None
    critical: float | None = None

    def judge(self, value: float) -> Status:
        if self.critical is not None and value >= self.critical:
            return "critical"
        return "warn" if self.warn is not None and value >= self.warn else "ok"


# Every check with its default; docs/how-to/watch-a-memory.md tells what each one means.
DEFAULTS: Final[Mapping[str, Threshold]] = MappingProxyType(
    {
        "integrity": Threshold(critical=1),  # problems that the integrity check finds
        "size_mb": Threshold(warn=10_000),
        "disk_need": Threshold(warn=1, critical=10),  # twice the store's size, which erasing for good needs, over the free room
        "freshness_days": Threshold(warn=30),  # since the last write
        "clock_ahead_hours": Threshold(warn=24),  # of the newest time in the store before the computer's clock
        "stale_share": Threshold(warn=0.8),  # of the memories that hold: not changed or found for `stale_after_days`
        "other_embedder": Threshold(critical=1),  # the store changed its embedder since it was opened
        "missing_vectors": Threshold(warn=1),  # searchable rows
        "foreign_vectors": Threshold(critical=1),  # searchable rows
        "reembedding": Threshold(warn=1),  # jobs under way
        "index_lag": Threshold(warn=1_000, critical=100_000),  # changes that the index furthest behind was not told
        "keyrings_pending": Threshold(warn=1),  # of backups: not told yet who was forgotten, or of a new master key
        "jobs_waiting": Threshold(warn=1_000),
        "jobs_overdue_minutes": Threshold(warn=60),  # of the one that could have begun first
        "jobs_dead": Threshold(warn=1, critical=100),
        "search_ms": Threshold(warn=1_000, critical=10_000),  # 95th percentile
        "add_ms": Threshold(warn=30_000),  # 95th percentile
    }
)
CHECKS: Final = tuple(DEFAULTS)
STALE_AFTER_DAYS: Final = 90.0
_OTHER_KEYS: Final = ("stale_after_days", "alert", "alert_timeout")


@dataclass(frozen=True, slots=True)
class HealthSettings:
    """The checks that are made, with their thresholds, and who is told when one goes off."""

    thresholds: Mapping[str, Threshold] = field(default_factory=lambda: DEFAULTS)
    stale_after_days: float = STALE_AFTER_DAYS
    alert: Alert | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """What one check found. It holds no text of a memory and no name of an owner, nor does its `said`."""

    name: str
    status: Status
    value: float | None  # None: it could not be measured
    threshold: Threshold
    said: str
    advice: str | None = None

    def as_dict(self) -> dict[str, Any]:
        limits = {"warn": self.threshold.warn, "critical": self.threshold.critical}
        known = {"name": self.name, "status": self.status, "value": self.value, "threshold": limits}
        return {**known, "said": self.said, "advice": self.advice}


def report(checks: Sequence[Check], metrics: Mapping[str, Any]) -> dict[str, Any]:
    """The public report; its status is that of the worst check."""
    worst = max((STATUSES.index(check.status) for check in checks), default=0)
    return {"status": STATUSES[worst], "checks": [check.as_dict() for check in checks], "metrics": dict(metrics)}


def read_thresholds(raw: Mapping[str, Any]) -> dict[str, Threshold]:
    """The checks that are made, from the `health` part of a configuration: what it says, else the default.

    A number warns from there on, a pair [warn, critical] does both (each may be None), None switches the check off.
    Raises ConfigurationError that names the key.
    """
    for key in raw:
        if key not in DEFAULTS and key not in _OTHER_KEYS:
            near = difflib.get_close_matches(str(key), [*CHECKS, *_OTHER_KEYS], n=1)
            hint = f'Did you mean "{near[0]}"?' if near else f"There are: {', '.join((*CHECKS, *_OTHER_KEYS))}."
            raise ConfigurationError(f'"health" has no key {key!r:.80}.', details={"key": f"health.{key!s:.80}"}, suggestion=hint)
    found = {name: _threshold(name, raw[name]) if name in raw else default for name, default in DEFAULTS.items()}
    return {name: threshold for name, threshold in found.items() if threshold is not None}


def positive(raw: Mapping[str, Any], name: str, default: float, *, most: float = 100_000) -> float:
    """A number above 0 of the `health` part of a configuration."""
    value = default if raw.get(name) is None else raw[name]
    if not _is_number(value) or not 0 < value <= most:
        raise _wrong(name, f"a number above 0, at most {most:g}")
    return float(value)


def _threshold(name: str, value: object) -> Threshold | None:
    pair = value if isinstance(value, list | tuple) else (value, None)
    wanted = "a number from 0 up, a pair [warn, critical] of such, or None"
    if len(pair) != 2 or not all(one is None or (_is_number(one) and 0 <= one <= _MOST) for one in pair):
        raise _wrong(name, wanted)
    warn, critical = pair
    if warn is None and critical is None:
        return None
    if warn is not None and critical is not None and critical < warn:
        raise _wrong(name, "a pair [warn, critical] in this order")
    return Threshold(warn, critical)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _wrong(name: str, wanted: str) -> ConfigurationError:
    return ConfigurationError(f'"{name}" under "health" must be {wanted}.', details={"key": f"health.{name}"})
