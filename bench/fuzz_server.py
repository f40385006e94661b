"""Try the server with many requests made from its OpenAPI document, valid and invalid, and count the server errors.

$ python bench/fuzz_server.py 50
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.server.live import Live, running


def main(examples: int) -> int:
    """Prints how many requests got which kind of answer; returns how many were server errors."""
    counts: Counter[str] = Counter()
    operations, began = 0, time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as live:
        schema = schemathesis.openapi.from_url(f"{live.url}/openapi.json")
        for result in schema.get_all_operations():
            try_operation(live, result.ok(), examples, counts)
            operations += 1
    kinds = ", ".join(f"{kind}: {count:,}" for kind, count in sorted(counts.items()))
    print(f"{counts.total():,} requests to {operations} operations in {time.perf_counter() - began:.0f} s; {kinds}")
    return counts["5xx"]


def try_operation(live: Live, operation: Any, examples: int, counts: Counter[str]) -> None:
    modes = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))

    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(modes)
    def send(case: Any) -> None:
        answer = case.call(base_url=live.url, headers={"Authorization": f"Token {live.key}"}, allow_redirects=False)
        counts[f"{answer.status_code // 100}xx"] += 1
        if answer.status_code >= 500:
            print(operation.label, answer.status_code, answer.text[:200])

    send()


if __name__ == "__main__":
    sys.exit(min(1, main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)))
