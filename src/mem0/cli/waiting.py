"""Progress bars for long work, on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .words import size

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

Progress = Callable[[int, int], None]


@contextmanager
def progress_bars(*labels: str) -> Iterator[list[Progress | None]]:
    """One bar a label on standard error, each told (done, in all) and seen from then on; None where nobody is watching.

    A label that ends with "(bytes)" counts bytes.
    """
    if not sys.stderr.isatty():
        yield [None for _ in labels]
        return
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    from .answer import terminal

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[count]}"), TimeRemainingColumn())
    with Bars(*columns, console=terminal(stderr=True), transient=True) as bars:
        yield [_bar(bars, label) for label in labels]


def _bar(bars: Bars, label: str) -> Progress:
    in_bytes = label.endswith("(bytes)")
    task = bars.add_task(label.removesuffix("(bytes)").strip(), total=None, visible=False, count="")

    def tell(done: int, total: int) -> None:
        count = f"{size(done)} of {size(total)}" if in_bytes else f"{done:,} of {total:,}"
        bars.update(task, completed=done, total=total, visible=True, count=count)

    return tell
