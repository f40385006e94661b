"""Save a store as one file while it is in use."""

from __future__ import annotations

from pathlib import Path

from ..errors import ConfigurationError
from ..ports.backup import BackupFacts, KeepsBackups, KeysOfBackup
from .acts import audited
from .fading import write_uses
from .keyrings import settle
from .parts import Parts
from .permits import permit_whole
from .settled import unsettled


@audited("backup")
async def back_up(parts: Parts, target: Path, *, keys: KeysOfBackup) -> BackupFacts:
    """Write everything into a new file. Raises ConfigurationError for a store that keeps nothing on a disk."""
    permit_whole(parts, "back up the store")
    store, at = unsettled(parts.store), parts.clock.now()
    if not isinstance(store, KeepsBackups):
        raise ConfigurationError(
            f'The store "{parts.store.name}" writes nothing to a disk: there is no file to back up.',
            suggestion="Write its content with dump(), or mem0 export.",
        )

    def run() -> BackupFacts:
        write_uses(parts)
        facts = store.back_up(target, at=at, keys=keys)
        settle(parts)
        return facts

    return await parts.runner.call(run)
