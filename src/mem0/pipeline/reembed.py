"""Make everything searchable anew, or with another encoder: a job that may be killed and taken up again.

What is done waits in the store (ports/renewal.py) while searching goes on with the old encoder; when nothing is missing,
everything takes its place in one transaction together with the encoder's name. No search meets rows of two encoders.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from ..errors import ConfigurationError
from ..ports import Renewed, Snapshot, Transaction
from ..records import MemoryRecord
from ..version import __version__
from .acts import audited
from .parts import Parts
from .permits import permit_whole
from .searchable import searchable
from .settled import ENCODER_SETTING, encoder_setting, same_encoder
from .spoken import spoken

T = TypeVar("T")

BATCH = 256  # rows of one request to the encoder, about
AT_ONCE = 4  # such requests under way, where the encoder is another machine
JOB_SETTING = "reembedding"
Progress = Callable[[int, int], None]


@audited("reembed")
async def reembed(parts: Parts, *, provider: str, progress: Progress | None = None) -> int:
    """Encode every searchable row with the encoder of `parts`, whose provider is `provider`; returns how many there were.

    `parts.store` is the store itself, free to change its encoder. progress: called with (rows done, rows in all).

    A job for the same encoder that ended in the middle goes on where it was; two that run at once share the work. A job
    for another encoder gives way: its next step raises ConfigurationError. What comes in meanwhile is encoded too.
    """
    permit_whole(parts, "reindex the store")
    return await _Job(parts, provider, progress or _untold).run()


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is still to do, as of the change number `version`."""

    version: int
    keys: list[int]
    total: int


class _Job:
    def __init__(self, parts: Parts, provider: str, progress: Progress) -> None:
        self.parts, self.provider, self.progress = parts, provider, progress
        self.since = 0

    @property
    def target(self) -> str:
        return encoder_setting(self.provider, self.parts.encoder)

    async def run(self) -> int:
        runner, store = self.parts.runner, self.parts.store
        self.since = await runner.call(lambda: store.write(self._begin))
        while True:
            plan = await runner.call(lambda: store.read(self._plan))
            await self._renew(plan)
            self.since = plan.version
            if await runner.call(lambda: store.write(self._switch)):
                self.parts.indexes.clear()
                return plan.total

    def _begin(self, tx: Transaction) -> int:
        """Take up the job of this encoder, or begin one; returns the change number from which on rows may be stale."""
        found = under_way(tx)
        if found is not None and found["by"] == __version__ and self._is_ours(found["to"]):
            return int(found["since"])
        tx.renewal.clear()
        since = tx.state(None).version
        self._note(tx, since)
        return since

    def _note(self, tx: Transaction, since: int) -> None:
        tx.set_setting(JOB_SETTING, json.dumps({"to": self.target, "since": since, "by": __version__}))

    def _is_ours(self, target: str) -> bool:
        provider, _, name = target.partition(":")
        return provider == self.provider and same_encoder(name, self.parts.encoder.name)

    def _plan(self, snapshot: Snapshot) -> _Plan:
        keys = snapshot.index_keys(None).tolist()
        ready = snapshot.renewal.keys()
        changed = {row.key for row in snapshot.index_rows(None, since=self.since)}
        todo = [key for key in keys if key not in ready or key in changed]
        return _Plan(snapshot.state(None).version, todo, len(keys))

    async def _renew(self, plan: _Plan) -> None:
        runner = self.parts.runner
        remote = self.parts.encoder.remote
        done = plan.total - len(plan.keys)
        self.progress(done, plan.total)
        for keys in _slices(plan.keys, BATCH * AT_ONCE if remote else BATCH):
            jobs = [partial(self._encoded, part) for part in _slices(keys, BATCH)]
            made = await runner.together(jobs, at_once=AT_ONCE) if remote else [await runner.call(jobs[0])]
            await runner.call(partial(self.parts.store.write, partial(self._keep, made=made)))
            done += len(keys)
            self.progress(done, plan.total)

    def _encoded(self, keys: Sequence[int]) -> tuple[int, list[Renewed]]:
        """What makes these rows searchable, with the change number of the texts that it was made of."""
        version, found = self.parts.store.read(lambda s: (s.state(None).version, s.by_keys(keys)))
        texts = [one.text if isinstance(one, MemoryRecord) else one.content for one in found.values()]
        made = searchable(self.parts.encoder, texts, said=spoken(found.values()))
        return version, [(key, one.features, one.codes) for key, one in zip(found, made, strict=True)]

    def _keep(self, tx: Transaction, *, made: Sequence[tuple[int, list[Renewed]]]) -> None:
        found = self._going_on(tx)
        if found is None:
            return
        for version, items in made:
            tx.renewal.put(items, version=version)
        self._note(tx, int(found["since"]))  # the encoder knows the size of its vectors by now

    def _switch(self, tx: Transaction) -> bool:
        """Put everything in place; False when rows are missing or have changed meanwhile."""
        if self._going_on(tx) is None:
            return True
        keys = tx.index_keys(None).tolist()
        if set(keys) - tx.renewal.keys() or tx.index_rows(None, since=self.since):
            return False
        for part in _slices(keys, 1000):
            tx.set_searchable(tx.renewal.items(part))
        tx.renewal.clear()
        tx.set_setting(JOB_SETTING, "")
        tx.set_setting(ENCODER_SETTING, self.target)
        return True

    def _going_on(self, tx: Transaction) -> dict[str, Any] | None:
        """The job as the store knows it; None when another process has brought it to its end."""
        found = under_way(tx)
        if found is not None and self._is_ours(found["to"]):
            return found
        kept = tx.setting(ENCODER_SETTING) or ""
        if found is None and self._is_ours(kept):
            return None
        now = found["to"] if found is not None else kept
        raise ConfigurationError(
            f"The store is being re-embedded with {now.partition(':')[2]}, no longer with {self.parts.encoder.name}."
        )


def _untold(done: int, total: int) -> None:
    """Progress that nobody asked for."""
    del done, total


def under_way(snapshot: Snapshot) -> dict[str, Any] | None:
    """The job under way: {"to": provider and encoder, "since": change number, "by": version of the library}."""
    raw = snapshot.setting(JOB_SETTING)
    found: dict[str, Any] | None = json.loads(raw) if raw else None
    return found


def _slices(items: Sequence[T], size: int) -> list[Sequence[T]]:
    return [items[start : start + size] for start in range(0, len(items), size)]
