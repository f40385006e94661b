"""Measure a store for its health: read only, from one view, without looking at any content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..health import HealthSettings
from ..jobs import QueueState
from ..ports import Encoder, ShapesCodes, Snapshot, Tally
from ..ports.backup import KeepsBackups
from ..ports.disk import OnDisk
from ..records import Micros
from ..retention import DAY
from ..values import iso
from .parts import Parts
from .reembed import under_way
from .settled import ENCODER_SETTING, same_encoder, unsettled
from .timings import Latency

HOUR = 3_600_000_000


@dataclass(frozen=True, slots=True)
class Renewing:
    """A change of the embedder under way: to which one, and how many searchable rows are ready."""

    to: str
    ready: int


@dataclass(frozen=True, slots=True)
class View:
    """What one view of the store shows. `kept`: the encoder that the store was made with, as far as it knows."""

    tally: Tally
    kept: str | None
    renewing: Renewing | None
    lag: Mapping[str, int]
    queue: QueueState


@dataclass(frozen=True, slots=True)
class Vectors:
    """Searchable rows by what stands beside them: what the encoder makes, nothing, or something else."""

    right: int
    missing: int
    foreign: int


@dataclass(frozen=True, slots=True)
class Examined:
    """All that the checks look at. `problems` None: the integrity check was not asked for."""

    now: Micros
    stale_after_days: float
    view: View
    encoder: str
    vectors: Vectors
    size: int
    index_size: int
    problems: list[str] | None
    keyrings_pending: int
    free: int | None  # bytes on the disk; None: the store is on none
    search: Latency
    add: Latency

    @property
    def same_encoder(self) -> bool:
        return self.view.kept is None or same_encoder(self.view.kept, self.encoder)

    @property
    def age(self) -> float | None:
        """Microseconds since the newest time in the store, negative where it lies ahead; None in an empty store."""
        last = self.view.tally.last_at
        return None if last is None else self.now - last

    @property
    def overdue(self) -> Micros:
        """For how long work that may begin has waited."""
        due = self.view.queue.next_due
        return 0 if due is None else max(0, self.now - due)


def examine(parts: Parts, settings: HealthSettings) -> Examined:
    """Measure. Also a store that another process gave another encoder is read: that is one of the findings."""
    store, now = unsettled(parts.store), parts.clock.now()
    since = now - int(settings.stale_after_days * DAY)
    view = store.read(lambda snapshot: _view(snapshot, since))
    ours = view.kept is None or same_encoder(view.kept, parts.encoder.name)
    return Examined(
        now=now,
        stale_after_days=settings.stale_after_days,
        view=view,
        encoder=parts.encoder.name,
        vectors=_vectors(view.tally.codes, parts.encoder, ours=ours),
        size=store.size_bytes(),
        index_size=parts.indexes.nbytes,
        problems=store.check() if "integrity" in settings.thresholds else None,
        keyrings_pending=sum(store.keyrings().values()) if isinstance(store, KeepsBackups) else 0,
        free=store.free_bytes() if isinstance(store, OnDisk) else None,
        search=parts.timings.latency("search"),
        add=parts.timings.latency("add"),
    )


def _view(snapshot: Snapshot, since: Micros) -> View:
    job, outbox = under_way(snapshot), snapshot.outbox
    kept = snapshot.setting(ENCODER_SETTING)
    return View(
        tally=snapshot.tally(since=since),
        kept=None if kept is None else kept.partition(":")[2],
        renewing=None if job is None else Renewing(str(job["to"]).partition(":")[2], len(snapshot.renewal.keys())),
        lag={target: outbox.backlog(target) for target in outbox.targets()},
        queue=snapshot.queue(),
    )


def _vectors(codes: Mapping[bytes | None, int], encoder: Encoder, *, ours: bool) -> Vectors:
    """`ours`: the store was made with this encoder. Where it cannot say what its codes are, the commonest are right."""
    if ours and not encoder.stores_codes:
        right = codes.get(None, 0)
        return Vectors(right, 0, sum(codes.values()) - right)
    there = {kind: count for kind, count in codes.items() if kind is not None}
    expected = encoder.code_type if ours and isinstance(encoder, ShapesCodes) else None
    if expected is None:
        expected = max(there, key=lambda kind: there[kind], default=b"")
    missing = codes.get(None, 0) if ours or there else 0
    right = there.get(expected, 0)
    return Vectors(right, missing, sum(there.values()) - right)


def metrics(found: Examined) -> dict[str, Any]:
    """The figures of a report."""
    view, tally, counts = found.view, found.view.tally, found.view.queue.counts
    job = view.renewing
    return {
        "checked_at": iso(found.now),
        "memories": tally.memories,
        "superseded": tally.superseded,
        "archived": tally.archived,
        "messages": tally.messages,
        "searchable": tally.searchable,
        "stale": tally.untouched,
        "bytes": found.size,
        "disk_free_bytes": found.free,
        "index_bytes": found.index_size,
        "last_write": iso(tally.last_at),
        "last_write_age_s": None if found.age is None else round(found.age / 1e6, 3),
        "embedder": found.encoder,
        "vectors": {"right": found.vectors.right, "missing": found.vectors.missing, "foreign": found.vectors.foreign},
        "reembedding": None if job is None else {"to": job.to, "ready": job.ready, "total": tally.searchable},
        "problems": None if found.problems is None else len(found.problems),
        "index_lag": dict(view.lag),
        "keyrings_pending": found.keyrings_pending,
        "jobs": {"waiting": counts["PENDING"], "running": counts["RUNNING"], "dead": counts["FAILED"]},
        "jobs_overdue_s": round(found.overdue / 1e6, 3),
        "latency": {"search": _latency(found.search), "add": _latency(found.add)},
    }


def _latency(one: Latency) -> dict[str, float]:
    return {"count": one.count, "p50_ms": round(one.p50_ms, 3), "p95_ms": round(one.p95_ms, 3)}
