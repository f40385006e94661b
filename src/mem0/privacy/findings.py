"""The kinds of personal data and secrets, and one place where one was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

Kind: TypeAlias = Literal[
    "email",
    "phone",
    "card",
    "iban",
    "passport",
    "national_id",  # Korean resident registration number, US social security number
    "business_id",  # Korean business registration number
    "address",
    "api_key",  # keys and access tokens of services, by their shape
    "private_key",
    "password",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
SECRETS: Final[frozenset[Kind]] = frozenset({"api_key", "private_key", "password"})


@dataclass(frozen=True, slots=True)
class Finding:
    """`text[start:end]` is personal data of this kind."""

    kind: Kind
    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


def apart(found: Iterable[Finding]) -> list[Finding]:
    """Findings in order of place, none overlapping another; of two that overlap the longer one stays, then the earlier kind."""
    ranked = sorted(found, key=lambda f: (f.start - f.end, KINDS.index(f.kind), f.start))
    kept: list[Finding] = []
    for one in ranked:
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda f: f.start)
