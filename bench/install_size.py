"""How much disk an installation needs beyond numpy and pydantic: `python bench/install_size.py`.

Our package and those of its dependencies that numpy and pydantic do not bring are installed by pip into an empty folder,
in the versions of the lock file, and weighed in apparent bytes, first without compiled files, then with them. The
peer is weighed in the virtualenv that pip made for it, less the same packages.
"""

from __future__ import annotations

import compileall
import importlib.metadata
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from measure import ROOT, Figure, Goal, Row

GIVEN = ("numpy", "pydantic")
_NAME = re.compile(r"^[A-Za-z0-9._-]+")
_CLOSURE = """
import importlib.metadata as m, re, sys
def closure(names, seen):
    for name in names:
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key not in seen:
            seen.add(key)
            wanted = [r for r in m.requires(key) or [] if "extra ==" not in r and "platform_system" not in r]
            closure([re.match(r"[A-Za-z0-9._-]+", r)[0] for r in wanted if m_has(re.match(r"[A-Za-z0-9._-]+", r)[0])], seen)
    return seen
def m_has(name):
    try: return bool(m.distribution(name))
    except m.PackageNotFoundError: return False
beyond = closure([sys.argv[1]], set()) - closure(sys.argv[2:], set())
print(sum(f.locate().stat().st_size for d in beyond for f in m.files(d) or [] if f.locate().is_file()))
"""


def rows(peer_python: Path | None) -> list[Row]:
    """The weights in megabytes (10^6 bytes): without and with compiled files."""
    plain, compiled = ours()
    theirs = Figure(of_peer(peer_python) / 1e6) if peer_python is not None else None
    goals = (Goal("p50", 15),)
    return [
        Row("install size beyond numpy, pydantic", "MB", Figure(plain / 1e6), goals=goals, note="without .pyc files"),
        Row("same, compiled", "MB", Figure(compiled / 1e6), theirs, goals=goals, note="with .pyc files, as pip leaves it"),
    ]


def ours() -> tuple[int, int]:
    """Bytes without and with compiled files."""
    with tempfile.TemporaryDirectory() as folder:
        target = ["--target", folder]
        _install(*target, "--no-build-isolation", str(ROOT))
        _install(*target, *_locked(_beyond("open-mem0", Path(folder))))
        plain = _weight(Path(folder))
        compileall.compile_dir(folder, quiet=2, maxlevels=20)
        return plain, _weight(Path(folder))


def _install(*what: str) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-compile"]
    done = subprocess.run([*pip, *what], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(_reason(done.stderr))


def _reason(said: str) -> str:
    """The line of pip's complaint that names the trouble."""
    lines = said.strip().splitlines() or ["pip failed"]
    return next((line.strip() for line in lines if "Error:" in line), lines[-1])


def of_peer(python: Path) -> int:
    """Bytes of the peer and what it brings, with compiled files."""
    done = subprocess.run([str(python), "-c", _CLOSURE, "mem0ai", *GIVEN], capture_output=True, text=True, check=True)
    return int(done.stdout)


def _beyond(package: str, folder: Path) -> set[str]:
    """Every distribution that the package needs, less what the given ones need."""
    (own,) = (found for found in importlib.metadata.distributions(path=[str(folder)]) if found.name == package)
    return _needed(_names(own.requires or []), set()) - _needed(GIVEN, set())


def _needed(names: Iterable[str], seen: set[str]) -> set[str]:
    for name in names:
        if name not in seen:
            seen.add(name)
            _needed(_names(importlib.metadata.requires(name) or []), seen)
    return seen


def _names(requirements: Iterable[str]) -> list[str]:
    """Names of the requirements that hold here: no extras, nothing for other systems."""
    plain = (one for one in requirements if "extra ==" not in one and _is_installed(_name(one)))
    return [_name(one) for one in plain]


def _name(requirement: str) -> str:
    found = _NAME.match(requirement)
    return re.sub(r"[-_.]+", "-", found[0]).lower() if found else ""


def _is_installed(name: str) -> bool:
    try:
        return bool(importlib.metadata.distribution(name))
    except importlib.metadata.PackageNotFoundError:
        return False


def _locked(names: set[str]) -> list[str]:
    return [f"{name}=={importlib.metadata.version(name)}" for name in sorted(names)]


def _weight(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    plain, compiled = ours()
    print(f"{plain:,} bytes without .pyc, {compiled:,} with")
