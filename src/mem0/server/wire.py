"""JSON in and out: read once, written once, with orjson where it is installed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from fastapi import Response

from ..errors import ValidationError

try:
    import orjson
except ImportError:
    _loads: Callable[[bytes], Any] = json.loads

    def dumps(value: Any) -> bytes:
        """A value as JSON."""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()

else:
    _loads = orjson.loads

    def dumps(value: Any) -> bytes:
        """A value as JSON."""
        return orjson.dumps(value)


_JSON: Final = b"application/json"


def loads(body: bytes) -> Any:
    """The value of a body. Raises ValidationError; the message holds nothing of the body."""
    try:
        return _loads(body)
    except (ValueError, RecursionError):
        raise ValidationError("JSON parse error: the body is not valid JSON.", error_code="VALIDATION_005") from None


class Written(Response):
    """A response of JSON that is written already; it works out nothing else."""

    def __init__(self, body: bytes, status: int = 200) -> None:
        self.status_code, self.body, self.background = status, body, None
        self.raw_headers = [(b"content-length", b"%d" % len(body)), (b"content-type", _JSON)]


def answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A response with JSON in it."""
    if headers or status == 204:
        return Response(dumps(value), status, headers, _JSON.decode())
    return Written(dumps(value), status)
