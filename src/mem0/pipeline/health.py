"""The story of health: measure the store, judge what was found, tell who wants to be told."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, TypeAlias

from ..errors import DatabaseError, MemoryError  # noqa: A004 - the base of this library's errors
from ..health import Alert, Check, HealthSettings, Threshold, report
from ..retention import DAY
from .examining import HOUR, Examined, examine, metrics
from .fading import write_uses
from .parts import Parts
from .permits import permit_whole
from .settled import unsettled
from .timings import Latency

ENOUGH: Final = 20  # calls before their percentiles mean anything: the first ones load what is loaded once
Found: TypeAlias = tuple[float, str]  # the value, and what is said of it


async def health(parts: Parts, settings: HealthSettings, *, waits: bool) -> dict[str, Any]:
    """The report on the store. Where a check went off the alert is called; that it failed stands in the report.

    waits: an alert may be awaited; nobody could drive one that waits from a program without an event loop.
    """
    permit_whole(parts, "read the health of the store")
    made = await parts.runner.call(lambda: _report(parts, settings))
    if settings.alert is None or made["status"] == "ok":
        return made
    error = await _told(parts, settings.alert, made, waits=waits)
    return made if error is None else made | {"alert_error": error}


async def _told(parts: Parts, alert: Alert, made: dict[str, Any], *, waits: bool) -> str | None:
    """Give the alert a copy of the report; returns what went wrong, if anything did."""
    try:
        answer = await parts.runner.ask(lambda: alert(copy.deepcopy(made)))
        if inspect.isawaitable(answer):
            if waits:
                await answer
                return None
            if inspect.iscoroutine(answer):
                answer.close()
            return "The alert must be awaited: that needs AsyncMemory."
    except Exception as error:  # noqa: BLE001 - told in the report: who asks about health must get it in any case
        return error.message if isinstance(error, MemoryError) else f"{type(error).__name__}: {error}"[:300]
    return None


def _report(parts: Parts, settings: HealthSettings) -> dict[str, Any]:
    try:
        write_uses(replace(parts, store=unsettled(parts.store)))  # what was found lately is not stale
        found = examine(parts, settings)
    except DatabaseError as error:  # the very state that a watch is for
        return unreadable(error)
    return report([_checked(name, limits, found) for name, limits in settings.thresholds.items()], metrics(found))


def unreadable(error: DatabaseError) -> dict[str, Any]:
    """The report on a store that cannot be opened, or read. Nothing of its path or content stands in it."""
    said = f"the store cannot be read ({type(error).__name__})"
    advice = "Run mem0 doctor; restore a backup where the file is damaged."
    return report([Check("store", "critical", None, Threshold(), said, advice)], {})


def _checked(name: str, threshold: Threshold, found: Examined) -> Check:
    measure, advice = _CHECKS[name]
    value, said = measure(found)
    status = threshold.judge(value)
    return Check(name, status, round(value, 6), threshold, said, None if status == "ok" else advice)


def _integrity(found: Examined) -> Found:
    problems = found.problems or []
    return len(problems), "; ".join(problems[:3]) or "the integrity check finds nothing wrong"


def _size(found: Examined) -> Found:
    tally, value = found.view.tally, found.size / 1e6
    return value, f"{tally.memories:,} memories, {tally.messages:,} messages, {value:,.1f} MB"


def _disk(found: Examined) -> Found:
    if found.free is None:
        return 0, "the store is on no disk"
    value = min(2 * found.size / max(found.free, 1), 1e6)
    return value, f"{found.free / 1e6:,.1f} MB are free; erasing for good and backups take up to {2 * found.size / 1e6:,.1f} MB"


def _freshness(found: Examined) -> Found:
    if found.age is None:
        return 0, "nothing was written yet"
    value = max(0.0, found.age / DAY)
    return value, f"the last write is {value:.1f} days old"


def _clock(found: Examined) -> Found:
    value = max(0.0, -(found.age or 0) / HOUR)
    return value, f"the newest time in the store lies {value:.1f} hours ahead of the clock" if value else "no time lies ahead"


def _staleness(found: Examined) -> Found:
    tally, days = found.view.tally, found.stale_after_days
    value = tally.untouched / tally.memories if tally.memories else 0.0
    return value, f"{tally.untouched:,} of {tally.memories:,} memories were not changed or found for {days:g} days"


def _other_embedder(found: Examined) -> Found:
    if found.same_encoder:
        return 0, f"the store's embedder is {found.encoder}"
    return 1, f"the store was changed to the embedder {found.view.kept}; this process uses {found.encoder}"


def _missing(found: Examined) -> Found:
    value = found.vectors.missing
    return value, f"{value:,} of {found.view.tally.searchable:,} searchable rows have no vectors"


def _foreign(found: Examined) -> Found:
    value = found.vectors.foreign
    return value, f"{value:,} of {found.view.tally.searchable:,} searchable rows have vectors of another embedder"


def _reembedding(found: Examined) -> Found:
    job = found.view.renewing
    if job is None:
        return 0, "no change of the embedder is under way"
    return 1, f"the embedder is being changed to {job.to}: {job.ready:,} of {found.view.tally.searchable:,} rows are ready"


def _index_lag(found: Examined) -> Found:
    lag = found.view.lag
    worst = max(lag, key=lambda target: lag[target], default=None)
    if worst is None:
        return 0, "no external index is fed"
    return lag[worst], f"{worst} has not been told of {lag[worst]:,} changes"


def _keyrings(found: Examined) -> Found:
    value = found.keyrings_pending
    return value, f"keyrings of backups that were not told who was forgotten: {value}" if value else "no keyring waits for news"


def _waiting(found: Examined) -> Found:
    counts = found.view.queue.counts
    return counts["PENDING"], f"{counts['PENDING']:,} jobs wait, {counts['RUNNING']:,} are being done"


def _overdue(found: Examined) -> Found:
    value = found.overdue / 60e6
    return value, f"work has waited for {value:.1f} minutes" if value else "no work that may begin waits"


def _dead(found: Examined) -> Found:
    value = found.view.queue.counts["FAILED"]
    return value, f"{value:,} jobs failed for good"


def _slow(what: str, latency: Callable[[Examined], Latency]) -> Callable[[Examined], Found]:
    def measure(found: Examined) -> Found:
        one = latency(found)
        if one.count < ENOUGH:
            return 0, f"{one.count} {what} in this process: too few to judge"
        times = f"at most {one.p95_ms:,.1f} ms, half of them {one.p50_ms:,.1f} ms"
        return one.p95_ms, f"95 of 100 of the last {one.count:,} {what} took {times}"

    return measure


# Every check of mem0.health.DEFAULTS: how it is measured, and what to do when it goes off.
_CHECKS: Final[Mapping[str, tuple[Callable[[Examined], Found], str]]] = {
    "integrity": (_integrity, "Save what can be read: mem0 export -o rescue.jsonl; then import it into a new file."),
    "size_mb": (_size, "Let old memories go (mem0 sweep), or give tenants stores of their own."),
    "disk_need": (_disk, "Free some space on the disk of the store."),
    "freshness_days": (_freshness, "Look whether what feeds this memory still runs."),
    "clock_ahead_hours": (_clock, "Check the clock, and the timestamps that are given to add (seconds, not milliseconds)."),
    "stale_share": (_staleness, "Archive what nobody uses: mem0 sweep --archive-after-days 90."),
    "other_embedder": (_other_embedder, "Start this process anew with the store's embedder in its configuration."),
    "missing_vectors": (_missing, "Run mem0 reindex."),
    "foreign_vectors": (_foreign, "Run mem0 reindex."),
    "reembedding": (_reembedding, "If nothing works on it any more, run mem0 reembed again: it goes on where it was."),
    "index_lag": (_index_lag, "Look whether the index can be reached; it catches up by itself then."),
    "keyrings_pending": (_keyrings, "Bring the folder of the backups back; then run mem0 sweep, or make a backup."),
    "jobs_waiting": (_waiting, "Start more workers: mem0 jobs run."),
    "jobs_overdue_minutes": (_overdue, "Look whether a worker runs: mem0 jobs run."),
    "jobs_dead": (_dead, "Read why (mem0 jobs list --status FAILED), mend it, then: mem0 jobs retry."),
    "search_ms": (_slow("searches", lambda found: found.search), "Search with narrower ids; look what else this computer does."),
    "add_ms": (_slow("adds", lambda found: found.add), "Look at the language model and the embedder: an add waits for both."),
}
