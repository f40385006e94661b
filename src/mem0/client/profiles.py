"""Each method about profiles of users as a plan. A profile is a summary of one user in a form that the project sets. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from ..errors import ValidationError
from .arguments import present
from .wire import Call, Plan, path


def get_profile(user_id: object) -> Plan:
    return (yield Call("GET", path("v2", "entities", "user", user_id, "profile")))


def start_job(job: Mapping[str, Any], idempotency_key: str | None) -> Plan:
    """Start a job. Whoever sends it again with the same key is given the same job, not a second one."""
    key = str(uuid4()) if idempotency_key is None else idempotency_key
    if not (8 <= len(key) <= 128 and key.isascii() and key.isprintable() and key == key.strip()):
        raise ValidationError("idempotency_key must be 8 to 128 printable ASCII characters.")
    body = {"entity_type": "user", **present(job)}
    return (yield Call("POST", path("v2", "profiles", "jobs"), body=body, headers={"Idempotency-Key": key}))


def get_job(job: object, host: str) -> Plan:
    """`job` is the answer that started it, or its `status_url`; where jobs are found is the server's choice."""
    url = job.get("status_url") if isinstance(job, Mapping) else job
    if not isinstance(url, str) or not url:
        raise ValidationError("A job is known by its status_url: give that, or the answer that holds it.")
    return (yield Call("GET", _on_this_server(url, host)))


def _on_this_server(url: str, host: str) -> str:
    """The path of a URL of this server. Any other is refused: the key goes along with the request."""
    if url.startswith(f"{host}/"):
        return url[len(host) :]
    below = urlsplit(host).path
    if not url.startswith("/") or not url.isprintable():
        raise ValidationError("status_url is not an address of this server.", details={"status_url": url})
    return url[len(below) :] if below and url.startswith(f"{below}/") else url


def get_settings() -> Plan:
    return (yield Call("GET", path("v2", "profiles", "settings")))


def update_settings(given: Mapping[str, Any]) -> Plan:
    body = present(given)
    if not body:
        raise ValidationError("At least one of enabled or entities must be given.")
    return (yield Call("POST", path("v2", "profiles", "settings"), body=body))
