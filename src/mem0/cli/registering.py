"""Put a function on the command line: with the options that all commands share, and one way to run and to fail."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeVar

import typer

from . import options
from .answer import Answer
from .session import Session

Command = TypeVar("Command", bound=Callable[..., Answer])
_SCOPE: Mapping[str, Any] = {
    "user_id": options.UserId, "agent_id": options.AgentId, "run_id": options.RunId, "app_id": options.AppId,
}
_EVERYWHERE: Mapping[str, Any] = {
    "as_json": options.AsJson, "output": options.Output, "path": options.StorePath, "config": options.ConfigFile,
    "url": options.Url,
}


def command(
    app: typer.Typer, name: str, *, scope: bool | Literal["named"] = True, output: bool = True
) -> Callable[[Command], Command]:
    """Register `function(session, **own options) -> Answer` as the command `name`.

    scope: whether it takes --user-id and its like; "named" leaves out what the environment says. output: whether it
    takes -o. The first line of the docstring is the short help.
    """

    def register(function: Command) -> Command:
        common = {**(_SCOPE if scope else {}), **_EVERYWHERE}
        if not output:
            del common["output"]
        own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]

        def run(ctx: typer.Context, **given: Any) -> None:
            shared = {key: given.pop(key) or (ctx.obj or {}).get(key) for key in common}
            session = Session.of(name, shared, uses=scope)
            raise typer.Exit(session.carry_out(lambda: function(session, **given)))

        parameters = [_keyword("ctx", typer.Context, inspect.Parameter.empty)]
        parameters += [_keyword(p.name, p.annotation, p.default) for p in own]
        parameters += [_keyword(key, kind, False if key == "as_json" else None) for key, kind in common.items()]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in parameters}
        run.__doc__ = function.__doc__
        app.command(name)(run)
        return function

    return register


def _keyword(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)
