"""Run the server in this process: listen, tell where, and hand out the first key."""

from __future__ import annotations

import importlib.util
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from ..errors import ConfigurationError, MissingExtra
from .settings import Settings

_NEEDED: Final = ("fastapi", "uvicorn", "jwt")
GRACE_S: Final = 30  # for requests that are being answered when the server is told to stop


def need_server() -> None:
    """Raises MissingExtra where the packages of a server are not installed."""
    if not all(importlib.util.find_spec(name) for name in _NEEDED):
        raise MissingExtra("mem0 serve", "server")


def serve(settings: Settings, *, tell: Callable[[str], None], new_key: bool = False) -> None:
    """Serve until the process is told to stop (SIGINT, SIGTERM). `tell` is given the lines for whoever started it."""
    need_server()
    import uvicorn

    from . import logs
    from .app import create_app
    from .bootstrap import has_keys, new_owner_key

    with _listening(settings) as listening:  # first: a port that is taken must not cost a key
        app = create_app(settings)
        services = app.state.services
        first = settings.auth and settings.admin_api_key is None and not has_keys(services)
        key = new_owner_key(services) if new_key or first else None
        for line in welcome(settings, listening.getsockname()[1], key):
            tell(line)
        logs.set_up(settings.log_format or ("text" if sys.stderr.isatty() else "json"), settings.log_level)
        server = uvicorn.Server(config(app))
        with _ending_well():
            server.run(sockets=[listening])


@contextmanager
def _ending_well() -> Iterator[None]:
    """Being told to stop is no failure: uvicorn raises the signal once more when it has stopped, and then it means nothing."""
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def config(app: Any) -> Any:
    """How uvicorn runs the application. Our own log tells of requests, without ids and keys in it."""
    import uvicorn

    return uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
        h11_max_incomplete_event_size=64_000,
    )


def welcome(settings: Settings, port: int, key: str | None) -> list[str]:
    """What whoever starts a server wants to know."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    url = f"http://{host}:{port}"
    if key is not None:
        told = f"{key}  (shown once; keep it)"
    elif settings.auth:
        told = "the one shown at the first start (mem0 serve --new-key makes another)"
    else:
        told = "none needed: whoever can reach this port owns the memories"
    return [f"Server:  {url}", f"API key: {told}", f"Docs:    {url}/docs"]


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((settings.host, settings.port))
        made.listen(1_024)
    except (OSError, UnicodeError) as error:
        made.close()
        reason = error.strerror if isinstance(error, OSError) else "it is no host name"
        raise ConfigurationError(
            f"Cannot listen on {settings.host}:{settings.port}: {reason}.", suggestion="Choose another --port or --host."
        ) from None
    return made
