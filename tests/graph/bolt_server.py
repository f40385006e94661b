"""A Bolt 5.1 server on loopback that really executes Cypher, by the embedded openCypher engine `graphdblite`.

No Neo4j can run here. This one speaks to the official driver over its own wire format; statements are parsed and executed
in real transactions over a file, so the server can die and come back. What it does not have: constraints and indexes
(noted, not held), several databases, quoted names (given to the engine as plain ones), and the planner and locks of
Neo4j. A database of the name "nosuch" does not exist.
"""

from __future__ import annotations

import re
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from neo4j._codec.packstream.v1 import PackableBuffer, Packer, UnpackableBuffer, Unpacker

HELLO, GOODBYE, RESET, RUN, BEGIN, COMMIT, ROLLBACK = 0x01, 0x02, 0x0F, 0x10, 0x11, 0x12, 0x13
DISCARD, PULL, ROUTE, LOGON, LOGOFF = 0x2F, 0x3F, 0x66, 0x6A, 0x6B
SUCCESS, RECORD, IGNORED, FAILURE = 0x70, 0x71, 0x7E, 0x7F
_QUOTED = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|`((?:[^`]|``)*)`""")
_SCHEMA = re.compile(r"CREATE (CONSTRAINT|INDEX)\b")


class Refused(Exception):
    """What a client is told instead: a code of Neo4j's, and its words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class BoltServer:
    """One database. `statements` is what was run in it; `fall` makes the server die at the next message of this kind,
    before it is carried out, or after (the answer is then lost)."""

    def __init__(self, file: Path, *, password: str = "secret") -> None:
        self.file, self.password = file, password
        self.statements: list[str] = []
        self.fall: tuple[int, str] | None = None
        self.port = 0
        self._open: dict[socket.socket, threading.Thread] = {}
        self.start()

    @property
    def url(self) -> str:
        return f"bolt://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._door = socket.create_server(("127.0.0.1", self.port))
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._serve, args=(self._door,), daemon=True).start()

    def stop(self) -> None:
        """All connections break; what was not committed is gone."""
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        for one, thread in list(self._open.items()):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            if thread is not threading.current_thread():
                thread.join(10)

    def ask(self, statement: str, **parameters: Any) -> list[dict[str, Any]]:
        """Run a statement as an operator does, beside all clients."""
        database = self.opened()
        try:
            return self.run(database, statement, parameters)
        finally:
            database.close()

    def opened(self) -> Any:
        """The database; who opened it is the one thread that may use it."""
        from graphdblite import Database

        return Database(str(self.file))

    def wipe(self) -> None:
        """As somebody does who empties the database by hand."""
        self.ask("MATCH (n) DETACH DELETE n")

    def run(self, where: Any, statement: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        """In a database or in a transaction of it."""
        self.statements.append(statement)
        if _SCHEMA.match(statement):
            return []
        plain = _QUOTED.sub(lambda found: found[1] or _plain(found[2].replace("``", "`")), statement)
        try:
            found = where.execute(plain, parameters)
        except Exception as error:
            raise Refused("Neo.ClientError.Statement.SyntaxError") from error
        return [{key: _named(value) for key, value in row.items()} for row in found]

    def _serve(self, door: socket.socket) -> None:
        while True:
            try:
                client, _ = door.accept()
            except OSError:
                return
            self._open[client] = threading.Thread(target=self._talk, args=(client,), daemon=True)
            self._open[client].start()

    def _talk(self, client: socket.socket) -> None:
        try:
            with suppress(OSError, EOFError):
                Conversation(self, client).hold()
        finally:
            self._open.pop(client, None)
            client.close()


