"""What was found about a key is kept, and forgotten when rights change: at once here, within a second elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mem0.errors import AuthenticationError
from mem0.server.bootstrap import prepare
from mem0.server.control import keys
from mem0.server.control.file import ControlFile
from mem0.server.control.keys import NewKey
from mem0.server.services import Services
from mem0.server.settings import Settings


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = prepare(Settings(data=tmp_path, memory={"embedder": {"provider": "static"}}))
    yield made
    made.close()


def test_a_revoked_key_is_refused_at_once_by_the_process_that_revoked_it(services: Services) -> None:
    made, key = keys.add_key(services.control, NewKey("k", services.first.project, "member"), at=1)
    assert services.gate.principal({"x-api-key": key}).key == made

    assert keys.revoke(services.control, services.first.project, made, at=2)

    with pytest.raises(AuthenticationError):
        services.gate.principal({"x-api-key": key})


def test_a_key_that_another_process_revokes_is_refused_within_a_second(services: Services) -> None:
    made, key = keys.add_key(services.control, NewKey("k", services.first.project, "member"), at=1)
    services.gate.principal({"x-api-key": key})
    other = ControlFile(services.control.path)
    assert keys.revoke(other, services.first.project, made, at=2)
    other.close()

    time.sleep(0.3)  # longer than the gate looks away

    with pytest.raises(AuthenticationError):
        services.gate.principal({"x-api-key": key})
