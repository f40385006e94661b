"""How the bench talks with the two sides: each runs in its own process and answers one JSON line with one JSON line.

Both sides are timed inside their own process, around the call of the library alone, so the pipe costs nothing.
Standard library only: the peer's interpreter runs this file too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_PATIENCE = 30  # seconds that a side may take to end


class SideFailed(RuntimeError):
    """A side raised an error or ended; the message is its own."""


class Side:
    """One library in its own process."""

    def __init__(self, command: Sequence[str | Path], env: Mapping[str, str], log: Path) -> None:
        self._log = log
        with log.open("ab") as errors:
            self._process = subprocess.Popen(
                [str(part) for part in command], env={**os.environ, **ONE_THREAD, **env}, text=True, encoding="utf-8",
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
            )  # fmt: skip

    def ask(self, verb: str, **arguments: Any) -> Any:
        """What the side's `verb` returns. Raises SideFailed."""
        if self._process.stdin is None or self._process.stdout is None:
            raise SideFailed("the side has no pipes")
        try:
            self._process.stdin.write(json.dumps({"verb": verb, **arguments}) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise SideFailed(self._last_words()) from None
        line = self._process.stdout.readline()
        if not line:
            raise SideFailed(self._last_words())
        answer = json.loads(line)
        if "error" in answer:
            raise SideFailed(answer["error"])
        return answer["result"]

    def _last_words(self) -> str:
        lines = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return lines[-1] if lines else "the process ended without a word"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def serve(verbs: Mapping[str, Callable[..., Any]]) -> None:
    """Answer requests until the other side hangs up."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not land among the answers
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"result": verbs[request.pop("verb")](**request)}
        except Exception as error:  # noqa: BLE001 - whatever the library raises is the answer, and the bench reports it
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def resident_mb() -> float:
    """Resident memory of this process in megabytes (10^6 bytes)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0
