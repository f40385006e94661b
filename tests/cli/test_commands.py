"""What each command does, prints and returns to the shell."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from mem0 import Memory

from ..loopback import Server
from .conftest import Run


def kept(mem0: Run, text: str, *words: str) -> str:
    """Store a text word for word for ana; returns its id."""
    return mem0("add", text, "-u", "ana", "--no-infer", "-o", "quiet", *words).out.strip()


# add


def test_add_prints_one_line_a_change(mem0: Run) -> None:
    said = mem0("add", "I live in Lyon.", "-u", "ana")

    ((event, memory_id, memory),) = said.lines
    assert (said.code, event) == (0, "ADD")
    assert len(memory_id) == 36
    assert "Lyon" in memory


def test_a_change_of_mind_is_an_update(mem0: Run) -> None:
    mem0("add", "I live in Porto.", "-u", "ana")

    said = mem0("add", "I moved to Lyon.", "-u", "ana", "--json")

    assert said.data[0]["event"] == "UPDATE"
    assert "Porto" in said.data[0]["previous_memory"]


def test_add_reads_standard_input(mem0: Run) -> None:
    mem0("add", "-", "-u", "min", "--no-infer", stdin="나는 부산에 살아\n")

    assert [line[-1] for line in mem0("list", "-u", "min").lines] == ["나는 부산에 살아"]


def test_add_without_text_reads_the_pipe(mem0: Run) -> None:
    assert mem0("add", "-u", "ana", "--no-infer", stdin="piped").lines[0][2] == "piped"


@pytest.mark.parametrize("wrapped", [True, False])
def test_add_reads_a_file_of_messages(mem0: Run, tmp_path: Path, wrapped: bool) -> None:
    messages = [{"role": "user", "name": "Bo", "content": "one"}, {"role": "assistant", "content": "two"}]
    file = tmp_path / "m.json"
    file.write_text(json.dumps({"messages": messages} if wrapped else messages))

    said = mem0("add", "-f", str(file), "--run-id", "team", "--no-infer", "--json")

    assert [(i["memory"], i["actor_id"]) for i in said.data] == [("one", "Bo"), ("two", None)]


def test_add_takes_messages_as_json(mem0: Run) -> None:
    assert mem0("add", "--messages", '[{"role": "user", "content": "x"}]', "-u", "a", "--no-infer").code == 0


def test_add_keeps_time_metadata_name_and_expiry(mem0: Run) -> None:
    options = ("-m", '{"topic": "food"}', "--timestamp", "2025-05-04", "--expires", "2999-01-01", "--name", "Ana")

    memory_id = kept(mem0, "tea", *options)

    item = mem0("get", memory_id, "--json").data
    assert item["metadata"] == {"topic": "food"}
    assert (item["created_at"][:10], item["expiration_date"], item["actor_id"]) == ("2025-05-04", "2999-01-01", "Ana")


@pytest.mark.parametrize("time", ["2025-05-04", "20250504", "1746316800", "2025-05-04T02:00+02:00"])
def test_times_are_iso_or_epoch_seconds(mem0: Run, time: str) -> None:
    memory_id = kept(mem0, "tea", "--timestamp", time)

    assert mem0("get", memory_id, "--json").data["created_at"][:19] == "2025-05-04T00:00:00"
    assert mem0("list", "-u", "ana", "--after", time, "--before", time).code == 0


def test_a_year_alone_is_no_time(mem0: Run) -> None:
    """It must not become a moment of January 1970."""
    assert mem0("add", "tea", "-u", "ana", "--timestamp", "2025").code == 2


def test_what_is_not_remembered_is_explained(mem0: Run) -> None:
    said = mem0("add", "Hello!", "-u", "ana")

    assert (said.code, said.out) == (0, "")
    assert "Nothing new to remember" in said.err


@pytest.mark.parametrize(
    "words",
    [
        ("add", "x"),
        ("add", "x", "-u", "ana", "-m", "{bad"),
        ("add", "x", "-u", "ana", "-m", "[1]"),
        ("add", "x", "--messages", "[]", "-u", "ana"),
        ("add", "--messages", "{bad", "-u", "ana"),
        ("add", "x", "-u", "ana", "--timestamp", "soon"),
        ("add", "x", "-u", "ana", "--expires", "soon"),
        ("add", "-u", "ana"),
        ("search", "x"),
        ("search", "x", "-u", "ana", "--threshold", "7"),
        ("search", "x", "-u", "ana", "--filter", '{"n": {"near": 3}}'),
        ("list",),
        ("list", "-u", "ana", "--page", "0"),
        ("delete",),
        ("delete", "--all"),
        ("delete", "an-id", "--all", "-u", "ana"),
        ("import", "/no/such/file"),
        ("list", "-u", "ana", "-o", "xml"),
        ("list", "-u", "ana", "--limit", "many"),
        ("serch", "x"),
        ("search",),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(mem0: Run, words: tuple[str, ...]) -> None:
    said = mem0(*words)

    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("mem0: ")
    assert len(said.err.splitlines()) == 1


# search


def test_search_prints_score_id_day_and_memory(mem0: Run) -> None:
    memory_id = kept(mem0, "My cat is called Miso", "--timestamp", "2025-05-04")

    said = mem0("search", "What is the cat's name?", "-u", "ana")

    score, *rest = said.lines[0]
    assert 0 < float(score) <= 1
    assert rest == [memory_id, "2025-05-04", "My cat is called Miso"]


def test_search_that_finds_nothing_returns_1(mem0: Run) -> None:
    assert mem0("search", "tea", "-u", "nobody").code == 1


def test_search_stays_with_the_person(mem0: Run) -> None:
    kept(mem0, "tea")

    assert mem0("search", "tea", "-u", "bo").code == 1
    assert mem0("search", "tea", "--everyone").code == 0


def test_search_options_reach_the_engine(mem0: Run) -> None:
    for n in range(3):
        kept(mem0, f"tea number {n}", "-m", f'{{"n": {n}}}')

    assert len(mem0("search", "tea", "-u", "ana", "-k", "2").lines) == 2
    assert [
        i["metadata"]["n"] for i in mem0("search", "tea", "-u", "ana", "--filter", '{"n": {"gte": 2}}', "--json").data
    ] == [2]
    assert "final_score" in mem0("search", "tea", "-u", "ana", "--explain", "--json").data[0]["score_details"]


def test_search_gives_only_the_fields_asked_for(mem0: Run) -> None:
    memory_id = kept(mem0, "tea")

    assert mem0("search", "tea", "-u", "ana", "--fields", "id,memory", "--json").data == [{"id": memory_id, "memory": "tea"}]


def test_search_as_of_a_day_finds_what_held_then(mem0: Run) -> None:
    mem0("add", "I live in Porto.", "-u", "ana", "--timestamp", "2025-03-01")
    mem0("add", "I moved to Lyon.", "-u", "ana", "--timestamp", "2025-05-01")

    assert "Porto" in mem0("search", "Where does Ana live?", "-u", "ana", "--as-of", "2025-04-01").lines[0][3]
    assert "Lyon" in mem0("search", "Where does Ana live?", "-u", "ana").lines[0][3]


def test_expired_memories_are_shown_on_demand(mem0: Run) -> None:
    kept(mem0, "tea", "--expires", "2001-01-01")

    assert mem0("list", "-u", "ana").code == 1
    assert mem0("list", "-u", "ana", "--show-expired").code == 0


# list, get, history, users


def test_list_pages(mem0: Run) -> None:
    for n in range(5):
        kept(mem0, f"n{n}", "--timestamp", f"2025-05-0{n + 1}")

    assert [line[3] for line in mem0("list", "-u", "ana", "--page", "2", "--page-size", "2").lines] == ["n2", "n3"]
    assert [line[3] for line in mem0("list", "-u", "ana", "--after", "2025-05-04").lines] == ["n3", "n4"]
    assert [line[3] for line in mem0("list", "-u", "ana", "--limit", "1", "--offset", "1").lines] == ["n1"]


def test_a_memory_of_many_lines_stays_on_one(mem0: Run) -> None:
    """And nothing in it can repaint the screen."""
    kept(mem0, "one\ntwo\tthree \x1b[2Jfour")

    assert mem0("list", "-u", "ana").lines[0][3] == "one two three \ufffd[2Jfour"


def test_markup_in_a_memory_is_only_text(mem0: Run) -> None:
    kept(mem0, "[bold]not bold[/bold] :smile:")

    assert "[bold]not bold[/bold] :smile:" in mem0("list", "-u", "ana", "-o", "table").out


def test_korean_columns_align(mem0: Run) -> None:
    """A Hangul syllable is two columns wide."""
    kept(mem0, "나는 부산에 살아")
    kept(mem0, "tea")

    rows = [line for line in mem0("list", "-u", "ana", "-o", "table").out.splitlines() if "user ana" in line]

    assert len({row.index("user ana") for row in rows}) == 1


def test_history_shows_the_old_and_the_new(mem0: Run) -> None:
    memory_id = kept(mem0, "tea")
    mem0("update", memory_id, "coffee")

    assert [line[1:3] for line in mem0("history", memory_id).lines] == [["ADD", "tea"], ["UPDATE", "tea → coffee"]]


def test_users_lists_everyone(mem0: Run) -> None:
    kept(mem0, "tea")
    mem0("add", "x", "--run-id", "team", "--no-infer")

    assert [line[:3] for line in mem0("users").lines] == [["user", "ana", "1"], ["run", "team", "1"]]


@pytest.mark.parametrize("words", [("get", "x"), ("update", "x", "y"), ("delete", "x"), ("history", "x")])
def test_unknown_ids_return_1(mem0: Run, words: tuple[str, ...]) -> None:
    said = mem0(*words)

    assert said.code == 1
    assert said.err.startswith("mem0: ")


# update, delete


def test_update_changes_metadata_and_lifts_expiry(mem0: Run) -> None:
    memory_id = kept(mem0, "tea", "--expires", "2999-01-01")

    said = mem0("update", memory_id, "-m", '{"n": 1}', "--expires", "never", "--json")

    assert said.data["metadata"] == {"n": 1}
    assert "expiration_date" not in said.data


def test_delete_takes_ids_from_a_pipe(mem0: Run) -> None:
    ids = [kept(mem0, text) for text in ("one", "two")]

    assert mem0("delete", "-", stdin="\n".join(ids)).code == 0
    assert mem0("list", "-u", "ana").code == 1


def test_dry_run_deletes_nothing(mem0: Run) -> None:
    kept(mem0, "tea")

    said = mem0("delete", "--all", "-u", "ana", "--dry-run", "--json")

    assert [(i["memory"], i["deleted"]) for i in said.data] == [("tea", False)]
    assert mem0("list", "-u", "ana").code == 0


def test_delete_all_asks_for_force_where_nobody_can_answer(mem0: Run) -> None:
    kept(mem0, "tea")

    assert mem0("delete", "--all", "-u", "ana").code == 2
    assert mem0("delete", "--all", "-u", "ana", "--force").code == 0
    assert mem0("list", "-u", "ana").code == 1


def test_delete_all_does_not_trust_the_environment(mem0: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What MEM0_USER_ID names is meant for reading; destroying has to be said."""
    kept(mem0, "tea")
    monkeypatch.setenv("MEM0_USER_ID", "ana")

    assert mem0("delete", "--all", "--force").code == 2
    assert mem0("list").code == 0


