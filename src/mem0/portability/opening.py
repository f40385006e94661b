"""Open what a person points at: a file, a zip archive, an unpacked export folder or standard input."""

from __future__ import annotations

import fnmatch
import io
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from ..errors import ValidationError
from ..values import clean_file

# The names that ChatGPT and Claude give the file with the conversations; big accounts get numbered ones.
_IN_ARCHIVE: Final = ("conversations.json", "conversations-*.json", "*.jsonl", "*.json")
_IN_MEMORY: Final = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """One file to read. `open` starts it from the beginning each time; `size` is in bytes; `close` gives it up."""

    name: str
    size: int
    open: Callable[[], IO[bytes]]
    close: Callable[[], None] = lambda: None


def parts(path: str) -> list[Part]:
    """The files behind `path`; "-" is standard input. Raises ValidationError when there is nothing to read."""
    if path == "-":
        return [_standard_input()]
    place = clean_file(path, name="file")
    if place.is_dir():
        return _chosen({p.name: _file(p) for p in sorted(place.iterdir()) if p.is_file()}, path)
    if not place.is_file():
        raise ValidationError(f"There is no file {path}.", details={"path": path})
    try:
        return _archive(place) if zipfile.is_zipfile(place) else [_file(place)]
    except OSError as error:
        raise ValidationError(f"{path} cannot be read: {error.strerror or error}.", details={"path": path}) from None


def _file(place: Path) -> Part:
    return Part(place.name, place.stat().st_size, lambda: place.open("rb"))


def _archive(place: Path) -> list[Part]:
    def entry(name: str) -> Callable[[], IO[bytes]]:
        return lambda: zipfile.ZipFile(place).open(name)

    with zipfile.ZipFile(place) as archive:
        found = {i.filename: Part(i.filename, i.file_size, entry(i.filename)) for i in archive.infolist()}
    return _chosen(found, str(place))


def _chosen(found: dict[str, Part], where: str) -> list[Part]:
    """The parts that hold conversations: those of the first pattern that any name matches."""
    for pattern in _IN_ARCHIVE:
        names = [name for name in found if fnmatch.fnmatch(name.rsplit("/", 1)[-1], pattern)]
        if names:
            return [found[name] for name in sorted(names)]
    shown = ", ".join(sorted(found)[:8]) or "nothing"
    raise ValidationError(
        f"{where} holds no conversations.json and no other JSON file; it holds {shown}.", details={"path": where}
    )


def _standard_input() -> Part:
    """Standard input, kept so that it can be looked at first and read afterwards."""
    kept = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - lives as long as the part
    shutil.copyfileobj(sys.stdin.buffer, kept)
    size = kept.tell()

    def again() -> IO[bytes]:
        kept.seek(0)
        return io.BufferedReader(_Unclosed(kept))

    return Part("standard input", size, again, kept.close)


class _Unclosed(io.RawIOBase):
    """A view of a file that leaves it open when it is closed, so that the file can be read once more."""

    def __init__(self, inner: IO[bytes]) -> None:
        self._inner = inner

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        data = self._inner.read(len(view))
        view[: len(data)] = data
        return len(data)
