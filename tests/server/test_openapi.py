"""The OpenAPI document: served, kept in the repository, complete."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

from mem0.server.app import TABLES

from .live import Live

ROOT = Path(__file__).parent.parent.parent


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_openapi", ROOT / "scripts" / "build_openapi.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_snapshot_is_what_the_server_says() -> None:
    """After a change of the API: python scripts/build_openapi.py."""
    made = script()

    assert made.OPENAPI.read_text("utf-8") == made.text()


def test_the_reference_names_every_route() -> None:
    made = script()

    assert made.HTTP.read_text("utf-8") == made.routes()


def test_it_is_served_to_everybody(live: Live) -> None:
    served = live.ask("GET", "/openapi.json", key="").json()

    assert served == json.loads((ROOT / "docs" / "openapi.json").read_text("utf-8"))


def test_every_route_is_in_it_once(live: Live) -> None:
    paths = live.ask("GET", "/openapi.json", key="").json()["paths"]
    documented = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    ours = [(route.method, route.path) for table in TABLES for route in table.routes if not route.hidden]

    assert len(ours) == len(set(ours))
    assert set(ours) <= documented


def test_no_route_is_open_by_accident() -> None:
    """Whoever opens another one says so here."""
    open_to_all = {route.name for table in TABLES for route in table.routes if route.needs is None}

    assert open_to_all == {
        "GET /",
        "GET /auth/setup-status",
        "POST /auth/register",
        "POST /auth/login",
        "POST /auth/refresh",
    }