# import, export


def test_export_and_import_carry_everything_over(mem0: Run, tmp_path: Path) -> None:
    mem0("add", "I live in Porto.", "-u", "ana")
    mem0("add", "I moved to Lyon.", "-u", "ana")
    file = str(tmp_path / "out.jsonl")
    mem0("export", "-o", file)
    before = mem0("list", "-u", "ana", "--superseded", "--json").data
    mem0("delete", "--all", "-u", "ana", "--force")

    said = mem0("--path", str(tmp_path / "other.db"), "import", file)

    assert said.code == 0
    assert mem0("--path", str(tmp_path / "other.db"), "list", "-u", "ana", "--superseded", "--json").data == before


def test_export_flows_through_a_pipe(mem0: Run, tmp_path: Path) -> None:
    kept(mem0, "부산")

    lines = mem0("export").out

    assert json.loads(lines.splitlines()[0])["format"] == "open-mem0"
    assert mem0("--path", str(tmp_path / "other.db"), "import", "-", stdin=lines).code == 0
    assert mem0("--path", str(tmp_path / "other.db"), "list", "-u", "ana").lines[0][3] == "부산"


def test_export_does_not_write_over_a_file(mem0: Run, tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    file.write_text("mine")

    assert mem0("export", "-o", str(file)).code == 2
    assert file.read_text() == "mine"
    assert mem0("export", "-o", str(file), "--force").code == 0


def test_export_into_no_folder_is_a_store_error(mem0: Run, tmp_path: Path) -> None:
    assert mem0("export", "-o", str(tmp_path / "no" / "such" / "folder.jsonl")).code == 3


def test_import_of_damaged_lines_says_where(mem0: Run, tmp_path: Path) -> None:
    file = tmp_path / "f.jsonl"
    file.write_text('{"role": "user", "content": "fine"}\n{broken\n')

    said = mem0("import", str(file), "-u", "ana", "--no-infer", "--json")

    assert said.code == 0
    assert said.err.startswith("mem0: f.jsonl: line 2: not valid JSON")
    assert (said.data["messages"], len(said.data["problems"])) == (1, 1)


def test_import_of_nothing_readable_returns_1(mem0: Run, tmp_path: Path) -> None:
    file = tmp_path / "f.jsonl"
    file.write_text('{"role": "user", "content": ""}\n')

    assert mem0("import", str(file), "-u", "ana").code == 1


# stats, doctor, reindex, version


def test_stats_count(mem0: Run) -> None:
    kept(mem0, "tea")

    assert mem0("stats", "--json").data["memories"] == 1


def test_doctor_finds_a_healthy_memory_healthy(mem0: Run) -> None:
    kept(mem0, "tea")

    said = mem0("doctor", "--json")

    assert said.code == 0
    parts = {f["part"]: f["status"] for f in said.data}
    assert {"store", "integrity", "search", "recall", "embedder", "language model"} <= set(parts)
    assert set(parts.values()) <= {"ok", "advice"}


def test_doctor_says_what_to_do_with_a_file_that_is_no_store(mem0: Run, tmp_path: Path) -> None:
    file = tmp_path / "poem.db"
    file.write_text("no store at all, " * 1000)

    said = mem0("--path", str(file), "doctor", "--json")

    assert said.code == 3
    assert said.data[0]["status"] == "fail"
    assert said.data[0]["advice"]


def test_doctor_goes_on_where_a_check_breaks(mem0: Run, tmp_path: Path) -> None:
    """A file that is damaged in the middle opens, but cannot be read; the other parts are checked all the same."""
    for n in range(40):
        kept(mem0, f"{n} " * 500)
    file = tmp_path / "cli.db"
    whole = file.read_bytes()
    half = len(whole) // 2
    file.write_bytes(whole[:half] + bytes(len(whole) - half))

    said = mem0("doctor", "--json")

    statuses = {f["part"]: f["status"] for f in said.data}
    assert said.code == 3
    assert statuses["search"] == "ok"
    assert "fail" in statuses.values()


def test_the_doctor_tells_what_health_finds(mem0: Run) -> None:
    kept(mem0, "tea", "--timestamp", "2020-01-01")

    said = mem0("doctor", "--json")

    found = [f["finding"] for f in said.data if f["part"] == "health"]
    assert (said.code, found[0].partition(":")[0], found[1].partition(":")[0]) == (0, "freshness days", "stale share")


# health


def test_health_is_json_for_monitoring(mem0: Run) -> None:
    kept(mem0, "tea")

    said = mem0("health", "--json")

    assert (said.code, said.data["status"], said.data["metrics"]["memories"]) == (0, "ok", 1)


def test_health_prints_one_line_a_check(mem0: Run) -> None:
    kept(mem0, "tea", "--timestamp", "2020-01-01")

    said = mem0("health", "--check", "freshness_days", "--check", "jobs_dead")

    assert [line[:2] for line in said.lines] == [["warn", "freshness_days"], ["ok", "jobs_dead"]]
    assert mem0("health", "-o", "quiet", "--check", "freshness_days").out == "freshness_days\n"


def test_health_returns_1_where_something_is_critical(mem0: Run, config: Path) -> None:
    settings = json.loads(config.read_text())
    config.write_text(json.dumps(settings | {"health": {"freshness_days": [30, 300]}}))
    kept(mem0, "tea", "--timestamp", "2020-01-01")

    said = mem0("health", "--json")

    assert (said.code, said.data["status"]) == (1, "critical")


def test_health_tells_that_its_alert_failed(mem0: Run) -> None:
    kept(mem0, "tea", "--timestamp", "2020-01-01")

    said = mem0("health", "--alert", "http://127.0.0.1:1/hook")

    assert said.code == 0
    assert "could not be reached" in said.err


def test_an_unknown_check_is_wrong_usage(mem0: Run) -> None:
    assert mem0("health", "--check", "mood").code == 2


@pytest.mark.parametrize("harm", ["damaged", "newer", "no store"])
def test_the_alert_is_told_of_a_store_that_cannot_be_opened(mem0: Run, tmp_path: Path, harm: str) -> None:
    """It is the most important thing that a watch can find."""
    store, hooks = tmp_path / "cli.db", Server()
    mem0("add", "I like tea", "-u", "ana", "--no-infer")
    if harm == "newer":
        with sqlite3.connect(store) as db:
            db.execute("PRAGMA user_version = 9999")
        db.close()
    else:
        store.write_bytes(store.read_bytes()[:5000] if harm == "damaged" else b"hello")
    said = mem0("health", "--json", "--alert", f"{hooks.url}/hook")
    (request,) = hooks.received
    hooks.close()

    assert (said.code, said.data["status"], request.body) == (1, "critical", said.data)
    assert str(store) not in str(request.body)
    assert "could not be reached" in mem0("health", "--alert", "http://127.0.0.1:1/hook").err
    assert mem0("health").code == 1


def test_a_broken_store_returns_3(mem0: Run, tmp_path: Path) -> None:
    file = tmp_path / "poem.db"
    file.write_text("no store at all, " * 1000)

    assert mem0("--path", str(file), "users").code == 3
    assert file.read_text() == "no store at all, " * 1000


def test_reindex_keeps_what_is_found(mem0: Run) -> None:
    kept(mem0, "My cat is called Miso")

    assert mem0("reindex", "--json").data["rows"] == 1
    assert mem0("search", "the cat", "-u", "ana").code == 0


def test_an_embedder_that_is_not_there_is_refused(mem0: Run) -> None:
    assert mem0("reindex", "--embedder", "nonesuch").code == 2


def test_version(mem0: Run) -> None:
    assert mem0("version").lines[0][0] == "mem0"
    assert mem0("--version").out.startswith("mem0 ")


# the frame


def test_envelope_has_its_six_keys(mem0: Run) -> None:
    kept(mem0, "tea")

    envelope = mem0("list", "-u", "ana", "--json").envelope

    assert list(envelope) == ["status", "command", "duration_ms", "scope", "count", "data"]
    assert (envelope["status"], envelope["command"], envelope["scope"], envelope["count"]) == (
        "success",
        "list",
        {"user_id": "ana"},
        1,
    )


def test_json_may_stand_before_the_command(mem0: Run) -> None:
    assert mem0("--json", "users").envelope["status"] == "success"


def test_errors_have_an_envelope_too(mem0: Run) -> None:
    said = mem0("get", "x", "--json")

    assert said.code == 1
    assert (said.envelope["status"], said.envelope["error"]["code"]) == ("error", "MEM_404")


def test_quiet_prints_ids_alone(mem0: Run) -> None:
    memory_id = kept(mem0, "tea")

    assert mem0("search", "tea", "-u", "ana", "-o", "quiet").out == f"{memory_id}\n"


def test_the_environment_names_whose_memories(mem0: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(mem0, "tea")
    monkeypatch.setenv("MEM0_USER_ID", "ana")

    assert mem0("list").lines[0][3] == "tea"
    assert mem0("list", "-u", "bo").code == 1


@pytest.mark.parametrize("content", ["{bad", "[1]", '{"pathh": "x"}', '{"durability": "soon"}'])
def test_a_wrong_configuration_is_wrong_usage(mem0: Run, tmp_path: Path, content: str) -> None:
    file = tmp_path / "wrong.json"
    file.write_text(content)

    assert mem0("users", "--config", str(file)).code == 2


# demo


def test_demo_answers_in_both_languages(mem0: Run) -> None:
    said = mem0("demo", "--json")

    found = {a["question"]: " ".join(r["memory"] for r in a["results"]) for a in said.data["answers"]}
    assert said.code == 0
    assert "Lyon" in found["Where do I live now?"]
    assert "부산" in found["민준이는 지금 어디에 살아?"]
    assert "30 May" in found["When do we launch?"]


def test_demo_shows_a_change_with_its_sources(mem0: Run) -> None:
    changed = mem0("demo", "--json").data["changed"]

    assert "Lyon" in changed["now"]["memory"]
    assert changed["now"]["sources"][0]["quote"]
    assert "Porto" in changed["versions"][0]["memory"]
    assert "Porto" in changed["then"][0]["memory"]
    assert [entry["event"] for entry in changed["history"]] == ["ADD", "UPDATE"]


def test_demo_leaves_the_store_alone(mem0: Run, tmp_path: Path) -> None:
    mem0("demo", "-o", "quiet")

    assert not (tmp_path / "cli.db").exists()


# jobs


def test_queued_work_is_listed_run_and_shown(mem0: Run, config: Path) -> None:
    with Memory(json.loads(config.read_text())) as memory:
        event = memory.add_later("I live in Lyon.", user_id="ana", infer=False)

    assert mem0("jobs", "list", "-o", "quiet").out.split() == [event]
    assert mem0("jobs", "run", "--json").data == {"done": 1, "waiting": 0}
    assert mem0("jobs", "show", event, "--json").data["status"] == "SUCCEEDED"
    assert mem0("jobs", "retry", "--json").data == {"queued": 0}


def test_a_job_that_is_not_there_is_said_to_be_missing(mem0: Run) -> None:
    assert mem0("jobs", "show", "nobody").code == 1
