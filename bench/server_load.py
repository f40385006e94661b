"""How many searches a server answers, beside a trivial JSON endpoint of the same stack in the same run.

    python bench/server_load.py                    10,000 memories of 100 users, 32 connections, static embedder
    python bench/server_load.py --embedder minilm --json out.json
    python bench/server_load.py --different 30000  questions that do not come again, instead of 300 in turn

Both are served by uvicorn in a process of their own; load_client.py asks from a third. Rounds of both take turns, so that
what else the machine does meets both; the figure is the median over the rounds of (searches a second / trivial answers a
second); `cpu_ratio` compares the processor time of one answer instead, which is steadier on a busy machine. The trivial
endpoint reads a JSON body and answers with a small JSON object: what the stack costs without us.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from measure import Figure, Goal, Row

ROOT = Path(__file__).resolve().parents[1]
KEY = "bench-key-of-sixteen"
TRIVIAL = """
import sys, uvicorn
from fastapi import FastAPI, Request, Response
from mem0.server.serve import config
import json
app = FastAPI()
@app.post("/trivial")
async def trivial(request: Request) -> Response:
    json.loads(await request.body())
    return Response(json.dumps({"results": []}).encode(), media_type="application/json")
made = config(app); made.host, made.port = "127.0.0.1", int(sys.argv[1])
uvicorn.Server(made).run()
"""
HOBBIES = ("tea", "chess", "rowing", "pottery", "astronomy", "baking", "jazz", "climbing", "origami", "gardening")
PLACES = ("Lyon", "Oslo", "Busan", "Porto", "Quito", "Turin", "Leeds", "Ghent", "Cork", "Split")


def fill(data: Path, embedder: str, users: int, each: int) -> None:
    """Memories of every user, straight into the project's file."""
    from mem0 import Memory
    from mem0.server.bootstrap import prepare
    from mem0.server.settings import Settings

    services = prepare(Settings(data=data, memory={"embedder": {"provider": embedder}}))
    path = services.projects.path_of(services.first.project)
    services.close()
    with Memory({"path": path, "embedder": {"provider": embedder}, "durability": "normal"}) as memory:
        for user in range(users):
            texts = [
                f"In {PLACES[(user + n) % 10]} I liked {HOBBIES[n % 10]} number {n} with friend {(user * 7 + n) % 97}"
                for n in range(each)
            ]
            memory.add([{"role": "user", "content": text} for text in texts], user_id=f"user-{user}", infer=False)


def start(command: list[str], port: int, path: str, **env: str) -> subprocess.Popen[bytes]:
    around = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **env}
    process = subprocess.Popen(command, env=around, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=2).close()
            return process
        except urllib.error.HTTPError:
            return process  # it answers
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def raw(path: str, body: Any) -> str:
    content = json.dumps(body)
    head = [
        f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Token {KEY}", "Content-Type: application/json",
        f"Content-Length: {len(content)}",
    ]  # fmt: skip
    return "\r\n".join(head) + "\r\n\r\n" + content


