"""`mem0 eval`: a table from one command, with a model behind OpenAI's protocol."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..evaluation.pieces import RIGHT, found, locomo_file
from ..loopback import Received, Server


@pytest.fixture
def vendor() -> Iterator[Server]:
    made = Server(otherwise=_completion)
    yield made
    made.close()


def _completion(request: Received) -> Any:
    """A model that knows everything, over HTTP."""
    told = request.body["messages"][-1]["content"]
    text = RIGHT[found(r"Question: (.*)", told)]
    if "response_format" in request.body:
        text = json.dumps({"reason": "compared", "label": "CORRECT" if f": {text}" in told else "WRONG"})
    message = {"role": "assistant", "content": text}
    usage = {"prompt_tokens": 10, "completion_tokens": 2, "total_tokens": 12}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    return {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}


def test_a_table_and_a_result_come_of_one_command(
    tmp_path: Path, vendor: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The model answers over HTTP; the store of the evaluation lies in its own folder."""
    from mem0.cli.app import run

    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-0123456789")
    config = tmp_path / "answers.json"
    settings = {"model": "gpt-4o-mini", "openai_base_url": f"{vendor.url}/v1", "temperature": 0}
    config.write_text(json.dumps({"llm": {"provider": "openai", "config": settings}}))
    work = tmp_path / "work"
    command = ["eval", "locomo", locomo_file(tmp_path), "--work", str(work), "--answer-config", str(config)]

    assert run([*command, "--baseline", "full-context", "--runs", "2"]) == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    told = json.loads((work / "result.json").read_text())

    assert ["memory", "all", "4", "100.00 ± 0.00"] in [row[:4] for row in rows]
    assert {row[0] for row in rows} == {"memory", "full-context"}
    assert (work / "memory.db").exists()
    assert told["tokens"] == {"answers_in": 200, "answers_out": 40, "judge": 240}
    asked = len(vendor.asked)
    assert run(command) == 0
    assert len(vendor.asked) == asked  # nothing is paid for twice


def test_a_model_is_needed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from mem0.cli.app import run

    assert run(["eval", "locomo", locomo_file(tmp_path), "--work", str(tmp_path / "work")]) == 2
    assert "--answer-config" in capsys.readouterr().err
