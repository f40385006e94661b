"""Let memories go: what expired is removed for good, what nobody needs is archived and can be brought back."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..errors import DatabaseError, MemoryNotFoundError
from ..ports import NewMemory, Selection, Snapshot, Transaction
from ..records import MemoryRecord, Micros
from ..retention import Retention, Use, relevance, stale
from ..values import day_of
from . import search as searching
from .acts import audited
from .apply import entry
from .forget import echoes_of
from .keyrings import settle
from .parts import Parts
from .permits import permit, permit_change, sees
from .search import Answer, Question

SWEPT_SETTING = "swept_at"
DEEPER, DEEP = 3, 50  # how many more answers are ranked where some may fall back: so many times, at least so many
MANY, LONG = 512, 300_000_000  # uses noted in memory at most: so many memories, or so many microseconds


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep removed and archived; with `dry_run` what it would have."""

    expired: tuple[MemoryRecord, ...]
    archived: tuple[MemoryRecord, ...]
    dry_run: bool


class Uses:
    """Counts which memories searches find, and writes the counts to the store now and then rather than at every search.

    A killed process loses the counts of its last minutes; nothing else rests on them.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._noted: dict[int, Use] = {}
        self._since: Micros = 0

    def note(self, keys: Iterable[int], *, now: Micros) -> bool:
        """Count these; tells whether it is time to write."""
        with self._lock:
            if not self._noted:
                self._since = now
            for key in keys:
                self._noted[key] = Use(self._noted.get(key, Use()).hits + 1, now)
            return len(self._noted) >= MANY or (bool(self._noted) and now - self._since >= LONG)

    def take(self) -> dict[int, Use]:
        """What is to be written; the counting begins anew."""
        with self._lock:
            noted, self._noted = self._noted, {}
            return noted


def write_uses(parts: Parts) -> None:
    """Put the counts into the store. A store that cannot be written now loses them: they are hints, not memories."""
    noted = parts.uses.take() if parts.uses is not None else {}
    if not noted:
        return
    try:
        parts.store.write(lambda tx: tx.note_uses(noted))
    except DatabaseError:
        return  # a search or a close must not fail for a statistic


async def search(parts: Parts, question: Question) -> list[Answer]:
    """Search, let what fades fall back where that is asked for, and count which memories were found."""
    answers = await ranked(parts, question)
    await count(parts, answers)
    return answers


async def ranked(parts: Parts, question: Question) -> list[Answer]:
    """`search`, without counting."""
    settings = parts.settings.retention
    if parts.uses is None or question.limit == 0 or not settings.decay:
        return await searching.search(parts, question)
    found = await searching.search(parts, replace(question, limit=max(DEEPER * question.limit, DEEP)))
    now = parts.clock.now()
    answers = await parts.runner.call(lambda: parts.store.read(lambda view: faded(settings, view, found, now)))
    return [a for a in answers if a.hit.score >= (question.threshold or 0.0)][: question.limit]


async def count(parts: Parts, answers: Sequence[Answer]) -> None:
    """Count that these memories were found."""
    if parts.uses is None:
        return
    keys = [answer.hit.key for answer in answers if answer.hit.kind == "memory"]
    if parts.uses.note(keys, now=parts.clock.now()):
        await parts.runner.call(lambda: write_uses(parts))


def faded(settings: Retention, snapshot: Snapshot, answers: Sequence[Answer], now: Micros) -> list[Answer]:
    """The answers with what fades taken off their scores, best first. Kept messages fade like unused memories."""
    uses = snapshot.uses([answer.hit.key for answer in answers])

    def after(answer: Answer) -> Answer:
        record = answer.record
        if not isinstance(record, MemoryRecord):
            record = MemoryRecord("", "", record.scope, record.at)
        fresh = relevance(record, uses.get(answer.hit.key, Use()), now=now, half_life_days=settings.half_life_days)
        score = answer.hit.score * (1 - settings.decay * (1 - fresh))
        shares = {**answer.hit.shares, "decay": score - answer.hit.score}
        return replace(answer, hit=replace(answer.hit, score=score, shares=shares))

    return sorted(map(after, answers), key=lambda answer: -answer.hit.score)


@audited("sweep")
async def sweep(parts: Parts, selection: Selection, settings: Retention, *, dry_run: bool) -> Swept:
    """Remove what expired (and everything it rests on) and archive what is stale, in one transaction."""
    permit(parts, "administer", "sweep")
    now = parts.clock.now()

    def run() -> Swept:
        write_uses(parts)
        if dry_run:
            return parts.store.read(lambda view: replace(_to_sweep(view, selection, settings, now), dry_run=True))
        swept = parts.store.write(lambda tx: _swept(tx, _to_sweep(tx, selection, settings, now), now))
        if swept.expired:
            parts.indexes.forget_records()
            parts.store.scrub()
        settle(parts)
        return swept

    return await parts.runner.call(run)


def _to_sweep(snapshot: Snapshot, selection: Selection, settings: Retention, now: Micros) -> Swept:
    """What of the selection has expired, and what of the rest is stale."""
    found, today = snapshot.find(selection), day_of(now)
    expired = [r for r in found if r.expires_on is not None and r.expires_on < today]
    gone = {record.id for record in expired}
    keys = {r.id: key for r in found if r.id not in gone and (key := snapshot.key_of(r.id)) is not None}
    uses = snapshot.uses(list(keys.values()))
    kept = [(r, uses.get(keys[r.id], Use())) for r in found if r.id in keys]
    old = [record for record, use in kept if stale(record, use, now=now, settings=settings)]
    return Swept(tuple(expired), tuple(old), dry_run=False)


def _swept(tx: Transaction, plan: Swept, now: Micros) -> Swept:
    """Carry out what is to be swept."""
    gone = [record.id for record in plan.expired]
    echoes = echoes_of(tx, gone)
    tx.erase(gone, at=now)
    tx.erase_messages(echoes)
    for record in plan.archived:
        _archive(tx, record, now)
    tx.set_setting(SWEPT_SETTING, str(now))
    return plan


async def last_sweep(parts: Parts) -> Micros | None:
    """When the store was last swept; None: never."""
    said = await parts.runner.call(lambda: parts.store.read(lambda snapshot: snapshot.setting(SWEPT_SETTING)))
    return None if said is None else int(said)


@audited("restore")
async def restore(parts: Parts, memory_id: str) -> MemoryRecord:
    """Bring an archived memory back. Raises MemoryNotFoundError for an id that is not archived."""
    permit(parts, "change", "restore memories")
    now = parts.clock.now()

    def job(tx: Transaction) -> MemoryRecord:
        old = tx.get(memory_id)
        if old is None or not old.archived or not sees(parts, old.scope):
            raise MemoryNotFoundError(f"No memory with id {memory_id} is archived.", details={"memory_id": memory_id})
        permit_change(parts, old, "restore")
        new = replace(old, valid_to=None, archived=False, updated_at=now)
        _put(tx, new)
        tx.log([entry("UPDATE", new, at=now, old=old.text, reason="restored from the archive")])
        return new

    return await parts.runner.call(lambda: parts.store.write(job))


def _archive(tx: Transaction, record: MemoryRecord, now: Micros) -> None:
    archived = replace(record, valid_to=max(now, record.valid_from), archived=True)
    _put(tx, archived)
    tx.log([entry("UPDATE", archived, at=now, old=record.text, reason="archived: old and not used")])


def _put(tx: Transaction, record: MemoryRecord) -> None:
    features, codes = tx.searchable_of(record.id) or (b"", None)
    tx.replace(NewMemory(record, features, codes))
