"""The demo's files are what its transcripts say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_the_packaged_files_are_up_to_date() -> None:
    said = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "demo" / "build.py"), "--check"], capture_output=True, check=False
    )

    assert (said.returncode, said.stdout) == (0, b"")
