"""One server for all tests of a file; each test takes users, or a project, of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .live import Live, running


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with running(tmp_path_factory.mktemp("server")) as made:
        yield made
