"""An encrypted file: which keys open it, what stands in clear in it, what was changed in it, and how its keys change."""

from __future__ import annotations

import base64
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mem0.audit import acting
from mem0.crypto import KeySource, read_key
from mem0.errors import ConfigurationError, EncryptionError, StoreCorruptError, ValidationError
from mem0.jobs import JobFilter, Lease, NewJob
from mem0.ports import Basis, GraphSelection, Naming, NewMemory, NewMessage, Snapshot
from mem0.providers.stores import sqlite_sealing
from mem0.providers.stores.sqlite import SQLiteStore
from mem0.providers.stores.sqlite_seal import SEALED
from mem0.records import Entity, HistoryEntry, MemoryRecord, Message, Scope, Source, Summary
from mem0.relations import Node, Relation

from .conftest import KEY
from .pieces import ANA, BO, NOW, memory, message, select

SECRET = "zanzibar-{}-wombat"
OTHER = read_key(bytes(range(1, 33)))
USER = Entity("user", "ana")

# Every column that is not sealed, and why it may stand in clear.
NUMBERS_AND_TIMES = {
    "key", "n", "number", "seq", "version", "erased", "user", "agent", "app", "run", "owner", "kind", "memory", "message",
    "created_at", "updated_at", "valid_from", "valid_to", "superseded_by", "event_at", "expires_on", "at", "flags",
    "is_deleted", "node", "relation", "alias", "source", "target", "recorded_at", "lane", "due",
    "upto", "attempts", "max_attempts", "lease_until", "started_at", "completed_at", "hits", "last_at",
}  # fmt: skip
CLEAR = {
    "counters": {"seq", "erased"},
    "settings": {"name", "value"},  # of the store: which encoder; nothing of anybody
    "vault": {"name", "value"},  # wrapped keys
    "keys": {"wrapped"},
    "entities": {"id", "name"},  # `name` is a keyed digest
    "memories": {"id", "role", "memory_type"},  # fixed words and ids
    "messages": {"id", "role"},
    "history": {"event", "role"},
    "nodes": {"id", "type"},
    "relations": {"id"},
    "audit": {"verb", "owners", "ids", "counts", "hash"},  # owners are keyed digests
    "tombstones": {"digest"},
    "outbox": {"id", "target", "op"},  # ids alone
    "outbox_targets": {"name", "kinds", "holder", "until"},
    "jobs": {"id", "kind", "status", "results"},  # `results` names memories by their ids
}


@pytest.fixture
def sealed(file: Path) -> Iterator[SQLiteStore]:
    made = SQLiteStore(file, key=KEY)
    yield made
    made.close()


def full(store: SQLiteStore, *, scope: Scope = ANA, start: int = 0) -> None:
    """Something in every sealed column: a message, a memory that quotes it, its history, and so on."""
    with acting("test", actor=SECRET.format("actor")):
        _fill(store, scope, start)


def _fill(store: SQLiteStore, scope: Scope, start: int) -> None:
    about = {"actor": SECRET.format("actor"), "metadata": {SECRET.format("key"): [SECRET.format("value")]}}
    said = Message(f"m{start}", "user", SECRET.format("content"), scope, NOW, **about)  # type: ignore[arg-type]
    record = MemoryRecord(
        f"id-{start}", SECRET.format("text"), scope, NOW, categories=(SECRET.format("category"),),
        slot=SECRET.format("slot"), sources=(Source(f"m{start}", SECRET.format("content")[:12]),), **about,  # type: ignore[arg-type]
    )  # fmt: skip
    vectors = (SECRET.format("features").encode(), SECRET.format("codes").encode())
    old, new, reason = (SECRET.format(word) for word in ("old", "new", "reason"))
    keys = store.write(lambda tx: tx.add_messages([NewMessage(said, *vectors)]))
    store.write(lambda tx: tx.add_memories([NewMemory(record, *vectors)], parents=[keys]))
    entry = HistoryEntry("", record.id, "UPDATE", old, new, NOW, NOW, actor=SECRET.format("actor"), reason=reason)
    store.write(lambda tx: tx.log([entry]))
    ends = [Node(f"{end} {start}", "", "place", scope, NOW, NOW) for end in ("from", "to")]
    relation = Relation(f"relation {start}", ends[0], SECRET.format("label"), ends[1], scope, NOW, NOW)
    store.write(lambda tx: tx.graph.add_nodes(ends))
    store.write(lambda tx: tx.graph.name_nodes([Naming(one.id, keys[0], SECRET.format("name")) for one in ends]))
    quote = Basis(keys[0], SECRET.format("content")[:12])
    store.write(lambda tx: tx.graph.add_relations([relation], bases=[[quote]]))
    store.write(lambda tx: tx.renewal.put([(keys[0], *vectors)], version=9))
    store.write(lambda tx: tx.set_summary(Summary(scope, SECRET.format("summary"), NOW, keys[0])))
    job = NewJob(f"job {start}", "add", {SECRET.format("payload"): 1}, NOW, scope)
    store.write(lambda tx: tx.enqueue([job]))
    store.write(lambda tx: tx.claim(now=NOW, until=NOW + 9, kinds=["add"]))
    store.write(lambda tx: tx.fail(Lease(job.id, 1), at=NOW, error=SECRET.format("error"), again=None))


