"""Find the code blocks of a Markdown file and run them, checking what the text says they print.

In a ```python block a comment `# -> text` tells what the statement before it prints, or what its value is. In a
```console block the lines under a `$ mem0` command are its output. `...` in either stands for anything.
"""

from __future__ import annotations

import ast
import contextlib
import doctest
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ARROW = re.compile(r"#\s*->\s?(.*)$")
_SAME = doctest.OutputChecker()
_FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: its language, its text and the line of the file it begins on."""

    language: str
    text: str
    line: int


def documents() -> list[Path]:
    """The READMEs, the other files beside them, and everything under docs/."""
    beside = [ROOT / name for name in ("README.md", "README.ko.md", "CHANGELOG.md", "CONTRIBUTING.md")]
    return [*beside, *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(path: Path) -> list[Block]:
    text = path.read_text("utf-8")
    return [Block(m[1], m[2], text.count("\n", 0, m.start()) + 2) for m in _FENCE.finditer(text)]


def run_python(block: Block, path: Path, names: dict[str, Any]) -> list[str]:
    """Run the statements of a block one after the other; returns what they did not print as told."""
    lines = block.text.splitlines()
    tree = ast.parse(block.text)
    ends = [node.lineno - 1 for node in tree.body[1:]] + [len(lines)]
    wrong = []
    for node, next_line in zip(tree.body, ends, strict=True):
        last = node.end_lineno or 1
        told = _told(lines[last - 1 : next_line])
        shown = _run_statement(node, path, block.line, names)
        if told is not None and not _SAME.check_output(told + "\n", shown + "\n", _FLAGS):
            wrong.append(f"{path.name}:{block.line + last - 1}: told {told!r}, shows {shown!r}")
    return wrong


def _run_statement(node: ast.stmt, path: Path, line: int, names: dict[str, Any]) -> str:
    """What a statement prints, else the value of an expression."""
    ast.increment_lineno(node, line - 1)
    printed = io.StringIO()
    value = None
    with contextlib.redirect_stdout(printed):
        if isinstance(node, ast.Expr):
            value = eval(compile(ast.Expression(node.value), str(path), "eval"), names)
        else:
            exec(compile(ast.Module([node], []), str(path), "exec"), names)
    return printed.getvalue().rstrip("\n") or repr(value)


def _told(lines: list[str]) -> str | None:
    found = [match[1] for line in lines if (match := _ARROW.search(line))]
    return "\n".join(found) if found else None


def run_console(block: Block, path: Path) -> list[str]:
    """Run the `$ mem0` commands of a block; returns what they did not print as told."""
    wrong = []
    for command, told in commands(block):
        run = subprocess.run(
            [shutil.which("bash") or "bash", "-c", f'mem0() {{ "$PYTHON" -m mem0 "$@"; }}\n{command}'],
            capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
            env={**os.environ, "PYTHON": sys.executable, "PYTHONPATH": str(ROOT / "src")},
        )
        if told and not _SAME.check_output(told + "\n", run.stdout, _FLAGS):
            wrong.append(f"{path.name}:{block.line}: {command}: told {told!r}, shows {run.stdout!r}")
        if run.returncode not in (0, 1) or "Traceback" in run.stderr:
            wrong.append(f"{path.name}:{block.line}: {command}: exit {run.returncode}: {run.stderr}")
    return wrong


def commands(block: Block) -> Iterator[tuple[str, str]]:
    """The `$ mem0` and `$ curl` commands of a console block, each with the lines told under it."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, told = part.partition("\n")
        while command.endswith("\\"):
            more, _, told = told.partition("\n")
            command = f"{command[:-1]} {more.strip()}"
        if command.startswith(("mem0 ", "curl ")):
            yield command, told.rstrip()
