"""The English and the Korean README are one text in two languages."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from .blocks import ROOT, blocks

ENGLISH, KOREAN = ROOT / "README.md", ROOT / "README.ko.md"
_FIGURE = re.compile(r"<!-- figure:([\w-]+) -->(.*?)<!-- /figure -->")


def headings(text: str) -> list[int]:
    """The levels of the headings, in order."""
    return [len(match) for match in re.findall(r"^(#+) ", re.sub(r"```.*?^```", "", text, flags=re.M | re.S), re.M)]


def test_they_have_the_same_sections() -> None:
    assert headings(ENGLISH.read_text("utf-8")) == headings(KOREAN.read_text("utf-8"))


def test_they_show_the_same_figures() -> None:
    english = _FIGURE.findall(ENGLISH.read_text("utf-8"))

    assert english == _FIGURE.findall(KOREAN.read_text("utf-8"))
    assert len(english) > 5


def test_every_figure_can_be_filled_from_the_bench() -> None:
    program = "import figures; print(*figures.FIGURES)"
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT / "bench", capture_output=True, text=True, check=True
    )
    names = run.stdout.split()

    assert sorted(names) == sorted(name for name, _ in _FIGURE.findall(ENGLISH.read_text("utf-8")))


def test_they_show_the_same_code() -> None:
    """Block by block; comments may be translated, and so may what is not code."""
    english, korean = (blocks(path) for path in (ENGLISH, KOREAN))

    assert [b.language for b in english] == [b.language for b in korean]
    assert [bare(b.text) for b in english] == [bare(b.text) for b in korean]


def bare(code: str) -> list[str]:
    """Lines without comments, except those that promise an output."""
    lines = (re.sub(r"\s*#(?!\s*->).*$", "", line).rstrip() for line in code.splitlines())
    return [line for line in lines if line]


def test_tables_have_the_same_size() -> None:
    rows = [len(re.findall(r"^\|", path.read_text("utf-8"), re.M)) for path in (ENGLISH, KOREAN)]

    assert rows[0] == rows[1]


@pytest.mark.parametrize("path", [ENGLISH, KOREAN], ids=lambda p: p.name)
def test_the_first_screen_has_the_two_commands_and_code(path: Path) -> None:
    first = "\n".join(path.read_text("utf-8").splitlines()[:60])

    assert all(word in first for word in ("make demo", "make test", "pip install", "from mem0 import Memory"))