def everything(view: Snapshot) -> object:
    listed = view.find(select(superseded=True)), view.all_messages(), view.all_history(), view.entities()
    owners = [summary.entity for summary in view.entities()]
    graph = view.graph.relations(GraphSelection(ever=True)), view.graph.nodes(), view.graph.bases_of("relation 0")
    waiting = view.all_summaries(), view.jobs(JobFilter()), view.renewal.items(sorted(view.renewal.keys()))
    slots = [view.with_slots(one, [SECRET.format("slot")]) for one in owners]
    return listed, graph, waiting, slots, view.audit.lines(limit=3), view.index_rows(None)


def readable(folder: Path, word: str = "zanzibar") -> list[str]:
    """Files below a folder in which a word stands in any of the writings that could give it away."""
    plain = word.encode()
    forms = [word.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")]
    forms += [plain.hex().encode(), plain[::-1]]
    forms += [base64.b64encode(b"\0" * shift + plain)[4 if shift else 0 : -4] for shift in range(3)]
    return [p.name for p in folder.rglob("*") if p.is_file() and any(form in p.read_bytes() for form in forms)]


def rows(file: Path, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(file) as db:
        found = db.execute(sql).fetchall()
    db.close()
    return found


def change(file: Path, sql: str, *values: object) -> None:
    with sqlite3.connect(file) as db:
        db.execute(sql, values)
    db.close()


# which key opens it


def test_what_was_sealed_is_there_after_reopening(file: Path, sealed: SQLiteStore) -> None:
    full(sealed)
    before = sealed.read(everything)
    sealed.close()

    again = SQLiteStore(file, key=KEY)

    assert again.read(everything) == before
    assert SECRET.format("text") in str(before)
    again.close()


@pytest.mark.parametrize("key", [OTHER, read_key("a passphrase"), read_key({"wrap": bytes, "unwrap": bytes})], ids=repr)
def test_another_key_is_refused(file: Path, sealed: SQLiteStore, key: KeySource) -> None:
    sealed.close()

    with pytest.raises((EncryptionError, ConfigurationError), match="key"):
        SQLiteStore(file, key=key)


def test_an_encrypted_store_without_a_key_is_refused(file: Path, sealed: SQLiteStore) -> None:
    sealed.close()

    with pytest.raises(EncryptionError, match="no key was given"):
        SQLiteStore(file)


def test_a_store_in_clear_with_a_key_is_refused_with_the_command_that_encrypts(file: Path) -> None:
    clear = SQLiteStore(file)
    full(clear)
    clear.close()

    with pytest.raises(EncryptionError, match="mem0 encrypt --path"):
        SQLiteStore(file, key=KEY)
    untouched = SQLiteStore(file)
    assert untouched.read(lambda view: view.count(select())) == 1
    untouched.close()


def test_a_passphrase_opens_what_it_sealed(file: Path) -> None:
    store = SQLiteStore(file, key=read_key("correct horse battery"))
    full(store)
    store.close()

    SQLiteStore(file, key=read_key("correct horse battery")).close()
    with pytest.raises(EncryptionError, match="does not open"):
        SQLiteStore(file, key=read_key("correct horse batterz"))


def test_a_key_service_is_asked_once_an_opening(file: Path) -> None:
    asked: list[str] = []

    def wrap(key: bytes) -> bytes:
        asked.append("wrap")
        return bytes(255 - byte for byte in key)

    def unwrap(wrapped: bytes) -> bytes:
        asked.append("unwrap")
        return bytes(255 - byte for byte in wrapped)

    store = SQLiteStore(file, key=read_key({"wrap": wrap, "unwrap": unwrap}))
    for start in range(5):
        full(store, scope=Scope(f"user {start}"), start=start)
    store.close()
    reopened = SQLiteStore(file, key=read_key({"wrap": wrap, "unwrap": unwrap}))
    reopened.read(everything)
    reopened.close()

    assert asked == ["wrap", "unwrap"]


def test_threads_that_open_a_new_file_at_once_agree_on_its_keys(file: Path) -> None:
    failures: list[BaseException] = []

    def work(start: int) -> None:
        try:
            store = SQLiteStore(file, key=KEY)
            full(store, start=start)
            store.close()
        except BaseException as error:  # noqa: BLE001 - the thread's failure is the test's
            failures.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    store = SQLiteStore(file, key=KEY)
    assert store.read(lambda view: view.count(select())) == 6
    store.close()


# what stands in the file


@pytest.mark.usefixtures("sealed")
def test_every_column_is_sealed_or_known_to_say_nothing(file: Path) -> None:
    """Whoever adds a column decides whether it is sealed (sqlite_seal.SEALED) or why it need not be (above)."""
    tables = [name for (name,) in rows(file, "SELECT name FROM sqlite_schema WHERE type = 'table'")]

    for table in (str(name) for name in tables if not str(name).startswith("sqlite_")):
        columns = {str(column) for (column,) in rows(file, f"SELECT name FROM pragma_table_info('{table}')")}
        known = NUMBERS_AND_TIMES | CLEAR.get(table, set()) | set(SEALED.get(table, ()))
        assert columns - known == set(), table


def test_every_sealed_table_can_be_written_anew() -> None:
    assert {table.name for table in sqlite_sealing.TABLES} == set(SEALED)


def test_every_sealed_column_was_tried(file: Path, sealed: SQLiteStore) -> None:
    """Otherwise the scan below could not fail."""
    full(sealed)

    for table, columns in SEALED.items():
        for column in columns:
            assert rows(file, f"SELECT 1 FROM {table} WHERE {column} IS NOT NULL"), (table, column)


def test_the_scan_finds_the_words_in_a_clear_file(file: Path, sqlite: SQLiteStore) -> None:
    full(sqlite)

    assert readable(file.parent) != []


def test_no_byte_of_the_content_is_in_any_file(file: Path, sealed: SQLiteStore) -> None:
    """Neither words nor names nor search data: while the file is open (-wal, -shm), vacuumed, and closed."""
    full(sealed, scope=Scope("zanzibar user", "zanzibar agent", "zanzibar run", "zanzibar app"))

    assert readable(file.parent) == []
    sealed.scrub()
    assert readable(file.parent) == []
    sealed.close()
    assert readable(file.parent) == []


def test_no_byte_of_the_content_is_in_temporary_files(
    file: Path, sealed: SQLiteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite sorts and vacuums in files that are unlinked at once: what it writes to them comes out of sealed pages."""
    temporary = file.parent / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("SQLITE_TMPDIR", str(temporary))
    seen: list[bytes] = []
    for start in range(300):
        full(sealed, start=start)

    stop = threading.Event()

    def watch() -> None:
        while not stop.is_set():
            for entry in Path("/proc/self/fd").iterdir():
                try:
                    if "etilqs" in str(entry.readlink()) or str(temporary) in str(entry.readlink()):
                        seen.append(os.pread(int(entry.name), 50_000_000, 0))
                except OSError:
                    continue

    if not Path("/proc/self/fd").exists():
        pytest.skip("shows open files only on Linux")
    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        for _ in range(5):
            sealed.scrub()
            sealed.read(everything)
    finally:
        stop.set()
        watcher.join()
    assert b"zanzibar" not in b"".join(seen)


def test_equal_texts_are_sealed_differently(file: Path, sealed: SQLiteStore) -> None:
    sealed.write(lambda tx: tx.add_memories([memory(1, "the same"), memory(2, "the same")]))

    one, other = rows(file, "SELECT text FROM memories")
    assert one != other


# what was changed in it


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE memories SET text = (SELECT text FROM memories WHERE id = 'id-2') WHERE id = 'id-0'",
        "UPDATE memories SET text = (SELECT metadata FROM memories WHERE id = 'id-0') WHERE id = 'id-0'",
        "UPDATE memories SET text = 'clear words' WHERE id = 'id-0'",
        "UPDATE memories SET text = substr(text, 1, 20) WHERE id = 'id-0'",
        "UPDATE memories SET text = '' WHERE id = 'id-0'",
        "DELETE FROM keys",
        "UPDATE keys SET wrapped = (SELECT wrapped FROM keys ORDER BY number DESC LIMIT 1)",
        "UPDATE entities SET label = (SELECT label FROM entities ORDER BY id DESC LIMIT 1)",
    ],
    ids=["another row", "another column", "clear text", "cut", "empty", "keys gone", "another's key", "another's name"],
)
def test_what_was_changed_or_moved_is_told(file: Path, sealed: SQLiteStore, sql: str) -> None:
    full(sealed)
    full(sealed, scope=BO, start=2)
    sealed.close()
    change(file, sql)
    store = SQLiteStore(file, key=KEY)

    with pytest.raises(StoreCorruptError):
        store.read(lambda view: view.get("id-0"))
    store.close()


# how keys change


def test_a_clear_store_is_sealed_without_a_clear_byte_left(file: Path) -> None:
    store = SQLiteStore(file)
    full(store, scope=Scope("zanzibar user", run_id="zanzibar run"))
    full(store, scope=BO, start=1)
    before = store.read(everything)
    assert readable(file.parent) != []

    assert store.encrypt(KEY) > 25  # and the lines of the audit log

    assert readable(file.parent) == []
    assert store.read(everything) == before
    store.close()
    reopened = SQLiteStore(file, key=KEY)
    assert reopened.read(everything) == before
    with pytest.raises(EncryptionError, match="already"):
        reopened.encrypt(KEY)
    reopened.close()


def test_whoever_has_the_file_open_in_clear_writes_nothing_after_it_was_sealed(file: Path) -> None:
    first, second = SQLiteStore(file), SQLiteStore(file)
    full(first)
    first.encrypt(KEY)

    with pytest.raises(EncryptionError, match="Open it again"):
        full(second, start=1)
    with pytest.raises(EncryptionError, match="Open it again"):
        second.read(everything)
    first.close()
    second.close()


def test_a_new_master_key_opens_and_the_old_one_does_not(file: Path, sealed: SQLiteStore) -> None:
    full(sealed)
    before, texts = sealed.read(everything), rows(file, "SELECT text, features FROM memories")

    assert sealed.rotate_key(OTHER) == 2  # of Ana, and of the store itself

    assert rows(file, "SELECT text, features FROM memories") == texts  # no row was written anew
    full(sealed, scope=BO, start=1)
    sealed.close()
    with pytest.raises(EncryptionError):
        SQLiteStore(file, key=KEY)
    reopened = SQLiteStore(file, key=OTHER)
    assert reopened.read(lambda view: view.get("id-0")) == before[0][0][0]  # type: ignore[index]
    reopened.close()


def test_another_process_with_the_old_master_key_is_told(file: Path, sealed: SQLiteStore) -> None:
    full(sealed)
    other = SQLiteStore(file, key=KEY)
    other.read(everything)
    sealed.rotate_key(OTHER)

    with pytest.raises(EncryptionError, match="new key"):
        full(other, scope=BO, start=1)
    other.close()


def test_a_new_key_of_one_owner_seals_that_owners_rows_alone(file: Path, sealed: SQLiteStore) -> None:
    full(sealed)
    full(sealed, scope=BO, start=1)
    before = sealed.read(everything)
    texts = dict(rows(file, "SELECT id, text FROM memories"))

    assert sealed.rekey(USER) == 12

    now = dict(rows(file, "SELECT id, text FROM memories"))
    assert sealed.read(everything) == before
    assert (now["id-0"] != texts["id-0"], now["id-1"] == texts["id-1"]) == (True, True)
    assert len(rows(file, "SELECT 1 FROM keys WHERE owner != 0")) == 2
    with pytest.raises(ValidationError):
        sealed.rekey(Entity("user", "nobody"))


def test_a_forgotten_owners_key_is_gone_and_its_number_never_comes_back(file: Path, sealed: SQLiteStore) -> None:
    full(sealed)
    numbers = rows(file, "SELECT number FROM keys WHERE owner != 0")

    sealed.write(lambda tx: tx.erase_scope(select({"user_id": "ana"}), at=NOW))
    assert rows(file, "SELECT number FROM keys WHERE owner != 0") == []
    full(sealed)

    assert set(rows(file, "SELECT number FROM keys WHERE owner != 0")) & set(numbers) == set()


def test_reset_leaves_the_store_encrypted(file: Path, sealed: SQLiteStore) -> None:
    full(sealed)
    sealed.reset()
    full(sealed)

    assert readable(file.parent) == []


def test_a_memory_that_passes_to_another_owner_takes_its_history_along(sealed: SQLiteStore) -> None:
    keys = sealed.write(lambda tx: tx.add_messages([message(1, scope=BO)]))
    quoted = memory(1, sources=(Source("message-1", "tea"),))
    sealed.write(lambda tx: tx.add_memories([quoted], parents=[keys]))
    sealed.write(lambda tx: tx.log([HistoryEntry("", quoted.record.id, "ADD", None, "Ana likes tea", NOW, None)]))

    sealed.write(lambda tx: tx.replace(memory(1, scope=BO)))  # nothing of Ana is left: her key is destroyed

    assert sealed.read(lambda view: view.history(quoted.record.id))[0].new_memory == "Ana likes tea"
    assert sealed.read(lambda view: view.find(select()))[0].sources == quoted.record.sources


def test_a_sealed_value_is_33_bytes_longer(file: Path, sealed: SQLiteStore) -> None:
    sealed.write(lambda tx: tx.add_memories([memory(1)]))

    ((features,),) = rows(file, "SELECT features FROM memories")
    assert len(features) == len(memory(1).features) + 33
