"""How two statements stand to each other: the same, a newer answer to one question, or the end of something."""

from __future__ import annotations

import re

from .reading import Answer, Reading
from .slots import FAMILIES, MENTIONED, PASSING, STATES, Slot, key_overlap, same_person, same_question

_GENERAL = frozenset({"subscription", "course", "event", "home", "club", "meeting", "appointment", "account"})
_EMPTY_VERBS = frozenset({"need", "use", "take", "want", "attend", "visit", "받아", "다녀"})
# When something ended says nothing of what.
PASSING_WORDS = frozenset(
    {
        "last", "night", "week", "month", "year", "yesterday", "today", "morning", "even", "weekend", "final", "end",
        "now", "day", "time", "after", "turn", "out",
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "월요일",
        "화요일", "수요일", "목요일", "금요일", "토요일", "일요일", "지난주", "지난달", "어제", "오늘", "이번", "결국", "달",
        "전",
    }
)  # fmt: skip
_MONTH = re.compile(r"(?-i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b|(?<!\d)\d{1,2}월", re.IGNORECASE)
_ENDLESS = frozenset(
    {"size", "birthday", "age", "height", "name", "hometown", "blood", "handedness", "favourite", "nationality"}
)
_REACHED = frozenset({"phone", "email", "address"})  # often told in one sentence with something else
_STRICT = frozenset({"job", "romance", "home"})  # spoken of at every turn: only an answer to the topic's question ends
# Slots of memories that an ending of the same topic may close, besides the topic's own.
_OPEN = frozenset(
    {
        "child", "sibling", "pet", "attr", "lesson", "hobby", "exercise", "club", "course", "instrument", "volunteering",
        "possession", "goal",
    }
)  # fmt: skip
_OF_TOPIC = {
    "romance": {"partner", "marital"},
    "job": {"workplace", "occupation", "title", "team"},
    "trip": {"trip"},
    "car": {"car"},
    "bike": {"bike"},
    "exercise": {"gym"},
    "diet": {"diet"},
    "smoking": {"smoking"},
    "alcohol": {"alcohol"},
    "medication": {"medication", "dose"},
    "subscription": {"subscription", "gym", "provider"},
    "music streaming": {"subscription"},
    "video streaming": {"subscription"},
    "reading": {"subscription"},
    "course": {"major", "school", "teacher"},
    "music lesson": {"teacher"},
    "allergy": {"allergy"},
    "home": {"residence", "rent"},
}
_TYPES = (
    ("phone", re.compile(r"\+?\d[\d ()-]{7,}\d")),
    ("time", re.compile(r"\b\d{1,2}:\d{2}\b|\b\d{1,2}(?:\.\d{2})? ?(?:am|pm)\b|\d{1,2}시", re.IGNORECASE)),
    (
        "date",
        re.compile(
            r"\b\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|"
            r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* \d|\d+월|\d+일|[월화수목금토일]요일|"
            r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|^(?:january|february|march|april|may|june|july|august|september|october|november|december)$",
            re.IGNORECASE,
        ),
    ),
    ("code", re.compile(r"\b(?=\w*\d)(?=\w*[a-z])[\w-]+\b", re.IGNORECASE)),
    ("number", re.compile(r"\d")),
    (
        "colour",
        re.compile(
            r"\b(?:red|blue|green|yellow|white|black|gr[ea]y|beige|pink|purple|orange|brown|turquoise|teal|cream|magnolia|lilac|"
            r"navy|gold|silver|maroon|terracotta|mustard|ivory|olive|violet|lavender|burgundy|charcoal)\b|[가-힣]+색",
            re.IGNORECASE,
        ),
    ),
)


def apart(new: Reading, old: Reading) -> bool:
    """Whether each speaks of its own thing of one kind: the work phone and the private phone."""
    return bool(new.which and old.which and not new.which & old.which)


