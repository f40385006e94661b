"""What is done already, one JSON line each, so that an evaluation that was stopped goes on where it was."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answered and judged question. Times in seconds, tokens as the models counted them (0: they do not tell)."""

    way: str
    run: int
    question: str
    category: str
    said: str
    correct: bool
    f1: float
    bleu1: float
    context_tokens: int
    search_seconds: float
    total_seconds: float
    tokens_in: int
    tokens_out: int
    judge_tokens: int

    @property
    def key(self) -> tuple[str, int, str]:
        return self.way, self.run, self.question


class Journal:
    """A JSONL file: a head with the fingerprint, then what was ingested and answered. May be used from several threads."""

    def __init__(self, place: Path, fingerprint: str) -> None:
        self.outcomes: dict[tuple[str, int, str], Outcome] = {}
        self._ingested: dict[str, int] = {}
        self._lock = threading.Lock()
        place.parent.mkdir(parents=True, exist_ok=True)
        lines = _whole_lines(place)
        for line in lines:
            self._take(line, place, fingerprint)
        self._file = place.open("a", encoding="utf-8")
        if not lines:
            self._write({"kind": "head", "fingerprint": fingerprint})

    def ingested(self, sample: str) -> int:
        """How many batches of a conversation are in the memory."""
        return self._ingested.get(sample, 0)

    def tell_ingested(self, sample: str, batches: int) -> None:
        with self._lock:
            self._ingested[sample] = batches
            self._write({"kind": "ingested", "sample": sample, "batches": batches})

    def tell(self, outcome: Outcome) -> None:
        with self._lock:
            self.outcomes[outcome.key] = outcome
            self._write({"kind": "outcome", **asdict(outcome)})

    def close(self) -> None:
        self._file.close()

    def _write(self, line: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(line) + "\n")  # as ASCII: an answer may hold line separators of Unicode, or half a character
        self._file.flush()

    def _take(self, line: dict[str, Any], place: Path, fingerprint: str) -> None:
        kind = line.pop("kind", None)
        if kind == "head" and line.get("fingerprint") != fingerprint:
            raise ConfigurationError(
                f"{place} belongs to an evaluation with other settings, models or questions.",
                suggestion="Give this one a --work folder of its own.",
            )
        if kind == "ingested":
            self._ingested[line["sample"]] = line["batches"]
        elif kind == "outcome":
            outcome = Outcome(**line)
            self.outcomes[outcome.key] = outcome


def _whole_lines(place: Path) -> list[dict[str, Any]]:
    """The lines of a journal; a last one that was cut off while it was written is taken away."""
    if not place.exists():
        return []
    raw = place.read_bytes()
    whole = raw[: raw.rfind(b"\n") + 1]
    if len(whole) < len(raw):
        place.write_bytes(whole)
    try:
        return [json.loads(line) for line in whole.decode("utf-8").split("\n") if line.strip()]
    except ValueError:
        raise ConfigurationError(f"{place} is no journal of an evaluation.") from None
