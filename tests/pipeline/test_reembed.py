"""Changing the embedder of a full store: resumed after a kill, searched meanwhile, shared, switched in one piece."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mem0 import Memory
from mem0.errors import ConfigurationError, EmbeddingError
from mem0.pipeline import reembed
from tests.loopback import Received, Server
from tests.providers.embedders.vendors import openai_body, vector

TEXTS = [f"Ana keeps {number} bees" for number in range(40)]
SMALL = 8  # rows of a batch in these tests


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reembed, "BATCH", SMALL)
    monkeypatch.setattr(reembed, "AT_ONCE", 1)


class Model:
    """Embeds, counts what it embedded, and does as it is told before each text."""

    def __init__(self, dims: int = 8, before: Callable[[int], None] = lambda _: None) -> None:
        self.dims, self.before = dims, before
        self.texts: list[str] = []

    def embed_batch(self, texts: list[str], memory_action: str) -> list[list[float]]:
        del memory_action
        self.before(len(self.texts))
        self.texts += texts
        return [vector(text, self.dims) for text in texts]


def embedder(model: object, name: str = "new") -> dict[str, Any]:
    return {"provider": "custom", "config": {"model": model, "name": name}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store of forty memories, made with the static embedder."""
    place = tmp_path / "a.db"
    with Memory({"path": place, "embedder": {"provider": "static"}}) as memory:
        memory.add([{"role": "user", "content": text} for text in TEXTS], user_id="ana", infer=False)
    return place


def found(memory: Memory) -> str:
    return str(memory.search("who keeps 7 bees", user_id="ana", limit=1)["results"][0]["memory"])


def test_every_text_is_embedded_once(path: Path) -> None:
    model, steps = Model(), list[tuple[int, int]]()
    with Memory({"path": path}) as memory:
        assert memory.reindex(embedder(model), lambda done, total: steps.append((done, total))) == 40
        assert memory.stats()["embedder"] == "custom/new/8"
        assert found(memory) == TEXTS[7]

    assert sorted(model.texts)[:40] == sorted(TEXTS)
    assert steps == [(done, 40) for done in (0, 8, 16, 24, 32, 40)]


def test_a_job_that_broke_off_goes_on_where_it_was(path: Path) -> None:
    def fail(done: int) -> None:
        if done >= 24:
            raise OSError("gone")

    steps: list[tuple[int, int]] = []
    with Memory({"path": path}) as memory:
        with pytest.raises(EmbeddingError.__mro__[1]):
            memory.reindex(embedder(Model(before=fail)))
        assert memory.stats()["embedder"] == "static-1"
        assert found(memory) == TEXTS[7]

        again = Model()
        assert memory.reindex(embedder(again), lambda done, total: steps.append((done, total))) == 40
        assert found(memory) == TEXTS[7]

    assert steps[0] == (24, 40)
    assert set(again.texts) - {"who keeps 7 bees"} == set(TEXTS[24:])


def test_what_changed_while_it_was_broken_off_is_embedded_anew(path: Path) -> None:
    """Also a text that had been done already, one that was added and one that was deleted."""

    def fail(done: int) -> None:
        if done >= 24:
            raise OSError("gone")

    with Memory({"path": path}) as memory:
        with pytest.raises(Exception, match="custom/new"):
            memory.reindex(embedder(Model(before=fail)))
        first, second = memory.get_all(user_id="ana", limit=2)["results"]
        memory.update(first["id"], "Bo paints boats")
        memory.delete(second["id"])
        memory.add("Cy sails", user_id="ana", infer=False)

        again = Model()
        memory.reindex(embedder(again))

        assert {"Bo paints boats", "Cy sails"} <= set(again.texts)
        assert memory.search("who paints boats", user_id="ana", limit=1)["results"][0]["memory"] == "Bo paints boats"
        assert second["memory"] not in again.texts


