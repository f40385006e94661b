"""Progress bars for long work, on a terminal only."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import click

from .screen import colours
from .words import size

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

Progress = Callable[[int, int], None]
_BAR, _BESIDE = 36, 64  # columns of the bar, and of all that stands beside it


@contextmanager
def progress_bars(*labels: str) -> Iterator[list[Progress | None]]:
    """A bar on standard error for every stage of a work, each told (done, in all); None where nobody is watching.

    It shows the stage that was told last, and is gone at the end. A label that ends with "(bytes)" counts bytes.
    """
    if not sys.stderr.isatty():
        yield [None for _ in labels]
        return
    now: dict[str, ProgressBar[str]] = {}
    with ExitStack() as shown:
        yield [_stage(label, now, shown) for label in labels]


def _stage(label: str, now: dict[str, ProgressBar[str]], shown: ExitStack) -> Progress:
    count = size if label.endswith("(bytes)") else "{:,}".format

    def tell(done: int, total: int) -> None:
        if label not in now:
            shown.close()  # the stage before
            shown.callback(_take_away, now)
            now[label] = shown.enter_context(_bar(label.removesuffix("(bytes)").strip(), total))
        bar = now[label]
        bar.length, bar.finished = total, False
        bar.update(done - bar.pos, f"{count(done)} of {count(total)}")

    return tell


def _bar(label: str, total: int) -> ProgressBar[str]:
    room = shutil.get_terminal_size().columns - _BESIDE
    return click.progressbar(
        length=total, label=label, file=sys.stderr, color=colours(), width=max(min(_BAR, room), 5),
        show_eta=room > 0, show_percent=room > 0, item_show_func=lambda said: said,
    )


def _take_away(now: dict[str, ProgressBar[str]]) -> None:
    """Clear the line that a bar leaves behind it."""
    click.echo("\033[A\033[2K", nl=False, err=True, color=True)
    now.clear()
