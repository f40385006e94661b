"""From checked arguments to the public answer, for encryption, forgetting and the audit log: both doors share it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..audit import START, AuditHead, AuditLine
from ..crypto import read_key
from ..errors import ValidationError
from ..pipeline import keeping, keyrings, mirroring, receipts
from ..pipeline.parts import Parts
from ..receipts import read
from ..render import Item, Results
from ..values import clean_file, clean_limit, iso
from . import arguments
from .calls import confined

Call = Mapping[str, Any]


async def encrypt(parts: Parts, key: object) -> Item:
    return {"rows": await keeping.encrypt(parts, read_key(key))}


async def rotate_key(parts: Parts, new_key: object) -> Item:
    return {"keys": await keeping.rotate_key(parts, read_key(new_key))}


async def rekey(parts: Parts, call: Call) -> Item:
    return {"rows": await keeping.rekey(parts, arguments.owner(call))}


async def forget(parts: Parts, call: Call) -> Item:
    receipt = await receipts.forget(parts, arguments.owner(confined(parts, call)))
    await mirroring.catch_up_fully(parts)
    return receipt


async def keyring_list(parts: Parts) -> Results:
    return Results(results=[{"path": path, "waiting": waits} for path, waits in (await keyrings.listed(parts)).items()])


async def drop_keyring(parts: Parts, path: object) -> None:
    await keyrings.drop(parts, clean_file(path, name="path"))


async def verify_receipt(parts: Parts, receipt: object) -> Item:
    verdict = await receipts.verify(parts, read(receipt))
    return {
        "valid": not verdict.problems,
        "checks": verdict.checks,
        "problems": list(verdict.problems),
        "returned": verdict.returned,
    }


async def audit(parts: Parts, call: Call) -> Results:
    named = any(value is not None for value in arguments.ids_of(call).values())
    after = clean_limit(call["after"], name="after", default=0) or 0
    limit = clean_limit(call["limit"], name="limit", default=None)
    owner = arguments.owner(call) if named else None
    lines, head = await receipts.audit_lines(parts, owner=owner, after=after, limit=limit)
    return Results(results=[_line_item(line) for line in lines], head=str(head))


def _line_item(line: AuditLine) -> Item:
    return {
        "n": line.n,
        "at": iso(line.at),
        "verb": line.verb,
        "actor": line.actor,
        "owners": list(line.owners),
        "ids": list(line.ids),
        "counts": dict(line.counts),
        "hash": line.hash.hex(),
    }


async def verify_audit(parts: Parts, head: object) -> Item:
    found = await receipts.verify_audit(parts, None if head is None else _head(head))
    return {"valid": found.problem is None, "lines": found.lines, "head": str(found.head), "problem": found.problem}


def _head(text: object) -> AuditHead:
    """A head as it is written: "12:ab34..."."""
    number, _, mark = text.partition(":") if isinstance(text, str) else ("", "", "")
    try:
        head = AuditHead(int(number), bytes.fromhex(mark))
        if len(head.hash) != len(START):
            raise ValueError
        return head
    except ValueError:
        raise ValidationError('A head of the audit log is written "number:hash".', details={"argument": "head"}) from None
