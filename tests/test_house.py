"""The walls of the house: sizes, imports, silence at import. No exception list."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "src").rglob("*.py"))
MAX_FILE, MAX_FUNCTION = 350, 25
Function = ast.FunctionDef | ast.AsyncFunctionDef


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_stays_small(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MAX_FILE


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_function_stays_small(path: Path) -> None:
    """Lines of the body; the signature and the docstring are for the reader and do not count."""
    long = {f.name: body_lines(f) for f in functions(path) if body_lines(f) > MAX_FUNCTION}

    assert long == {}


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_broad_except_says_why_it_may_be_survived(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    broad = [
        i
        for i, line in enumerate(lines)
        if line.strip().startswith(("except Exception", "except BaseException", "except:"))
    ]

    silent = [
        i + 1 for i in broad if "#" not in lines[i] and not any("raise" in later for later in lines[i + 1 : i + 4])
    ]

    assert silent == []


IMPORTING = """
import json, sys, threading, time, warnings
filters, seen = list(warnings.filters), []
def watch(event, args):
    if event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+"):
        seen.append(str(args[0]))
    elif event in ("socket.connect", "os.mkdir", "subprocess.Popen"):
        seen.append(event)
sys.addaudithook(watch)
began = time.process_time()  # the clock on the wall would measure what else the machine does
import mem0
took = time.process_time() - began
quiet = filters == list(warnings.filters)
import numpy, pydantic  # they set filters of their own
filters = list(warnings.filters)
from mem0 import AsyncMemory, Memory
quiet = quiet and filters == list(warnings.filters)
sdks = [name for name in ("openai", "onnxruntime", "httpx", "click") if name in sys.modules]
print(json.dumps([took, [threading.active_count(), seen, quiet, sdks]]))
"""


def test_import_does_nothing_and_is_quick(tmp_path: Path) -> None:
    """No file, folder, thread, socket, SDK or warning filter; `import mem0` in less than a quarter of a second."""
    runs = [json.loads(run(IMPORTING, tmp_path)) for _ in range(5)]

    assert [effects for _, effects in runs] == [[1, [], True, []]] * 5
    assert min(took for took, _ in runs) < 0.25
    assert list(tmp_path.iterdir()) == []


def test_no_address_and_no_path_of_a_machine_stands_in_a_lock_file() -> None:
    for lock in (ROOT / "requirements").glob("*.lock"):
        text = lock.read_text("utf-8")
        assert [word for word in ("://", "--index", "--find-links") if word in text] == []
        assert "--hash=sha256:" in text


def functions(path: Path) -> Iterator[Function]:
    tree = ast.parse(path.read_text("utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def body_lines(function: Function) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def run(program: str, folder: Path) -> str:
    """The output of a program in a new interpreter with an empty home; bytecode may have been written by earlier imports."""
    env = {
        "HOME": str(folder),
        "MEM0_DIR": str(folder / "x"),
        "PATH": "",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(ROOT / "src"),
    }
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=env).stdout
