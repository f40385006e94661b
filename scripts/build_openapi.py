"""Write docs/openapi.json and the table of routes in docs/reference/http.md. A test fails when they have become stale.

$ python scripts/build_openapi.py
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from mem0.server.app import TABLES, create_app
from mem0.server.settings import Settings

DOCS = Path(__file__).parent.parent / "docs"
OPENAPI, HTTP = DOCS / "openapi.json", DOCS / "reference" / "http.md"
BEGIN, END = "<!-- routes -->", "<!-- /routes -->"


def document() -> dict[str, Any]:
    """The document of a server as it is installed."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data=Path(folder)))
        try:
            return dict(app.openapi())
        finally:
            app.state.services.close()


def text() -> str:
    return json.dumps(document(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def routes() -> str:
    """The reference with its tables of routes renewed."""
    parts = []
    for table in TABLES:
        rows = [f"| `{r.method}` | `{r.path}` | {r.needs or 'nobody asked'} | {r.summary} |" for r in table.routes]
        head = [f"### {table.tag} ({table.dialect})", "", "| | Path | Needs | |", "|---|---|---|---|"]
        parts.append("\n".join([*head, *rows]))
    before, _, rest = HTTP.read_text("utf-8").partition(BEGIN)
    return before + BEGIN + "\n\n" + "\n\n".join(parts) + "\n\n" + END + rest.partition(END)[2]


if __name__ == "__main__":
    HTTP.write_text(routes(), encoding="utf-8")
    OPENAPI.write_text(text(), encoding="utf-8")