class Conversation:
    """One connection: a session at a time, in a transaction or outside one."""

    def __init__(self, server: BoltServer, client: socket.socket) -> None:
        self.server, self.client = server, client
        self.database = server.opened()
        self.tx: Any = None
        self.rows: list[dict[str, Any]] = []
        self.broken = False
        self.known = False

    def hold(self) -> None:
        magic, *_ = struct.unpack(">4s16s", self._read(20))
        assert magic == b"\x60\x60\xb0\x17"
        self.client.sendall(b"\x00\x00\x01\x05")
        try:
            while self._answer(*self._message()):
                pass
        finally:
            self._end()
            self.database.close()

    def _answer(self, tag: int, fields: list[Any]) -> bool:
        if tag == GOODBYE:
            return False
        if tag == RESET:
            self._end()
            self.broken = False
            return self._say(SUCCESS, {})
        if self.broken:
            return self._say(IGNORED, {})
        falling = self.server.fall if self.server.fall is not None and self.server.fall[0] == tag else None
        if falling == (tag, "before"):
            return self._die()
        try:
            answers = list(self._carry_out(tag, fields))
        except Refused as refused:
            self.broken = True
            return self._say(FAILURE, {"code": refused.code, "message": refused.code})
        if falling == (tag, "after"):
            return self._die()
        for answer in answers:
            self._say(*answer)
        return True

    def _die(self) -> bool:
        self.server.fall = None
        self._end()
        self.server.stop()
        return False

    def _carry_out(self, tag: int, fields: list[Any]) -> Iterator[tuple[int, Any]]:
        if tag == HELLO:
            yield SUCCESS, {"server": "Neo4j/5.26.0", "connection_id": "bolt-1", "hints": {}}
            return
        if tag == LOGON:
            self._log_on(fields[0])
        elif tag in (RUN, BEGIN):
            self._begin_or_run(tag, fields)
            columns = list(self.rows[0]) if self.rows else []
            yield SUCCESS, {"fields": columns, "t_first": 0} if tag == RUN else {}
            return
        elif tag in (PULL, DISCARD):
            rows, self.rows = self.rows, []
            yield from ((RECORD, list(row.values())) for row in rows if tag == PULL)
            yield SUCCESS, {"type": "rw", "t_last": 0, "db": "neo4j"}
            return
        elif tag == ROUTE:
            place = [self.server.url.removeprefix("bolt://")]
            servers = [{"addresses": place, "role": role} for role in ("READ", "WRITE", "ROUTE")]
            yield SUCCESS, {"rt": {"ttl": 300, "db": "neo4j", "servers": servers}}
            return
        elif tag in (COMMIT, ROLLBACK):
            tx, self.tx = self.tx, None
            (tx.commit if tag == COMMIT else tx.rollback)()
        yield SUCCESS, {}

    def _log_on(self, login: dict[str, Any]) -> None:
        if login.get("credentials") != self.server.password:
            raise Refused("Neo.ClientError.Security.Unauthorized")
        self.known = True

    def _begin_or_run(self, tag: int, fields: list[Any]) -> None:
        if fields[-1].get("db") == "nosuch":
            raise Refused("Neo.ClientError.Database.DatabaseNotFound")
        if not self.known:
            raise Refused("Neo.ClientError.Security.Unauthorized")
        if tag == BEGIN:
            self.tx = self.database.begin_write()
        else:
            self.rows = self.server.run(self.tx or self.database, fields[0], fields[1])

    def _end(self) -> None:
        tx, self.tx = self.tx, None
        if tx is not None:
            tx.rollback()

    def _message(self) -> tuple[int, list[Any]]:
        content = b""
        while not content or self._size:
            self._size = int.from_bytes(self._read(2))
            content += self._read(self._size)
        unpacker = Unpacker(UnpackableBuffer(content))
        count, tag = unpacker.unpack_structure_header()
        return tag[0], [unpacker.unpack() for _ in range(count)]

    _size = 0

    def _say(self, tag: int, field: Any) -> bool:
        buffer = PackableBuffer()
        Packer(buffer).pack_struct(bytes([tag]), [field])
        content = bytes(buffer.data)
        chunks = [content[at : at + 0xFFFF] for at in range(0, len(content), 0xFFFF)]
        self.client.sendall(b"".join(struct.pack(">H", len(one)) + one for one in chunks) + b"\x00\x00")
        return True

    def _read(self, count: int) -> bytes:
        content = b""
        while len(content) < count:
            more = self.client.recv(count - len(content))
            if not more:
                raise EOFError
            content += more
        return content


def _plain(name: str) -> str:
    """A quoted name as the engine takes it, which knows no quotes."""
    return name if re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII) else f"hex_{name.encode().hex()}"


def _named(value: Any) -> Any:
    """The name that stands behind a plain one, wherever it stands in an answer."""
    if isinstance(value, list):
        return [_named(one) for one in value]
    return bytes.fromhex(value[4:]).decode() if isinstance(value, str) and value.startswith("hex_") else value
