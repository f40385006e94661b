"""The reference is what the code says, and it says everything."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

from mem0 import AsyncMemory, Memory, errors
from mem0.config import MemoryConfig

from .blocks import ROOT

API = (ROOT / "docs/reference/api.md").read_text("utf-8")
ANSWERS = (ROOT / "docs/reference/answers.md").read_text("utf-8")


def test_the_reference_is_up_to_date() -> None:
    made = subprocess.run(
        [sys.executable, str(ROOT / "scripts/build_reference.py"), "--print"],
        capture_output=True, text=True, encoding="utf-8", check=True,
    )

    assert made.stdout == API, "run: python scripts/build_reference.py"


@pytest.mark.parametrize("door", [Memory, AsyncMemory])
def test_every_public_method_is_in_the_reference(door: type) -> None:
    public = [name for name, _ in inspect.getmembers(door, callable) if not name.startswith("_")]

    assert [name for name in public if f"### {door.__name__}.{name}" not in API] == []


def test_every_argument_is_in_the_reference() -> None:
    methods = [method for name, method in inspect.getmembers(Memory, inspect.isfunction) if not name.startswith("_")]
    arguments = {name for method in methods for name in inspect.signature(method).parameters} - {"self", "unknown"}

    assert {name for name in arguments if name not in API} == set()


def test_every_configuration_key_is_in_the_reference() -> None:
    assert [key for key in MemoryConfig.model_fields if f"| `{key}` |" not in API] == []


def test_every_error_is_in_the_reference() -> None:
    classes = {name for name, found in vars(errors).items() if inspect.isclass(found) and issubclass(found, errors.MemoryError)}

    assert {name for name in classes if f"`{name}`" not in API} == set()
