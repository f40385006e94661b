"""Reads the sentences in which personal data is marked: {kind:text}."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from mem0.privacy import KINDS, Finding, Kind

_MARK = re.compile(r"\{(" + "|".join(KINDS) + r"):(.*?)\}(?!\})")


@dataclass(frozen=True)
class Sentence:
    text: str
    marked: tuple[Finding, ...]


def sentences(language: str, of: str = "sentences") -> list[Sentence]:
    """The sentences of a language, "en" or "ko": those that the patterns were made with, or the "heldout" ones."""
    lines = (Path(__file__).parent / f"{of}_{language}.txt").read_text("utf-8").splitlines()
    return [read(line) for line in lines if line and not line.startswith("#")]


def read(line: str) -> Sentence:
    text, end = "", 0
    marked: list[Finding] = []
    for match in _MARK.finditer(line):
        text += line[end : match.start()]
        marked.append(Finding(cast(Kind, match[1]), len(text), len(text) + len(match[2])))
        text, end = text + match[2], match.end()
    return Sentence(text + line[end:], tuple(marked))
