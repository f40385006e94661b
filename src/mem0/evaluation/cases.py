"""What is asked of what: conversations with their questions, as frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ..records import Micros

# LoCoMo's categories by the numbers of its file (snap-research; the paper's Table 1 prints the names permuted: its
# "single-hop" column is category 1, "multi-hop" 3, "open domain" 4).
CATEGORIES: Final[Mapping[int, str]] = {
    1: "multi-hop",
    2: "temporal",
    3: "open-domain",
    4: "single-hop",
    5: "adversarial",
}
ADVERSARIAL: Final = CATEGORIES[5]


@dataclass(frozen=True, slots=True)
class Line:
    """One message: who said it, what, and when (None where the file does not say)."""

    speaker: str
    text: str
    at: Micros | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its right answer. An "adversarial" one has none: what is right is to say so."""

    id: str
    text: str
    answer: str
    category: str

    @property
    def adversarial(self) -> bool:
        return self.category == ADVERSARIAL


@dataclass(frozen=True, slots=True)
class Sample:
    """A conversation in sessions, and what is asked about it."""

    name: str
    sessions: tuple[tuple[Line, ...], ...]
    questions: tuple[Question, ...]

    @property
    def speakers(self) -> tuple[str, ...]:
        """Everybody who speaks, in the order of their first words."""
        return tuple(dict.fromkeys(line.speaker for session in self.sessions for line in session))