def value_type(value: str) -> str:
    """Which kind of value this is: "phone", "time", "date", "code", "number" or "word"."""
    return next((name for name, pattern in _TYPES if pattern.search(value)), "word")


def shared(one: frozenset[str], other: frozenset[str]) -> int:
    """How many words of one the other has too, Hangul words also by their beginning (conjugation changes the end)."""
    return sum(word in other or _begins_alike(word, other) for word in one)


def _begins_alike(word: str, others: frozenset[str]) -> bool:
    if not "가" <= word[0] <= "힣" or len(word) < 2:
        return False
    return any(len(o) >= 2 and "가" <= o[0] <= "힣" and (o.startswith(word) or word.startswith(o)) for o in others)


def same_value(one: str, other: str, new: Reading) -> bool:
    """Whether two values mean one thing: equal words, or one has all words of the other."""
    left, right = new.language.words(one), new.language.words(other)
    if not left or not right:
        return one.strip().lower() == other.strip().lower()
    numbers = {w for w in left if w[0].isdigit()}, {w for w in right if w[0].isdigit()}
    if numbers[0] != numbers[1] and (numbers[0] or numbers[1]) and value_type(one) == value_type(other):
        return False
    counts = new.language.counts(one), new.language.counts(other)
    if counts[0] != counts[1] and value_type(one) == value_type(other) == "word":
        return False
    return shared(left, right) == len(left) or shared(right, left) == len(right)


def supersedes(new: Reading, old: Reading) -> bool:
    """Whether `new` is a newer answer to the question that `old` answers. Says no when unsure."""
    if not new.answers or not old.answers or new.hypothetical or not same_person(new.subject, old.subject):
        return False
    if new.temporary and not new.correction and new.answers[0].slot.name in PASSING:
        return False
    if (new.future and new.answers[0].slot.name in STATES) or apart(new, old):
        return False
    if (new.past and not new.now and not new.start) or (old.past and not old.now and not old.start):
        return False  # what was so once is no news of today, and stays true
    one = new.answers[0]
    return any(_newer(new, one, old, other) for other in _comparable(new, old))


def _comparable(new: Reading, old: Reading) -> tuple[Answer, ...]:
    """Which answers of `old` a newer answer may replace: the main one; said to have changed, also others beside it."""
    main, rest = old.answers[:1], old.answers[1:]
    if not (new.change or new.correction):
        return main
    name = main[0].slot.name
    family = next((f for f in FAMILIES if name in f), frozenset({name}))
    return main + tuple(
        a for a in rest if name in MENTIONED or a.slot.name in family or (a.slot == new.slot and a.slot.name in _REACHED)
    )


def _other_names(new: Reading, old: Reading, value: str) -> bool:
    """Whether `old` names somebody or something beside its value that `new` does not: two meetings are not one."""
    theirs = {name for name in old.names if value_type(name) == "word" and name not in value.lower()}
    return not all(name in new.names or shared(new.language.words(name), new.words) for name in theirs)


def rephrases(new: Reading, old: Reading, *, likeness: float = 0.0) -> bool:
    """Whether `new` says `old` again with another name, number or date in it, and says that this has changed.

    This finds newer answers to questions that no slot stands for: "the plumber comes on Friday" after "... on Thursday".
    """
    marked = new.correction or (new.change and not new.temporary)
    if (
        not marked
        or new.also
        or new.hypothetical
        or (new.ending and not new.start)
        or old.ending
        or not _about_one(new, old)
    ):
        return False
    if new.slot and old.slot and new.slot.name != old.slot.name and "attr" not in (new.slot.name, old.slot.name):
        return False
    one, other = new.claim, old.claim
    if one and other and one.adds and one.frame == other.frame and _other_thing(new, one.thing, old, other.thing):
        return False  # chess on Tuesdays is no news of the football on Mondays
    ours, theirs = _values(new), _values(old)
    differ = {kind for kind in ours.keys() & theirs.keys() if ours[kind] - theirs[kind] and theirs[kind] - ours[kind]}
    if not differ or ("name" in differ and len(differ) > 1):  # two things differ: it is about something else
        return False
    frames = frame(new), frame(old)
    common = shared(*frames) + len({n for n in new.names & old.names if value_type(n) == "word"})
    part = common / max(1, min(len(frames[0]), len(frames[1])))
    few = len(frames[0]) <= 2 if not new.correction else min(len(frames[0]), len(frames[1])) <= 3
    enough = 1 if few and "name" not in differ else 2
    return common >= enough and (part >= 0.5 or likeness >= 0.8)


