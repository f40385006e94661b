"""The command demo: a conversation of ten weeks is imported, asked about, and one changed fact is followed to its sources."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from .answer import Answer, Grid
from .registering import command
from .screen import Screen
from .session import Session
from .words import day, one_line, plural

if TYPE_CHECKING:
    from ..doors.sync import Memory

T = TypeVar("T")
Scope = dict[str, Any]

ANA: Final[Scope] = {"user_id": "ana"}
MINJUN: Final[Scope] = {"user_id": "minjun"}
HARBOR: Final[Scope] = {"run_id": "harbor"}
TOLD: Final = (
    ("ana.json", ANA, "Ana, alone with her assistant (English)"),
    ("minjun.json", MINJUN, "Minjun, alone with his assistant (Korean)"),
    ("harbor.json", HARBOR, "Harbor, the project of both (English and Korean)"),
)
QUESTIONS: Final = (
    (ANA, "Where do I live now?"),
    (ANA, "What am I allergic to?"),
    (ANA, "What happened to the trip to Iceland?"),
    (ANA, "Which company do I work for?"),
    (MINJUN, "민준이는 지금 어디에 살아?"),
    (MINJUN, "요즘도 커피 마셔?"),
    (MINJUN, "수영은 아직 다녀?"),
    (HARBOR, "When do we launch?"),
    (HARBOR, "데이터베이스는 뭘 쓰기로 했지?"),
    (HARBOR, "회의는 무슨 요일이야?"),
)
CHANGED: Final = "Where do I live?"
BEFORE: Final = "2025-03-10"
ANSWERS_SHOWN: Final = 2


@command("demo", scope=False)
def demo(session: Session) -> Answer:
    """Watch it remember: two people, ten weeks, two languages, facts that change."""
    stage = Stage(None if session.output in ("json", "quiet") else Screen.out())
    with _memory(session) as memory:
        learned = stage.timed("import", lambda: _import(memory))
        stage.heading("What was imported")
        for told, counts in zip(TOLD, learned, strict=True):
            stage.say(f"{told[2]}: {plural(counts['messages'], 'message')}, {_events(counts['events'])}")
        remembered = stage.timed("list", lambda: _remembered(memory))
        _show_remembered(stage, remembered)
        answers = _ask(stage, memory)
        changed = stage.timed("history", lambda: _changed(memory))
        _show_changed(stage, changed)
    _show_times(stage)
    data = {"imported": learned, "remembered": remembered, "answers": answers, "changed": changed, "seconds": stage.seconds}
    return Answer(data=data, count=len(answers), grid=Grid((), ()))


@contextmanager
def _memory(session: Session) -> Iterator[Memory]:
    """The memory of --path, else one in a folder that is gone afterwards."""
    if session.path is not None:
        yield session.memory()
        return
    with tempfile.TemporaryDirectory(prefix="mem0-demo-") as folder:
        session.path = Path(folder) / "demo.db"
        try:
            yield session.memory()
        finally:
            session.memory().close()


def _import(memory: Memory) -> list[dict[str, Any]]:
    from ..portability import Wish, import_file

    counts: list[dict[str, Any]] = []
    for name, scope, _ in TOLD:
        with resources.as_file(resources.files(__package__) / "demo_data" / name) as file:
            tally = import_file(memory, str(file), Wish(scope=scope))
        counts.append({"scope": scope, "messages": tally.messages, "present": tally.present, "events": dict(tally.events)})
    return counts


def _events(events: dict[str, int]) -> str:
    words = {"ADD": "added", "UPDATE": "updated", "DELETE": "ended", "NOOP": "said again"}
    said = [f"{events[event]} {word}" for event, word in words.items() if events.get(event)]
    return f"facts: {', '.join(said)}" if said else "nothing new"


def _remembered(memory: Memory) -> list[dict[str, Any]]:
    return [{"scope": scope, "memories": list(memory.get_all(**scope)["results"])} for _, scope, _ in TOLD]


def _ask(stage: Stage, memory: Memory) -> list[dict[str, Any]]:
    """Every question with its best answers, and the time that each took."""
    stage.heading("Questions")
    answers: list[dict[str, Any]] = []
    for scope, question in QUESTIONS:
        started = time.perf_counter()
        found = memory.search(question, **scope, limit=5)["results"]
        took = (time.perf_counter() - started) * 1000
        stage.seconds["search"] = round(stage.seconds.get("search", 0.0) + took / 1000, 4)
        stage.say(f"{question}", style="bold", aside=f"{took:.1f} ms")
        for item in found[:ANSWERS_SHOWN]:
            stage.say(f"  {item['score']:.2f}  {_said(item)}")
        answers.append({"question": question, "scope": scope, "milliseconds": round(took, 1), "results": list(found)})
    return answers


def _said(item: dict[str, Any]) -> str:
    who = f"{item['actor_id']}: " if item.get("actor_id") and item.get("evidence") else ""
    kind = "  (a message)" if item.get("evidence") else ""
    return f"{who}{one_line(item['memory'])}{kind}"


def _changed(memory: Memory) -> dict[str, Any]:
    """What Ana's home was and is, how the change came about, and the answer as of a day before it."""
    everything = memory.get_all(**ANA, include_superseded=True)["results"]
    past = [item for item in everything if item.get("superseded_by")]
    past.sort(key=lambda item: item.get("slot") != "residence")
    if not past:
        return {"now": None, "then": [], "versions": [], "history": []}
    now = memory.get(past[0]["superseded_by"]) or past[0]
    return {
        "now": now, "then": list(memory.search(CHANGED, **ANA, limit=1, as_of=BEFORE)["results"]),
        "versions": [item for item in past if item["superseded_by"] == now["id"]], "history": memory.history(now["id"]),
    }


