"""Find personal data and secrets in a text: patterns, with check digits where a number has them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from importlib import util

from ..errors import MissingExtra
from .findings import KINDS, Finding, Kind, apart
from .numbers import numbers, phones
from .places import places
from .secrets import secrets

REGIONS = ("KR", "US")  # where a phone number without country code may be from
WINDOW, OVERLAP = 20_000, 400  # characters that are read at once; what a person writes as one datum is shorter than the overlap


class Detector:
    """Finds the wanted kinds. `regions` are ISO 3166 codes for phone numbers without country code.

    Raises MissingExtra when the extra "pii" (phonenumbers, python-stdnum) is not installed.
    """

    def __init__(self, kinds: Collection[Kind] = KINDS, *, regions: Sequence[str] = REGIONS) -> None:
        if any(util.find_spec(name) is None for name in ("phonenumbers", "stdnum")):
            raise MissingExtra("privacy", "pii")
        self.kinds = frozenset(kinds)
        self.regions = tuple(regions)

    def find(self, text: str) -> list[Finding]:
        """Every place of the wanted kinds, in order, none overlapping another."""
        found: set[Finding] = set()
        for start in range(0, max(len(text) - OVERLAP, 1), WINDOW - OVERLAP):
            part = text[start : start + WINDOW]
            found |= {Finding(one.kind, one.start + start, one.end + start) for one in self._part(part)}
        return [one for one in apart(found) if one.kind in self.kinds]

    def _part(self, text: str) -> list[Finding]:
        """All kinds, wanted or not: a card number that nobody asked for is still no phone number."""
        found = [*places(text), *numbers(text), *secrets(text)]
        taken = apart(found)
        free = [
            phone
            for phone in phones(text, self.regions)
            if not any(phone.start < other.end and phone.end > other.start for other in taken)
        ]
        return [*taken, *free]