def test_what_comes_in_while_it_runs_is_embedded_too(path: Path) -> None:
    with Memory({"path": path}) as other:

        def add_more(done: int) -> None:
            if done in (0, 40):  # at the start, and when all was done
                other.add(f"Bo paints {done} boats", user_id="ana", infer=False)

        model = Model(before=add_more)
        with Memory({"path": path}) as memory:
            assert memory.reindex(embedder(model)) == 42
            assert memory.search("who paints 40 boats", user_id="ana", limit=1)["results"][0]["memory"] == "Bo paints 40 boats"

    assert {"Bo paints 0 boats", "Bo paints 40 boats"} <= set(model.texts)


def test_searching_goes_on_with_the_old_embedder_meanwhile(path: Path) -> None:
    seen: list[str] = []
    with Memory({"path": path}) as other, Memory({"path": path}) as memory:
        memory.reindex(embedder(Model(before=lambda _: seen.append(found(other)))))

        assert seen == [TEXTS[7]] * 5
        with pytest.raises(ConfigurationError, match="custom/new"):
            found(other)  # it was opened with the old one; to go on it must be opened anew


def test_a_second_job_for_the_same_embedder_shares_the_work(path: Path) -> None:
    """It starts when the first has done sixteen; both end well, and what the first did is not done again."""
    second = Model()
    inner: list[int] = []

    def join(done: int) -> None:
        if done == 16:
            with Memory({"path": path}) as other:
                inner.append(other.reindex(embedder(second)))

    first = Model(before=join)
    with Memory({"path": path}) as memory:
        assert memory.reindex(embedder(first)) == 40
        assert found(memory) == TEXTS[7]

    assert inner == [40]
    assert sorted(second.texts) == sorted(TEXTS[16:])


def test_a_job_for_another_embedder_takes_the_place_of_the_first(path: Path) -> None:
    def other_job(done: int) -> None:
        if done == 16:
            with Memory({"path": path}) as other:
                other.reindex(embedder(Model(dims=4), "other"))

    with Memory({"path": path}) as memory, pytest.raises(ConfigurationError, match="no longer with custom/new"):
        memory.reindex(embedder(Model(before=other_job)))
    with Memory({"path": path, "embedder": embedder(Model(dims=4), "other")}) as memory:
        assert memory.stats()["embedder"] == "custom/other/4"
        assert found(memory) == TEXTS[7]


def test_a_model_that_changes_its_size_in_the_middle_is_refused(path: Path) -> None:
    model = Model()
    model.before = lambda done: setattr(model, "dims", 4 if done >= 16 else 8)
    with Memory({"path": path}) as memory:
        with pytest.raises(EmbeddingError, match="4 numbers, not of 8"):
            memory.reindex(embedder(model))
        with pytest.raises(ConfigurationError, match="custom/new"):  # nor when it is taken up again
            memory.reindex(embedder(Model(dims=4)))
        assert found(memory) == TEXTS[7]


KILLED = """
import sys
from mem0.cli import app
from mem0.pipeline import reembed
reembed.BATCH, reembed.AT_ONCE = 8, 1
sys.exit(app.run(["--config", sys.argv[1], "reembed", "--json"]))
"""


def test_a_killed_process_loses_nothing_and_its_work_is_not_done_twice(path: Path, tmp_path: Path) -> None:
    """kill -9 in the middle of the fourth request; the command is run again and asks for the rest only."""
    reached, asked = threading.Event(), list[str]()

    def answer(request: Received) -> Any:
        texts = request.body["input"]
        if len(asked) == 24 and not reached.is_set():
            reached.set()
            time.sleep(30)  # the process is killed before
        asked.extend(texts)
        return openai_body([vector(text) for text in texts])

    server = Server(answer)
    settings = {"model": "m", "api_key": "k", "openai_base_url": f"{server.url}/v1", "max_retries": 0}
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"path": str(path), "embedder": {"provider": "openai", "config": settings}}))
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(config)], stdout=subprocess.DEVNULL)
    assert reached.wait(60)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with Memory({"path": path}) as memory:
        assert memory.stats()["embedder"] == "static-1"
        assert memory.stats()["problems"] == []
        assert found(memory) == TEXTS[7]

    said = subprocess.run([sys.executable, "-c", KILLED, str(config)], stdout=subprocess.PIPE, check=True).stdout

    assert json.loads(said)["data"] == {"rows": 40, "embedder": "openai/m/8"}
    assert sorted(asked) == sorted(TEXTS)
    server.close()
