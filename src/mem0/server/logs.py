"""The server's log: one JSON object a line, with the id of the request it belongs to; no memory text, no secrets."""

from __future__ import annotations

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final, Literal

REQUEST_ID: Final[ContextVar[str | None]] = ContextVar("mem0_request_id", default=None)
ACCESS: Final = logging.getLogger("mem0.server.access")
LogForm = Literal["json", "text"]
_FACTS: Final = "facts"  # the attribute of a record that holds what belongs beside its message


class JsonFormatter(logging.Formatter):
    """{"time", "level", "logger", "message"[, "request_id", facts..., "error"]}."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        request_id = REQUEST_ID.get()
        if request_id is not None:
            told["request_id"] = request_id
        told |= getattr(record, _FACTS, {})
        if record.exc_info is not None and record.exc_info[0] is not None:
            told["error"] = _where(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


class TextFormatter(logging.Formatter):
    """The same for a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created).strftime("%H:%M:%S")
        facts = " ".join(f"{name}={value}" for name, value in getattr(record, _FACTS, {}).items())
        error = f" {_where(record.exc_info)}" if record.exc_info and record.exc_info[0] else ""
        return f"{at} {record.levelname:<7} {record.name}: {record.getMessage()} {facts}{error}".rstrip()


def _where(info: Any) -> str:
    """An error by its kind and the places it went through. Its words may quote what somebody said, so they stay out."""
    kind, _, trace = info
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return f"{kind.__name__} at {' < '.join(reversed(places[-8:]))}"


def set_up(form: LogForm, level: str) -> None:
    """Write our log and uvicorn's to standard error. Called by the command that runs a server, not by the application."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter())
    for name in ("mem0", "uvicorn"):
        log = logging.getLogger(name)
        log.handlers[:] = [handler]
        log.setLevel(level.upper())
        log.propagate = False


def told_request(facts: dict[str, Any]) -> None:
    """One line a request."""
    ACCESS.info("request", extra={_FACTS: facts})