def _show_remembered(stage: Stage, remembered: list[dict[str, Any]]) -> None:
    for (_, _, title), one in zip(TOLD, remembered, strict=True):
        stage.heading(f"Remembered: {title}")
        for item in one["memories"]:
            stage.say(one_line(item["memory"]), mark="•", aside=day(item.get("valid_from")))


def _show_changed(stage: Stage, changed: dict[str, Any]) -> None:
    stage.heading("A fact that changed")
    if changed["now"] is None:
        stage.say("Nothing was superseded.")
        return
    stage.say(f"now: {one_line(changed['now']['memory'])}", style="bold", aside=f"since {day(changed['now']['valid_from'])}")
    for source in changed["now"].get("sources", []):
        stage.say(f"     because of “{one_line(source.get('quote') or '')}”")
    for version in changed["versions"]:
        until = f"{day(version['valid_from'])} to {day(version['valid_to'])}"
        stage.say(f"before: {one_line(version['memory'])}", aside=until)
    for entry in changed["history"]:
        stage.say(f"history: {entry['event']} {one_line(entry['memory'])}", aside=day(entry["timestamp"]))
    for item in changed["then"]:
        stage.say(f"“{CHANGED}” as of {BEFORE}: {one_line(item['memory'])}")


def _show_times(stage: Stage) -> None:
    stage.heading("Time")
    for name, seconds in stage.seconds.items():
        what = f"{plural(len(QUESTIONS), 'question')}" if name == "search" else name
        stage.say(f"{what}: {seconds * 1000:,.0f} ms")


@dataclass(slots=True)
class Stage:
    """Where the demo speaks (None: nowhere), and how long its steps took."""

    screen: Screen | None
    seconds: dict[str, float] = field(default_factory=dict)

    def timed(self, name: str, step: Callable[[], T]) -> T:
        started = time.perf_counter()
        result = step()
        self.seconds[name] = round(time.perf_counter() - started, 4)
        return result

    def heading(self, text: str) -> None:
        if self.screen is not None:
            self.screen.say()
            self.screen.say((text, "bold cyan"))

    def say(self, text: str, *, mark: str = "", style: str = "", aside: str = "") -> None:
        """One line; `aside` stands dim behind it."""
        if self.screen is not None:
            begin = f"{mark} " if mark else text[: len(text) - len(text.lstrip())]
            self.screen.say(f"{mark} " if mark else "", (text, style), (f"  {aside}" if aside else "", "dim"), hang=len(begin))


COMMANDS: Final = (demo,)
