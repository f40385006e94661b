"""A backup as a download: written beside the stores, sent, and gone from the disk before its first byte is on the way."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import BinaryIO, Final

from fastapi import Response
from fastapi.responses import StreamingResponse

from ...doors.aio import AsyncMemory
from ..call import Call

FOLDER: Final = "copies"
_OLD_S: Final = 3_600.0  # a copy that is older belongs to a server that was killed while it wrote it
_CHUNK: Final = 1 << 18


async def copied(call: Call) -> Response:
    """The answer with a backup of the project's store."""
    folder = call.services.settings.data / FOLDER
    keys = call.services.projects.path_of(call.project).with_suffix(".keys")  # stay here, where `forget` reaches them
    file = await _written(await call.memory(), await asyncio.to_thread(_new_folder, folder), keys)
    size = file.seek(0, 2)
    file.seek(0)
    named = f'attachment; filename="{call.project}.mem0backup"'
    headers = {"Content-Disposition": named, "Content-Length": str(size)}
    return StreamingResponse(_chunks(file), media_type="application/octet-stream", headers=headers)


def _new_folder(above: Path) -> Path:
    above.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Path(mkdtemp(dir=above))


async def _written(memory: AsyncMemory, folder: Path, keys: Path) -> BinaryIO:
    try:
        await memory.backup(folder / "store", keys=keys)
        return (folder / "store").open("rb")
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)  # what is open can still be read


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk


def clear_copies(data: Path) -> None:
    """Remove what servers that were killed left behind."""
    for folder in (data / FOLDER).glob("*"):
        if folder.stat().st_mtime < time.time() - _OLD_S:
            shutil.rmtree(folder, ignore_errors=True)