def _other_thing(new: Reading, one: str, old: Reading, other: str) -> bool:
    """Whether two things have plain words, names and numbers aside, and none in common."""
    lang = new.language
    ours = lang.words(one) - lang.words(" ".join(new.names))
    theirs = lang.words(other) - lang.words(" ".join(old.names))
    return bool(ours and theirs) and not shared(ours, theirs)


def _values(reading: Reading) -> dict[str, set[str]]:
    kinds: dict[str, set[str]] = {}
    for name in reading.names:
        kind = "number" if value_type(name) in ("code", "phone") else value_type(name)
        kinds.setdefault("name" if kind in ("word", "colour") else kind, set()).add(name)
    return kinds


def frame(reading: Reading) -> frozenset[str]:
    """The content words that are no values and no words of change."""
    marks = reading.language.marks
    bare = _without(marks.change, _without(marks.correction, reading.text))
    values = reading.language.words(" ".join(reading.names))
    return frozenset(word for word in reading.language.words(bare) if word not in values) - PASSING_WORDS


def _newer(new: Reading, one: Answer, old: Reading, other: Answer) -> bool:
    if one.slot.name == "attr" or other.slot.name == "attr":
        return _newer_attribute(new, one, old, other)
    if not same_question(one.slot, other.slot):
        return False
    if one.slot.many:
        return _listed_anew(new, one, other)
    if new.also and not (new.change and not _adds(new)):
        return False
    if not one.value or old.ending:
        return False
    if not other.value:
        return new.change or new.correction
    return not same_value(one.value, other.value, new)


def _adds(new: Reading) -> bool:
    return (
        re.search(r"\balso\b|\btoo\b|\banother\b|\bas well\b|\bsecond\b|하나 더|[가-힣]도\s", new.text, re.IGNORECASE)
        is not None
    )


def _listed_anew(new: Reading, one: Answer, other: Answer) -> bool:
    """A list value changes only by name: "not a cat but a dog", or the same object with another value and a correction."""
    if new.replaced:
        return new.replaced[0].lower() in other.value.lower() and bool(other.value)
    same_object = bool(one.slot.object) and one.slot.object == other.slot.object
    return (
        same_object
        and new.correction
        and bool(one.value and other.value)
        and not same_value(one.value, other.value, new)
    )


def _newer_attribute(new: Reading, one: Answer, old: Reading, other: Answer) -> bool:
    if one.slot.name != other.slot.name or not one.value or not other.value or new.also:
        return False
    if _other_names(new, old, other.value):
        return False
    overlap = key_overlap(one.slot.object, other.slot.object)
    if overlap < 0.67 or value_type(one.value) != value_type(other.value) or same_value(one.value, other.value, new):
        return False
    alike = set(one.slot.object.split()) == set(other.slot.object.split())
    return new.change or new.correction or (alike and value_type(one.value) != "word")


