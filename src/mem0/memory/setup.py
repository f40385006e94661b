"""Import path of mem0ai: where its files are."""

from pathlib import Path

from ..config import memory_dir


def setup_config() -> Path:
    """Make the memory folder if it is missing and return it."""
    folder = memory_dir()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def __getattr__(name: str) -> str:
    if name == "mem0_dir":
        return str(memory_dir())
    raise AttributeError(name)
