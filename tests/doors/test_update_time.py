"""An update may say since when it holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from mem0 import Memory
from mem0.errors import ValidationError

STATIC = {"embedder": {"provider": "static"}}


def test_a_change_holds_since_the_time_it_names(tmp_path: Path) -> None:
    """Asked about a day before it, the memory says what held then; a time before the last change or to come is refused."""
    with Memory({**STATIC, "path": f"{tmp_path}/m.db"}) as memory:
        added = memory.add("I live in Lyon", user_id="ana", infer=False, timestamp="2024-01-01")
        made = added["results"][0]["id"]

        memory.update(made, "I live in Busan", timestamp="2024-06-01")

        def at(day: str) -> list[str]:
            return [item["memory"] for item in memory.get_all(user_id="ana", as_of=day)["results"]]

        assert (at("2024-05-01"), at("2024-07-01")) == (["I live in Lyon"], ["I live in Busan"])
        for wrong in ("2024-05-01", "2199-01-01"):
            with pytest.raises(ValidationError, match="timestamp lies"):
                memory.update(made, "I live in Seoul", timestamp=wrong)
        assert at("2024-07-01") == ["I live in Busan"]
