"""Which questions a memory can answer (slots), and when two slots are the same question.

A slot is written "name", "name: object" ("favourite: colour") and, about somebody else, "name @ whom" ("school @ son tobias").
"""

from __future__ import annotations

from dataclasses import dataclass

# Several values hold side by side: a second allergy does not end the first.
LISTS = frozenset(
    {
        "allergy", "language", "pet", "child", "hobby", "lesson", "subscription", "medication", "instrument", "sibling",
        "trip", "course", "goal", "like", "dislike", "club", "exercise", "condition", "possession", "volunteering",
    }
)  # fmt: skip

# About the person: they hold in every conversation of that person, the others only in the run they were said in.
PERSONAL = LISTS | frozenset(
    {
        "name", "residence", "hometown", "workplace", "occupation", "title", "phone", "email", "address", "partner",
        "marital", "birthday", "age", "height", "weight", "size", "car", "bike", "device", "diet", "school", "grade",
        "major", "teacher", "doctor", "dentist", "vet", "hairdresser", "bank", "insurance", "gym", "provider", "wifi",
        "code", "parking", "favourite", "handedness", "blood", "religion", "personality", "salary", "rent", "boss",
        "team", "tool", "bedtime", "waketime", "commute", "drink", "smoking", "alcohol", "dose", "account", "seat",
        "anniversary", "nationality", "remote", "therapist", "landlord", "timezone", "surname", "rate", "count",
    }
)  # fmt: skip

# States that a plan for later does not change yet; dates of things to come are not among them.
STATES = frozenset(
    {
        "residence", "workplace", "occupation", "title", "partner", "marital", "car", "bike", "device", "diet", "school",
        "doctor", "dentist", "bank", "gym", "phone", "email", "address", "provider", "insurance", "team", "tool", "drink",
    }
)  # fmt: skip


# States that may be otherwise for a few days without having changed.
PASSING = frozenset(
    {
        "residence", "workplace", "car", "bike", "device", "remote", "diet", "commute", "drink", "bedtime", "waketime",
        "gym", "school", "phone", "address", "occupation", "boss", "teacher", "team",
    }
)  # fmt: skip


# Questions whose answers come in one sentence ("a nurse at St Brannoc"): a change of one may be said of a memory of the other.
FAMILIES = (
    frozenset({"workplace", "occupation", "title", "team"}),
    frozenset({"school", "grade", "major"}),
    frozenset({"partner", "marital"}),
)
OWNED = frozenset({"birthday", "anniversary"})  # without an object it is the speaker's own
# What people take from one firm or place at a time: "we switched to Hyperlane" may mean the only one of them that is known.
SERVICES = frozenset(
    {
        "provider", "bank", "insurance", "gym", "tool", "device", "doctor", "dentist", "vet", "therapist", "hairdresser",
        "school", "drink",
    }
)  # fmt: skip
MENTIONED = frozenset({"child", "sibling", "pet", "attr", "language"})  # often only named on the way to something else


@dataclass(frozen=True, slots=True)
class Slot:
    """A question: its name, the object it asks about and whom (None: the speaker)."""

    name: str
    object: str = ""
    whom: str | None = None

    def __str__(self) -> str:
        text = f"{self.name}: {self.object}" if self.object else self.name
        return f"{text} @ {self.whom}" if self.whom else text

    @property
    def many(self) -> bool:
        """Whether several values hold side by side."""
        return self.name in LISTS


def parse_slot(text: str) -> Slot:
    """The slot a text names, as `str(slot)` wrote it."""
    head, _, whom = text.partition(" @ ")
    name, _, thing = head.partition(":")
    return Slot(name.strip(), thing.strip(), whom.strip() or None)


def personal(slot: str | None) -> bool:
    """Whether a slot is about the person, so that it is consolidated across conversations (runs)."""
    return slot is not None and parse_slot(slot).name in PERSONAL


def same_person(one: str | None, other: str | None) -> bool:
    """Whether two subjects may be one person: both the speaker, or one says less of the other ("son tobias", "tobias")."""
    if one is None or other is None:
        return one is other
    left, right = set(one.split()), set(other.split())
    return left <= right or right <= left


def key_overlap(one: str, other: str) -> float:
    """How much of the shorter object's words the longer one has, 0 to 1; two empty objects agree."""
    left, right = set(one.split()), set(other.split())
    if not left or not right:
        return 1.0 if not left and not right else 0.6
    return len(left & right) / min(len(left), len(right))


def same_question(one: Slot, other: Slot, *, least: float = 0.6) -> bool:
    """Whether an answer to one is an answer to the other."""
    if one.name in OWNED and bool(one.object) != bool(other.object):
        return False
    return (
        one.name == other.name and same_person(one.whom, other.whom) and key_overlap(one.object, other.object) >= least
    )
