"""Each question about the store of a project as a call: what this library's server offers beyond the platform. No I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import ValidationError
from .arguments import present
from .wire import Call, Plan, path

Given = Mapping[str, Any]


def asked(call: Call) -> Plan:
    """One call, and its answer."""
    return (yield call)


def forget(ids: Given) -> Plan:
    named = present(ids)
    if len(named) != 1:
        raise ValidationError("Name one of user_id, agent_id, app_id and run_id, and only one.")
    return (yield Call("POST", path("store", "forget"), body=named))


def health(checks: Sequence[str] | None) -> Plan:
    return (yield Call("GET", path("store", "health"), query={} if checks is None else {"check": list(checks)}))


def verify_receipt(receipt: object) -> Call:
    return Call("POST", path("store", "receipts", "verify"), body={"receipt": receipt})


def audit(given: Given) -> Call:
    return Call("GET", path("store", "audit"), query=present(given))


def verify_audit(head: str | None) -> Call:
    return Call("GET", path("store", "audit", "verify"), query=present({"head": head}))


def sweep(given: Given) -> Call:
    return Call("POST", path("store", "sweep"), body=present(given))


def restore(memory_id: object) -> Call:
    return Call("POST", path("store", "memories", memory_id, "restore"))


def retry(event_ids: Sequence[str] | None) -> Call:
    return Call("POST", path("store", "events", "retry"), body=present({"event_ids": event_ids}))


def backup() -> Call:
    return Call("POST", path("store", "backup"))


def graph(question: str, given: Given) -> Call:
    return Call("GET", path("store", "graph", question), query=present(given))
