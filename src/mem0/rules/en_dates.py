"""English: how days are named relative to the day of speaking."""

from __future__ import annotations

from .language import DateRule

DATES: tuple[DateRule, ...] = ()