def searches(users: int, different: int = 0) -> list[str]:
    """One question a user and hobby, as MemoryClient sends it; or so many that no two have the same words."""
    asked = [(f"what {hobby} did I like?", user) for hobby in HOBBIES[:3] for user in range(users)]
    if different:
        words = [(HOBBIES[n % 10], PLACES[n // 10 % 10], n // 100) for n in range(different)]
        asked = [(f"what {h} did I like in {p} with friend {n}?", place % users) for place, (h, p, n) in enumerate(words)]
    return [
        raw("/v3/memories/search/", {"query": text, "filters": {"user_id": f"user-{user}"}, "top_k": 10}) for text, user in asked
    ]


def cpu_of(process: subprocess.Popen[bytes]) -> float:
    """Processor seconds that a process has used (Linux)."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def load(
    process: subprocess.Popen[bytes], port: int, requests: Path, connections: int, seconds: float
) -> dict[str, Any]:
    before = cpu_of(process)
    command = [sys.executable, str(ROOT / "bench" / "load_client.py"), "127.0.0.1", str(port), str(requests)]
    command += ["--connections", str(connections), "--seconds", str(seconds)]
    found: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    cpu_ms = (cpu_of(process) - before) / found["requests"] * 1_000
    return {**found, "rps": found["requests"] / found["seconds"], "cpu_ms": cpu_ms}


def measure(given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    fill(folder / "data", given.embedder, given.users, given.each)
    settings = folder / "settings.json"
    memory = {"embedder": {"provider": given.embedder}}
    settings.write_text(json.dumps({"rate_per_minute": 0, "log_level": given.log_level, "memory": memory}))
    ours, other = given.port, given.port + 1
    command = [sys.executable, "-m", "mem0", "serve", "--port", str(ours), "--data", str(folder / "data")]
    command += ["--settings", str(settings)]
    files = {"search": folder / "search.json", "trivial": folder / "trivial.json"}
    files["search"].write_text(json.dumps(searches(given.users, given.different)))
    files["trivial"].write_text(json.dumps([raw("/trivial", {"query": "what tea did I like?", "top_k": 10})]))
    processes = [
        start(command, ours, "/health/ready", ADMIN_API_KEY=KEY),
        start([sys.executable, "-c", TRIVIAL, str(other)], other, "/"),
    ]
    try:
        runs = {"trivial": (processes[1], other), "search": (processes[0], ours)}
        for name, (process, port) in runs.items():
            load(process, port, files[name], given.connections, 3.0)  # the indexes of all users are loaded
        rounds = [
            {name: load(*run, files[name], given.connections, given.seconds) for name, run in runs.items()}
            for _ in range(given.rounds)
        ]
    finally:
        for process in processes:
            process.terminate()
            process.wait()
    return summary(rounds, given)


def summary(rounds: list[dict[str, Any]], given: argparse.Namespace) -> dict[str, Any]:
    def middle(name: str, what: str) -> float:
        return round(statistics.median(one[name][what] for one in rounds), 3)

    ratios = [one["search"]["rps"] / one["trivial"]["rps"] for one in rounds]
    return {
        "memories": given.users * given.each, "users": given.users, "connections": given.connections, "embedder": given.embedder,
        "rounds": len(rounds), "ratio": round(statistics.median(ratios), 3), "ratios": [round(one, 3) for one in ratios],
        "search_rps": middle("search", "rps"), "trivial_rps": middle("trivial", "rps"),
        **{f"search_{p}_ms": middle("search", p) for p in ("p50", "p95", "p99")},
        "trivial_p95_ms": middle("trivial", "p95"),
        "search_cpu_ms": middle("search", "cpu_ms"), "trivial_cpu_ms": middle("trivial", "cpu_ms"),
        "cpu_ratio": round(statistics.median(one["trivial"]["cpu_ms"] / one["search"]["cpu_ms"] for one in rounds), 3),
        "errors": sum(one[name]["errors"] for one in rounds for name in one),
        "client_cpu_share": round(max(one["trivial"]["client_cpu"] / one["trivial"]["seconds"] for one in rounds), 2),
    }  # fmt: skip


def rows(*, users: int = 100, rounds: int = 3, seconds: float = 2.0) -> list[Row]:
    """The short form for the table of all figures."""
    wish = ["--users", str(users), "--rounds", str(rounds), "--seconds", str(seconds)]
    with tempfile.TemporaryDirectory() as folder:
        found = measure(_asked(wish), Path(folder))
    note = (
        f"{found['memories']:,} memories of {users} users, {found['connections']} connections, {found['search_rps']:.0f} of "
        f"{found['trivial_rps']:.0f} answers a second, p95 {found['search_p95_ms']:.0f} ms, "
        f"{found['errors']} errors; {found['search_cpu_ms']:.2f} ms of processor a search"
    )
    cell = "searches a second over HTTP, beside a trivial endpoint"
    return [Row(cell, "share", Figure(found["ratio"]), goals=(Goal("p50", 0.35, least=True),), note=note)]


def _asked(args: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=100)
    parser.add_argument("--each", type=int, default=100, help="memories of a user")
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0, help="of a round")
    parser.add_argument("--different", type=int, default=0, help="questions, each with words of its own; 0: 300 in turn")
    parser.add_argument("--embedder", default="static")
    parser.add_argument("--log-level", default="warning")
    parser.add_argument("--port", type=int, default=18_700)
    parser.add_argument("--json", type=Path)
    return parser.parse_args(args)


def main() -> None:
    given = _asked()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(given, Path(folder))
    text = json.dumps(found, indent=2)
    print(text)
    if given.json:
        given.json.write_text(text + "\n")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    main()
