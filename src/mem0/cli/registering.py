"""Make a function a command: with the options that all commands share, and one way to run and to fail."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Literal

import click

from .answer import Answer
from .helping import SETTINGS, Command
from .options import HOW, OUTPUT, WHOSE
from .session import Session


def command(
    name: str, *, scope: bool | Literal["named"] = True, output: bool = True
) -> Callable[[Callable[..., Answer]], click.Command]:
    """Make `function(session, **own arguments and options) -> Answer` the command `name`; what it takes stands below.

    scope: whether it takes --user-id and its like; "named" leaves out what the environment says. output: whether it
    takes -o. The first line of the docstring is the short help.
    """
    shared = [*(WHOSE if scope else ()), *(one for one in HOW if output or one is not OUTPUT)]

    def make(function: Callable[..., Answer]) -> click.Command:
        @click.command(name, cls=Command, context_settings=SETTINGS)
        @functools.wraps(function)
        @click.pass_context
        def run(ctx: click.Context, /, **given: Any) -> int:
            common = {str(one.name): given.pop(str(one.name)) or (ctx.obj or {}).get(one.name) for one in shared}
            session = Session.of(name, common, uses=scope)
            return session.carry_out(lambda: function(session, **given))

        run.params += shared
        return run

    return make
