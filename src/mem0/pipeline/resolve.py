"""Find out which known entity a name means, inside one scope: by its name, an alias, a way to it, or a near spelling."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..ports import GraphSelection, GraphSnapshot, GraphTransaction, Naming
from ..records import Micros, Scope
from ..relations import Mention, Node, NodeType, Relation
from ..rules.en_words import stem
from ..rules.kinds import as_label, kind_of
from ..rules.said import SPEAKER, parse_role
from .sentences import sentence_vectors

THRESHOLD = 0.7  # of the similarity of two names, as in the paper (section 2.2)
_SELF = frozenset(
    {SPEAKER.casefold(), "me", "my", "myself", "user", "the user", "나", "저", "내", "제", "사용자", "본인"}
)
_TRIM = re.compile(r"^(?:the|dr|mr|mrs|ms|prof)\.? |['’]s$|(?<=[가-힣]{2})(?:씨|님)$")
_FIRM = frozenset(
    ["inc", "corp", "corporation", "ltd", "limited", "llc", "gmbh", "co", "company", "group", "ag", "plc"]
)
_ALIKE: tuple[frozenset[NodeType], ...] = (frozenset({"place", "organisation"}),)
LONG_ENOUGH = 7  # letters; in shorter words one letter makes another name


def normal(name: str) -> str:
    """A name as it is compared: one case, one form of its letters, without titles and marks."""
    text = " ".join(re.sub(r"[\s\"“”.,!?()]+", " ", unicodedata.normalize("NFKC", name).casefold()).split())
    return _TRIM.sub("", text).strip() or text


def fit(one: NodeType, other: NodeType) -> bool:
    """Whether two types may be those of one entity; "concept" is what nothing surer is known of."""
    return one == other or "concept" in (one, other) or any({one, other} <= group for group in _ALIKE)


def near(one: str, other: str, type_: NodeType, *, threshold: float = THRESHOLD) -> bool:
    """Whether two normal names are near spellings of one name: alike as a whole, and in every word.

    Numbers must be the same. A first name may stand for the full one; otherwise names of persons and dates must be equal.
    """
    left, right = one.split(), other.split()
    if type_ == "date" or [w for w in left if _has_digit(w)] != [w for w in right if _has_digit(w)]:
        return False
    if type_ == "person":
        return min(len(left), len(right)) == 1 and len(left) != len(right) and left[0] == right[0] and left[0].isascii()
    if type_ == "organisation":
        left, right = [w for w in left if w not in _FIRM] or left, [w for w in right if w not in _FIRM] or right
    if len(left) != len(right) or not all(_same_word(a, b) for a, b in zip(left, right, strict=True)):
        return False
    if left == right:
        return True
    vectors = sentence_vectors([one, other])
    return float(vectors[0] @ vectors[1]) >= threshold or _one_letter_apart(one, other)


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


def _same_word(one: str, other: str) -> bool:
    return one == other or (one.isascii() and stem(one) == stem(other)) or _one_letter_apart(one, other)


def _one_letter_apart(one: str, other: str) -> bool:
    """Whether one letter more, less or otherwise makes a long word out of the other."""
    short, long = sorted((one, other), key=len)
    if len(short) < LONG_ENOUGH or len(long) - len(short) > 1 or short[0] != long[0]:
        return False
    same = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]


def home_of(scope: Scope) -> Scope:
    """Whose the nodes of a scope are: its user, agent and app; the run only where there is nobody else."""
    shared = Scope(scope.user_id, scope.agent_id, None, scope.app_id)
    return shared if shared.entities() else scope


@dataclass(slots=True)
class Known:
    """The nodes of one scope with all that they are called; for reading."""

    graph: GraphSnapshot
    scope: Scope
    threshold: float = THRESHOLD
    nodes: dict[str, Node] = field(init=False)
    names: dict[str, set[str]] = field(init=False)  # normal names by node id

    def __post_init__(self) -> None:
        found = self.graph.nodes(self.scope.entities())
        self.nodes = {node.id: node for node in found if node.scope == self.scope}
        self.names = {node.id: {normal(name) for name in (node.name, *node.aliases)} for node in self.nodes.values()}

    @property
    def owner(self) -> Node | None:
        return next((node for node in self.nodes.values() if node.owner), None)

    def is_owner(self, name: str) -> bool:
        return normal(name) in _SELF or normal(name) == normal(self.scope.entities()[0].name)

    def find(self, name: str, type_: NodeType = "concept") -> Node | None:
        """The node that a name means, or None. Of several the one that was spoken of last."""
        if self.is_owner(name):
            return self.owner
        way = parse_role(name)
        if way is not None:
            start = self.find(way[0], "person")
            return None if start is None else self.at_end(start, way[1])
        wanted = normal(name)
        same = [node for node in self.nodes.values() if wanted in self.names[node.id] and fit(node.type, type_)]
        return max(same, key=lambda node: node.updated_at, default=None) or self._similar(wanted, type_)

    def _similar(self, wanted: str, type_: NodeType) -> Node | None:
        found = [
            node
            for node in self.nodes.values()
            if fit(node.type, type_)
            and not node.owner
            and any(
                near(name, wanted, _surer(node.type, type_), threshold=self.threshold) for name in self.names[node.id]
            )
        ]
        return found[0] if len(found) == 1 else None  # where two could be meant, neither is

    def at_end(self, start: Node, label: str) -> Node | None:
        """Whom a relation of this label leads to, where it is one only."""
        one = self.step(start, label)
        return None if one is None else self.nodes.get(one.target.id)

    def step(self, start: Node, label: str) -> Relation | None:
        """The relation of this label that leads on from a node, where it leads to one only."""
        found = {one.target.id: one for one in self.leading(start) if _same_role(one.label, label)}
        return next(iter(found.values())) if len(found) == 1 else None

    def leading(self, start: Node) -> list[Relation]:
        """The relations that hold from a node on."""
        around = self.graph.around([start.id], GraphSelection(self.scope.entities()), hops=1)
        return [one for _, one in around if one.source.id == start.id]


def _surer(one: NodeType, other: NodeType) -> NodeType:
    return other if one == "concept" else one


def _same_role(one: str, other: str) -> bool:
    label = as_label(other)
    return one == label or (kind_of(one) is kind_of(label) and kind_of(one).single)


class Resolver(Known):
    """Known nodes of a transaction; names that nobody has yet become new nodes."""

    def __init__(
        self, graph: GraphTransaction, scope: Scope, mentions: Iterable[Mention], *, now: Micros, threshold: float
    ) -> None:
        super().__init__(graph, home_of(scope), threshold)
        self._writing, self._now = graph, now
        self._mentions: Mapping[str, Mention] = {mention.name: mention for mention in mentions}

    def settle(self, name: str, message: int) -> Node:
        """The node that a name means; a new one where there is none yet. The message is kept as one that names it."""
        if self.is_owner(name):
            return self.owner or self._new(Mention(name, "person"), owner=True)
        mention = self._mentions.get(name, Mention(name))
        way = parse_role(name)
        if way is not None:
            start = self.settle(way[0], message)
            node = self.at_end(start, way[1]) or self._new(Mention(name, mention.type))
            return self._named(node, message, () if node.name else (way[1],), aliases=True)
        known = [found for one in (name, *mention.aliases) if (found := self.find(one, mention.type)) is not None]
        node = self._surer(known[0] if known else self._new(mention), mention.type)
        self._named(node, message, (mention.name,))
        return self._named(node, message, [one for one in mention.aliases if parse_role(one) is None], aliases=True)

    def settle_target(self, source: Node, label: str, name: str, message: int) -> Node:
        """`settle` for the far end of a relation: somebody known only as "my sister" gets the name that is told now."""
        mention = self._mentions.get(name, Mention(name))
        if not self.is_owner(name) and parse_role(name) is None and self.find(name, mention.type) is None:
            stranger = self.at_end(source, label)
            if stranger is not None and self._is_nameless(stranger) and fit(stranger.type, mention.type):
                return self._named(stranger, message, (name,))
        return self.settle(name, message)

    def _is_nameless(self, node: Node) -> bool:
        return not node.owner and all(naming.alias for naming in self.graph.namings_of(node.id))

    def _new(self, mention: Mention, *, owner: bool = False) -> Node:
        name = self.scope.entities()[0].name if owner else ""
        node = Node(str(uuid.uuid4()), name, mention.type, self.scope, self._now, self._now, owner=owner)
        self._writing.add_nodes([node])
        self.names[node.id] = {normal(name)} if owner else set()
        self.nodes[node.id] = node
        return node

    def _named(self, node: Node, message: int, names: Iterable[str], *, aliases: bool = False) -> Node:
        names = [name for name in names if not node.owner or normal(name) not in _SELF]
        self._writing.name_nodes([Naming(node.id, message, name, aliases) for name in names])
        self.names[node.id] |= {normal(name) for name in names}
        self.nodes[node.id] = self._writing.node(node.id) or node
        return self.nodes[node.id]

    def _surer(self, node: Node, type_: NodeType) -> Node:
        if node.type == "concept" and type_ != "concept":
            self._writing.retype(node.id, type_, at=self._now)
        return self._writing.node(node.id) or node