def closing_score(new: Reading, old: Reading, *, likeness: float = 0.0) -> float:
    """How surely an ending ("I gave up the gym") ends what `old` says; 0 is not at all, 1.2 is fairly sure."""
    if not _about_one(new, old) or old.ending or (old.slot and old.slot.name in _ENDLESS):
        return 0.0
    lang = new.language
    ended = next((part for part in lang.parts(new.text) if lang.marks.ending.search(part)), new.text)
    bare = _without(lang.marks.ending, ended)
    days = " ".join(name for name in new.names if value_type(name) == "date")
    words = lang.words(bare) - PASSING_WORDS - _EMPTY_VERBS - lang.words(days)
    common = shared(words, old.words)
    general = frozenset(w for w in words if any((m := p.search(w)) and m["g"] for p in lang.topics.values()))
    rare = words - general  # what tells one trip, or one lesson, from another
    strong = shared(rare, old.words)
    score = min(strong, 2) * (1.0 if 2 * strong > len(rare) else 0.5) + 0.5 * (common > strong)
    score += sum(_topic_score(name, ended, bare, words, new, old) for name in _topics_of(old))
    named = {name for name in lang.names(ended) if value_type(name) == "word"}
    known = {name for name in named if name in old.names or shared(lang.words(name), old.words)}
    score += 2.0 * len(known)
    if _same_or_open(new, old):
        score += 1.5
    if words and (common == len(words) or (rare and strong == len(rare))):
        score += 0.6  # all that the ending names is there
    if (named and not known) or _other_month(new, old):
        score *= 0.4  # it names something else
    return score + 0.5 * max(0.0, likeness) if score else 0.0


def _topics_of(old: Reading) -> frozenset[str]:
    """The families of words that a statement has, or whose question it answers."""
    if old.slot is None or not old.value:
        return old.topics
    return old.topics | {name for name in ("job", "romance", "trip") if old.slot.name in _OF_TOPIC[name]}


def _without(pattern: re.Pattern[str], text: str) -> str:
    """`text` without the words that `pattern` lies in."""
    for match in reversed(list(pattern.finditer(text))):
        start = text.rfind(" ", 0, match.start() + 1) + 1
        end = text.find(" ", max(match.end() - 1, 0))
        text = f"{text[:start]} {text[end:] if end >= 0 else ''}"
    return text


def _other_month(new: Reading, old: Reading) -> bool:
    """Whether both name months, and not the same."""
    ours, theirs = ({m.lower()[:3] for m in _MONTH.findall(one.text)} for one in (new, old))
    return bool(ours and theirs) and not ours & theirs


def _same_or_open(new: Reading, old: Reading) -> bool:
    """Whether an ending speaks of the question that `old` answers, and names no other answer."""
    if not new.answers or not old.answers or not same_question(new.answers[0].slot, old.answers[0].slot):
        return False
    return not new.value or not old.value or same_value(new.value, old.value, new)


def _topic_score(topic: str, ended: str, bare: str, words: frozenset[str], new: Reading, old: Reading) -> float:
    """What a shared family of words is worth: "the gym" ends yoga when it is called by its family's name only."""
    pattern = new.language.topics[topic]
    found = list(pattern.finditer(ended))
    if not found or (topic in _STRICT and (old.slot is None or old.slot.name not in _OF_TOPIC[topic])):
        return 0.0
    weight = 0.6 if topic in _GENERAL else 1.2
    if old.slot and old.slot.name not in _OF_TOPIC.get(topic, ()) and old.slot.name not in _OPEN:
        weight = 0.3  # it is only mentioned there
    if pattern.search(bare) is None:  # the verb itself says it: "we broke up"
        return weight if not words else weight / 2
    general = any(match["g"] for match in found)
    return weight if general or any(match.group().lower() in old.text.lower() for match in found) else 0.0


def _about_one(new: Reading, old: Reading) -> bool:
    """Whether an ending may concern what `old` speaks of: one person, or what is named in the other sentence."""
    if same_person(new.subject, old.subject):
        return True
    if new.subject is None:
        return bool(set((old.subject or "").split()) & set(re.findall(r"\w+", new.text.lower())))
    parts = new.language.words(new.subject)
    return bool(parts) and shared(parts, old.words) == len(parts)


def question_of(reading: Reading) -> Slot | None:
    """The main question of a statement."""
    return reading.slot
