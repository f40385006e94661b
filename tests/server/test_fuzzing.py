"""Requests made from the OpenAPI document, valid and invalid: none is answered with a server error.

`python bench/fuzz_server.py` tries many more.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from .live import Live, running
from .test_openapi import script

EXAMPLES = 2  # of each operation, of each kind
OPERATIONS = [result.ok() for result in schemathesis.openapi.from_dict(script().document()).get_all_operations()]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with running(tmp_path_factory.mktemp("fuzzing")) as made:
        yield made


@pytest.mark.filterwarnings("ignore")  # of the libraries that make the requests
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_no_request_breaks_the_server(live: Live, operation: Any) -> None:
    modes = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))

    @settings(max_examples=2 * EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(modes)
    def holds(case: Any) -> None:
        answer = case.call(base_url=live.url, headers={"Authorization": f"Token {live.key}"}, allow_redirects=False)

        assert answer.status_code < 500, answer.text

    holds()
    assert live.ask("GET", "/v1/ping/").status_code == 200
