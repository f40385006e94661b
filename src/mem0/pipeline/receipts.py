"""Forget an owner for good with a receipt, check receipts later, and read the audit log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..audit import AuditCheck, AuditHead, AuditLine
from ..errors import DatabaseError
from ..ports import Snapshot, Transaction
from ..ports.backup import Keyrings
from ..receipts import Receipt, make, signed
from ..records import Entity
from ..values import iso
from . import caches
from .acts import audited
from .keyrings import settle
from .parts import Parts
from .permits import permit, permit_whole

_PURPOSE = "receipts"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a receipt: the checks by name, what is wrong, and whether the owner has come back since."""

    checks: dict[str, bool]
    problems: tuple[str, ...]
    returned: bool


@audited("forget")
async def forget(parts: Parts, entity: Entity) -> dict[str, Any]:
    """Remove everything of an owner, destroy the key, keep a tombstone; returns the receipt."""
    permit(parts, "administer", "forget somebody")
    at = parts.clock.now()

    def job(tx: Transaction) -> Callable[[Keyrings], dict[str, Any]]:
        counts = tx.forget(entity, at=at)
        line = tx.audit.write_line()
        if line is None:
            raise DatabaseError("Nothing was forgotten: the audit log could not be written.")
        audit = tx.audit
        secret, store, scope = audit.secret(_PURPOSE), audit.store_id(), audit.digest(entity)
        return lambda told: make(
            secret, store=store, scope=scope, at=iso(at) or "", counts=counts, line=line, backups=_of_backups(told)
        )

    def run() -> dict[str, Any]:
        receipt = parts.store.write(job)
        caches.clear(parts)  # any of them may have held words of this owner
        told = settle(parts)
        parts.store.scrub()
        return receipt(told)

    return await parts.runner.call(run)


def _of_backups(told: Keyrings) -> dict[str, Any]:
    """What became of the backups, for a receipt."""
    return {"keyrings": list(told.reached), "pending": sorted(told.pending), "readable": dict(sorted(told.readable.items()))}


async def verify(parts: Parts, receipt: Receipt) -> Verdict:
    """Whether this store signed the receipt, its audit log contains it unbroken, and the owner is still gone."""
    permit_whole(parts, "check receipts")
    return await parts.runner.call(lambda: parts.store.read(lambda view: _verdict(view, receipt)))


def _verdict(view: Snapshot, receipt: Receipt) -> Verdict:
    log = view.audit
    chain = log.check(known=receipt.head)
    here = any(log.digest(summary.entity) == receipt.scope for summary in view.entities())
    later = any(receipt.scope in line.owners for line in log.lines(after=receipt.head.n)) if here else False
    checks = {
        "store": log.store_id() == receipt.store,
        "signature": signed(log.secret(_PURPOSE), receipt),
        "audit_log": chain.problem is None,
        "forgotten": not here or later,
    }
    said = {
        "store": "the receipt is of another store",
        "signature": "the receipt was changed, or this store did not sign it",
        "audit_log": f"the audit log is not whole: {chain.problem}",
        "forgotten": "rows of the forgotten owner are in the store",
    }
    return Verdict(checks, tuple(said[name] for name, fine in checks.items() if not fine), here and later)


async def audit_lines(
    parts: Parts, *, owner: Entity | None, after: int, limit: int | None
) -> tuple[list[AuditLine], AuditHead]:
    """The lines of the audit log behind a number, of one owner where one is named, and its head."""
    permit_whole(parts, "read the audit log")

    def job(view: Snapshot) -> tuple[list[AuditLine], AuditHead]:
        if owner is None:
            return view.audit.lines(after=after, limit=limit), view.audit.head()
        mark = view.audit.digest(owner)
        found = [line for line in view.audit.lines(after=after) if mark in line.owners]
        return found[:limit], view.audit.head()

    return await parts.runner.call(lambda: parts.store.read(job))


async def verify_audit(parts: Parts, known: AuditHead | None) -> AuditCheck:
    """Follow the chain of the audit log; `known`: a head that was kept elsewhere."""
    permit_whole(parts, "check the audit log")
    return await parts.runner.call(lambda: parts.store.read(lambda view: view.audit.check(known=known)))
