"""What a failure means to the shell: its exit code, and the one line that people read."""

from __future__ import annotations

import os
import sys
from typing import Any, Final

import click

from ..errors import (
    AuthenticationError,
    DatabaseError,
    DependencyError,
    EmbeddingError,
    LLMError,
    MemoryNotFoundError,
    MemoryQuotaExceededError,
    NetworkError,
    RateLimitError,
    RerankerError,
    ValidationError,
    VectorStoreError,
)
from ..errors import MemoryError as LibraryError

OK: Final = 0
NOTHING: Final = 1  # no such memory, or nothing found
USAGE: Final = 2  # a wrong argument, a file in no known format, a wrong configuration
STORE: Final = 3  # the store or a file cannot be read or written
MISSING: Final = 4  # a package is not installed
SERVICE: Final = 5  # a model or a server that was asked failed
BROKEN: Final = 70  # a fault of this program (EX_SOFTWARE of BSD)
INTERRUPTED: Final = 130

_CODES: Final[tuple[tuple[type[BaseException], int], ...]] = (
    (MemoryNotFoundError, NOTHING),
    (DependencyError, MISSING),
    (DatabaseError, STORE),
    (LLMError, SERVICE), (EmbeddingError, SERVICE), (RerankerError, SERVICE), (NetworkError, SERVICE),
    (VectorStoreError, SERVICE), (AuthenticationError, SERVICE), (RateLimitError, SERVICE),
    (MemoryQuotaExceededError, SERVICE),
    (ValidationError, USAGE),
    (OSError, STORE),
    (KeyboardInterrupt, INTERRUPTED), (click.Abort, INTERRUPTED),
)


def exit_code(error: BaseException) -> int:
    """The exit code of an error; wrong configuration counts as wrong usage."""
    for kind, code in _CODES:
        if isinstance(error, kind):
            return code
    return USAGE if isinstance(error, LibraryError) and error.status == 400 else BROKEN


def explain(error: BaseException) -> dict[str, Any]:
    """An error as the JSON envelope shows it."""
    if isinstance(error, LibraryError):
        return {"code": error.error_code, "message": error.message, "suggestion": error.suggestion}
    return {"code": type(error).__name__, "message": _said(error), "suggestion": None}


def tell(error: BaseException) -> None:
    """Say on standard error what went wrong, in one line; with MEM0_DEBUG set, where as well."""
    if os.environ.get("MEM0_DEBUG"):
        import traceback

        traceback.print_exception(error)
    print(f"mem0: {' '.join(_said(error).split())}", file=sys.stderr)


def leave_quietly() -> int:
    """End well when whoever read our output has heard enough ("mem0 list | head"): nothing more goes into that pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return OK


def _said(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return "stopped."
    if isinstance(error, OSError) and not isinstance(error, LibraryError):
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror or error}"
    if exit_code(error) == BROKEN:
        return f"{type(error).__name__}: {error} (a fault of this program; MEM0_DEBUG=1 shows where)"
    return str(error)
