"""Write docs/openapi.json: what the server's API takes and answers. A test fails when it has become stale.

$ python scripts/build_openapi.py
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from mem0.server.app import create_app
from mem0.server.settings import Settings

OPENAPI = Path(__file__).parent.parent / "docs" / "openapi.json"


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


if __name__ == "__main__":
    OPENAPI.write_text(text(), encoding="utf-8")
