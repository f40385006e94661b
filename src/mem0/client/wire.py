"""How a call looks on the wire: paths, queries, bodies, headers. No I/O."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeAlias
from urllib.parse import quote, urlencode, urlsplit
from uuid import UUID

from pydantic import BaseModel

from ..errors import ConfigurationError, ValidationError
from ..version import __version__

DEFAULT_HOST: Final = "https://api.mem0.ai"
TIMEOUT_S: Final = 300.0
SELF: Final = f"open-mem0-python/{__version__}"
_CALLERS_KEPT, _CALLERS_CHARS = 4, 200


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `of_project`: it is about the project itself, and names organisation and project beside the path."""

    method: str
    path: str
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    of_project: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait so many seconds; the answer is the reading of a monotonic clock after it."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Request:
    """A call with everything filled in."""

    method: str
    url: str
    headers: Mapping[str, str]
    content: bytes | None


@dataclass(slots=True)
class Identity:
    """Which organisation and project the calls are for: named by the caller, or told by the server's answer to ping."""

    named_org: str | None = None
    named_project: str | None = None
    told_org: str | None = None
    told_project: str | None = None
    user_email: str | None = None

    @property
    def org_id(self) -> str | None:
        return self.named_org or self.told_org

    @property
    def project_id(self) -> str | None:
        return self.named_project or self.told_project

    def learn(self, answer: object) -> None:
        """Take what a ping told."""
        told: Mapping[str, Any] = answer if isinstance(answer, Mapping) else {}
        texts = {name: value for name, value in told.items() if isinstance(value, str) and value}
        self.told_org, self.told_project = texts.get("org_id"), texts.get("project_id")
        self.user_email = texts.get("user_email")

    def sent_with(self, call: Call) -> dict[str, str]:
        """The ids that go with a call: those the caller named, and on calls about the project also those the server told."""
        ids = (
            {"org_id": self.org_id, "project_id": self.project_id}
            if call.of_project
            else {"org_id": self.named_org, "project_id": self.named_project}
        )
        return {name: value for name, value in ids.items() if value}


# A method as a program of calls: it yields what to do, is sent the answers (or thrown the errors), and returns its result.
Plan: TypeAlias = Generator[Call | Pause, Any, Any]


def path(*parts: object) -> str:
    """A path of percent-encoded parts, with the slash at the end that the platform's routes have."""
    return "/" + "".join(f"{_segment(part)}/" for part in parts)


def _segment(part: object) -> str:
    if isinstance(part, bool) or not isinstance(part, str | int | UUID):
        raise ValidationError(f"An id must be text, not {type(part).__name__}.")
    text = str(part)
    if not text.strip():
        raise ValidationError("An id cannot be empty.")  # DELETE /v1/memories// could be read as "all of them"
    if set(text) == {"."}:
        return "%2E" * len(text)  # "." and ".." would be folded away as steps of the path
    try:
        return quote(text, safe="")
    except UnicodeEncodeError:
        raise ValidationError("An id holds half a character (a lone surrogate).") from None


def request(call: Call, *, host: str, headers: Mapping[str, str], who: Identity) -> Request:
    """A call as it is sent. Organisation and project go into the body of a POST, else into the query."""
    ids, query, body = who.sent_with(call), call.query, call.body
    if call.method == "POST":
        body = {**ids, **(body or {})}
    else:
        query = {**ids, **query}
    content = None if body is None else _json(body).encode("utf-8")
    more = {} if content is None else {"Content-Type": "application/json"}
    return Request(call.method, host + call.path + _query(query), {**headers, **call.headers, **more}, content)


def _query(query: Mapping[str, Any]) -> str:
    pairs = [(name, _query_text(value)) for name, values in query.items() for value in _each(values)]
    try:
        return "?" + urlencode(pairs, quote_via=quote, safe="") if pairs else ""
    except UnicodeEncodeError:
        raise ValidationError("An argument holds half a character (a lone surrogate).") from None


def _each(values: Any) -> Iterable[Any]:
    return values if isinstance(values, list | tuple | set | frozenset) else (values,)


def _query_text(value: Any) -> str:
    return value if isinstance(value, str) else _json(value).strip('"')


def _json(value: Any) -> str:
    try:
        return json.dumps(value, allow_nan=False, default=_plain)
    except (TypeError, ValueError, RecursionError) as error:
        raise ValidationError(f"An argument cannot be written as JSON: {error}") from None


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(exclude_unset=True)
    if isinstance(value, date):  # a datetime too
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def clean_host(host: str) -> str:
    """The address of the server, without the slash at its end."""
    text = host.strip().rstrip("/")
    if "@" in text:
        raise ConfigurationError("host must not hold a user name or password.", suggestion="Give the key as api_key.")
    if not _is_address(text):
        raise ConfigurationError(
            f"host {text!r} is not the address of a server.", suggestion="Write it like http://localhost:8000."
        )
    return text


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:  # of a port or an IPv6 address
        return False
    plain = text.isprintable() and " " not in text and not parts.query and not parts.fragment
    return named and plain and parts.scheme in ("http", "https")


def clean_key(key: str | None) -> str:
    """The API key, fit for a header. Its characters stand in no error."""
    text = (key or "").strip()
    if not text:
        raise ConfigurationError(
            "Mem0 API Key not provided.", suggestion="Give api_key= or set the environment variable MEM0_API_KEY."
        )
    if not text.isascii() or not text.isprintable() or " " in text:
        raise ConfigurationError("The API key holds a character that no key has (a space, a line break, an accent).")
    return text


def key_digest(key: str) -> str:
    """How the platform names the owner of a key."""
    return hashlib.md5(key.encode("ascii"), usedforsecurity=False).hexdigest()


def headers(key: str, environ: Mapping[str, str], callers: str | None = None) -> dict[str, str]:
    """What every request carries. `callers` is the list of programs that the given HTTP client already names."""
    named = [name.strip() for name in (callers or "").split(",") if name.strip()]
    chain = ", ".join([*named[: _CALLERS_KEPT - 1], SELF])
    sent = {
        "Authorization": f"Token {key}",
        "Mem0-User-ID": key_digest(key),
        "Accept": "application/json",
        "X-Mem0-Client": chain if len(chain) <= _CALLERS_CHARS else SELF,
    }
    optional = {"X-Mem0-Source": environ.get("MEM0_SOURCE"), "X-Application": environ.get("MEM0_APPLICATION")}
    return sent | {name: value for name, value in optional.items() if value}
