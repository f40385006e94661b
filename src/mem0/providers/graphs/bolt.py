"""A graph database that speaks Bolt (Neo4j, Memgraph), through the official driver `neo4j`."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar
from urllib.parse import urlsplit

from mem0.errors import AuthenticationError, ConfigurationError
from mem0.ports import GraphNews, ShownNode
from mem0.relations import Relation
from mem0.render_cypher import (
    CLEAR_SOME,
    COUNT_NODES,
    COUNT_RELATIONS,
    DELETE_NODES,
    DELETE_RELATIONS,
    EMBEDDED_NAMES,
    NODE_IDS,
    RELATION_IDS,
    Row,
    merge_nodes,
    merge_relations,
    node_row,
    quoted,
    relation_row,
)

from ..settings import known_only, seconds, text
from .failures import is_schema_refusal, translating

log = logging.getLogger("mem0")
SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
PATIENCE_S = 5.0  # for a connection: a verb waits for it


class BoltGraph:
    """ports.GraphDatabase over Bolt. Settings: url, username, password, database, timeout (seconds); `base_label` is
    taken for programs of 1.x: the common label is always there, nodes are found again by it."""

    name: ClassVar[str]
    label: ClassVar[str]  # the common label of all nodes, as mem0ai 1.x calls it in this database
    schema: ClassVar[tuple[str, ...]]  # what makes looking up nodes fast; {label} stands for the label
    variables: ClassVar[str]  # what the names of its environment variables begin with

    def __init__(self, config: Mapping[str, Any]) -> None:
        known = ("url", "username", "password", "database", "timeout", "base_label")
        given = known_only(self.name, config, known)
        self.url = self._address(given)
        self._auth = self._login(given)
        self._database = self._text(given, "database")
        self._timeout = seconds(given, "timeout") or PATIENCE_S
        self._driver: Any = None
        self._prepared = False
        self._lock = threading.Lock()

    def tell(self, store: str, news: GraphNews) -> None:
        """In one transaction of the database."""
        self._prepare()
        rows = [_node(store, one) for one in news.nodes]
        told = [(one.label, _relation(store, one)) for one in news.relations]
        with self._session() as session, session.begin_transaction() as tx:
            if news.gone_relations:
                tx.run(self._said(DELETE_RELATIONS), store=store, ids=list(news.gone_relations)).consume()
            if news.gone_nodes:
                tx.run(self._said(DELETE_NODES), store=store, ids=list(news.gone_nodes)).consume()
            for statement, some in (*merge_nodes(rows, label=self.label), *merge_relations(told, label=self.label)):
                tx.run(statement, rows=some).consume()
            tx.commit()

    def embedded(self, store: str, ids: Sequence[str]) -> dict[str, str]:
        return {row["id"]: row["name"] for row in self._ask(EMBEDDED_NAMES, store=store, ids=list(ids))}

    def count(self, store: str) -> int:
        return sum(int(row["n"]) for said in (COUNT_NODES, COUNT_RELATIONS) for row in self._ask(said, store=store))

    def ids(self, store: str) -> tuple[set[str], set[str]]:
        nodes, relations = (self._ask(said, store=store) for said in (NODE_IDS, RELATION_IDS))
        return {row["id"] for row in nodes}, {row["id"] for row in relations}

    def clear(self, store: str) -> None:
        """Some thousands at a time: one transaction over everything may not fit into the database's memory."""
        while any(row["n"] for row in self._ask(CLEAR_SOME, store=store)):
            pass

    def close(self) -> None:
        with self._lock:
            driver, self._driver = self._driver, None
        if driver is not None:
            driver.close()

    def _address(self, given: Mapping[str, Any]) -> str:
        url = self._text(given, "url")
        parts = urlsplit(url or "")
        if url is None or parts.scheme not in SCHEMES or not parts.hostname:
            raise ConfigurationError(
                f"{self.name} needs an address." if url is None else f"{self.name} has no address of this form.",
                details={"graph_store": self.name},
                suggestion=f'Write "url" into its config: bolt://localhost:7687, or another of {", ".join(SCHEMES)}.',
            )
        return url

    def _text(self, given: Mapping[str, Any], name: str) -> str | None:
        """A setting, else its environment variable: NEO4J_PASSWORD."""
        return text(given, name, env=(f"{self.variables}_{name.upper()}",))

    def _login(self, given: Mapping[str, Any]) -> tuple[str, str] | None:
        """None where the database asks for none. A user without a password is a mistake."""
        username, password = self._text(given, "username"), self._text(given, "password")
        if username is not None and password is None:
            raise AuthenticationError(
                f"{self.name} needs a password for {username}.",
                details={"graph_store": self.name},
                suggestion=f'Set {self.variables}_PASSWORD, or write "password" into its config.',
            )
        return None if username is None or password is None else (username, password)

    def _said(self, statement: str) -> str:
        return statement.format(label=quoted(self.label))

    def _ask(self, statement: str, **parameters: Any) -> list[Row]:
        with self._session() as session:
            found: list[Row] = session.run(self._said(statement), parameters).data()
            return found

    def _prepare(self) -> None:
        """The schema, once. A database that does not want it is only slower: a user may lack the right to it."""
        if self._prepared:
            return
        for statement in self.schema:
            with self._session() as session:
                try:
                    session.run(self._said(statement)).consume()
                except self._sdk().exceptions.Neo4jError as error:
                    if not is_schema_refusal(error):
                        raise
                    log.info("%s keeps no index for the graph: %s", self.name, error.code)
        self._prepared = True

    @contextmanager
    def _session(self) -> Iterator[Any]:
        with translating(self.name, self.url), self._opened().session(database=self._database) as session:
            yield session

    def _opened(self) -> Any:
        """The driver, which connects when it is first used. It retries nothing: what was not told waits in the outbox."""
        with self._lock:
            if self._driver is None:
                waits = {"connection_timeout": self._timeout, "connection_acquisition_timeout": 2 * self._timeout}
                self._driver = self._sdk().GraphDatabase.driver(self.url, auth=self._auth, **waits)
            return self._driver

    def _sdk(self) -> Any:
        import neo4j

        return neo4j


class Neo4jGraph(BoltGraph):
    name = "neo4j"
    label = "__Entity__"
    schema = ("CREATE CONSTRAINT mem0_entity IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE",)
    variables = "NEO4J"


class MemgraphGraph(BoltGraph):
    name = "memgraph"
    label = "Entity"
    schema = ("CREATE INDEX ON :{label}(id)",)
    variables = "MEMGRAPH"


def _node(store: str, one: ShownNode) -> Row:
    vector = {} if one.embedding is None else {"embedding": one.embedding.tolist()}
    return node_row(one.node, store=store, mentions=one.mentions, **vector)


def _relation(store: str, one: Relation) -> Row:
    return relation_row(one, store=store, mentions=len({source.message_id for source in one.sources}))
