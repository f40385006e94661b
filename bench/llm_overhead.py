"""What add() costs beside its language model: ours and the peer's, both with a model that answers at once.

    python bench/llm_overhead.py [--rounds 5] [--adds 40] [--no-peer]

Every add brings one new statement of its own user's conversation, a user's memories grow from none to `--adds`. Ours runs
with the default strategy (hybrid), on a durable file; the peer as bench/peer.py says, its answers in its own format. Both
embed at no cost: ours with the static table, the peer by looking a vector up. The sides take turns, each in its own process.

Both sides wait for the disk as they are configured by default: ours once an add (one transaction), the peer 12 times
(`strace -f -c -e trace=fsync,fdatasync`; its Qdrant folder and its history are SQLite files with several commits). So the
clock depends on the disk, and the processor time, of all threads, is given beside it: a figure without any waiting.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Any

import peer
from measure import Figure, Goal, Row, table
from texts import memories
from wire import Side, serve

HERE = Path(__file__).resolve()
Took = tuple[float, float]  # milliseconds by the clock, and of the processor


class Ours:
    """Our Memory with a model that answers at once: the new message is the fact."""

    def __init__(self, folder: Path) -> None:
        from mem0 import Memory
        from mem0.testing import ScriptedLLM

        llm = {"provider": "custom", "config": {"model": ScriptedLLM(self._answer)}}
        self._memory = Memory({"path": folder / "ours.db", "embedder": {"provider": "static"}, "llm": llm})

    @staticmethod
    def _answer(prompt: Any) -> Any:
        if prompt.shape is None:
            return "They talk."
        line = json.loads(prompt.turns[1].text.split("<new>\n")[1].split("\n")[0])
        return {"facts": [{"text": line["text"], "m": [1], "when": None}]}

    def add(self, texts: list[str], user: str) -> list[Took]:
        return [_timed(lambda text=text: self._memory.add(text, user_id=user)) for text in texts]

    def close(self) -> None:
        self._memory.close()


class Peer(peer.Peer):
    """The peer's Memory with a model that answers at once, in the format that it asks for."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._memory.llm = _Immediate()

    def add(self, texts: list[str], user: str) -> list[Took]:  # type: ignore[override]
        took = []
        for text in texts:
            self._memory.llm.text = text
            took.append(_timed(lambda text=text: self._memory.add(text, user_id=user)))
        if not self._memory.llm.asked:
            raise RuntimeError("the peer asked its model nothing")
        return took


class _Immediate:
    """The peer's language model: it gives the text that it was told of, as one new memory."""

    def __init__(self) -> None:
        self.text, self.asked = "", 0

    def generate_response(self, messages: Any = None, **_more: Any) -> str:
        del messages
        self.asked += 1
        return json.dumps({"memory": [{"id": "0", "text": self.text, "attributed_to": "user"}]})


def _timed(job: Any) -> Took:
    began, worked = time.perf_counter(), time.process_time()
    stored = job()
    took = (time.perf_counter() - began) * 1e3, (time.process_time() - worked) * 1e3
    if not stored["results"]:
        raise RuntimeError("nothing was stored")
    return took


def rows(*, rounds: int = 5, adds: int = 40, with_peer: bool = True) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        sides = [Side([sys.executable, HERE, "--ours", place], {}, place / "ours.log")]
        if with_peer:
            python = peer.make()
            sides.append(Side([python, HERE, "--peer", place], peer.environment(place), place / "peer.log"))
        took = [_rounds(side, number, adds) for number in range(rounds) for side in _order(sides, number)]
        for side in sides:
            side.ask("close")
            side.__exit__(None, None, None)
    ours, theirs = ([one for side, one in took if side is mine] for mine in (sides[0], sides[-1]))
    cell, goals = "overhead of one add with a model", (Goal("peer/ours", 4, least=True),)
    note = f"one message an add, {adds} adds a user, a model that answers at once; target: a quarter of the peer's"
    still = "no waiting for the disk, to which the peer goes 12 times an add, ours once"
    return [
        Row(cell, "ms", *_both(ours, theirs, 0, with_peer), goals=goals, note=note),
        Row(f"{cell}, processor time", "ms", *_both(ours, theirs, 1, with_peer), goals=goals, note=still),
    ]


def _order(sides: list[Side], number: int) -> list[Side]:
    return sides if number % 2 == 0 else sides[::-1]


def _rounds(side: Side, number: int, adds: int) -> tuple[Side, list[Took]]:
    return side, side.ask("add", texts=list(islice(memories(seed=number), adds)), user=f"user-{number}")


def _both(ours: list[list[Took]], theirs: list[list[Took]], clock: int, with_peer: bool) -> tuple[Figure, Figure | None]:
    mine, other = (Figure.of([[took[clock] for took in one] for one in side]) for side in (ours, theirs))
    return mine, other if with_peer else None


def _serve(kind: str, folder: Path) -> None:
    side = Ours(folder) if kind == "--ours" else Peer(folder)
    serve({"add": side.add, "close": side.close})


def main() -> None:
    if len(sys.argv) == 3 and sys.argv[1] in ("--ours", "--peer"):
        if sys.argv[1] == "--peer":
            import os

            os.environ.update(peer.environment(Path(sys.argv[2])))
        _serve(sys.argv[1], Path(sys.argv[2]))
        return
    parser = argparse.ArgumentParser(description="What add() costs beside its language model.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--adds", type=int, default=40)
    parser.add_argument("--no-peer", action="store_true")
    chosen = parser.parse_args()
    print(table(rows(rounds=chosen.rounds, adds=chosen.adds, with_peer=not chosen.no_peer)))


if __name__ == "__main__":
    main()
