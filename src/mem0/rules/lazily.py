"""Patterns that are compiled when they are first used: importing the library must not wait for a graph that nobody has."""

from __future__ import annotations

import re
from typing import Any, cast


class _Lazy:
    """A pattern that has not been asked yet; it answers as the compiled one does."""

    def __init__(self, source: str, flags: re.RegexFlag) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, found)  # the next call finds it here
        return found


def lazily(source: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """`re.compile`, put off until the pattern is used."""
    return cast("re.Pattern[str]", _Lazy(source, flags))
