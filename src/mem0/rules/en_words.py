# ruff: noqa: E501, SIM905 - one pattern a line and word lists as text read better than broken ones
"""English: content words, names and numbers, and the people a sentence may be about."""

from __future__ import annotations

import re
from functools import lru_cache

import snowballstemmer

from ..text.sorts import things

RELATION = (
    r"(?:best |old |good |close |elder |older |younger |little |big |twin |step|half[- ]|ex[- ]|late |grand|great[- ])*"
    r"(?:friend|mate|buddy|flatmate|housemate|roommate|neighbou?r|colleague|cowork(?:er)|co-worker|boss|manager|landlord|landlady|"
    r"mother|mum|mom|mam|father|dad|brother|sister|sibling|son|daughter|kid|child|children|kids|boy|girl|baby|twins|"
    r"little one|youngest|eldest|oldest|toddler|firstborn|wife|husband|partner|girlfriend|boyfriend|fianc[eé]e?|ex|spouse|aunt|auntie|uncle|cousin|nephew|niece|grandma|grandpa|"
    r"grandmother|grandfather|gran|nan|granddad|parents?|in-laws?|(?:mother|father|brother|sister|son|daughter)-in-law|"
    r"teacher|tutor|coach|trainer|therapist|supervisor|classmate|teammate|client|customer|boss's|bro|sis|hubby|"
    r"dog|cat|puppy|kitten|parrot|rabbit|hamster|horse|pony|tortoise|turtle|budgie|guinea pig|ferret|bunny|pup)"
)  # fmt: skip

# Capitalised words at the start of a sentence that are no names.
STARTERS = frozenset(
    """i i'm i've i'd i'll a an the this that these those my our your his her their its it he she they we you who what when where why how
    which there here home work no not yes yeah yep nope oh ah ok okay well so and but or if as at on in for from to by of with about
    after before since until till while because although though once now then today tomorrow yesterday tonight last next every each all
    some any most many much more less few both either neither one two three four five six seven eight nine ten please thanks thank sorry
    hi hello hey good great nice just only also still even already again finally actually anyway honestly apparently basically btw by
    can could would should will shall may might must do does did is are was were am be been have has had let lets let's make made got get
    put set use update note remember reminder heads fyi correction life new old big small same first second third our guess turns meeting
    meetings deadline lunch dinner breakfast flights flight tickets school coffee tea music guitar piano yoga running swimming people
    everyone everybody nobody someone something nothing everything mornings evenings mondays tuesdays wednesdays thursdays fridays
    saturdays sundays monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december weekends during despite instead unlike like phew ugh whew boo yay hooray oops whoops hang never always
    usually sometimes often lately recently currently officially unfortunately luckily thankfully sadly having being going doing working
    living spent bought sold moved started quit stopped switched changed passed finished broke cancelled canceled booked took taken
    gave given came went heard saw met found lost left joined signed tried turned became speaking growing born raised driving eating
    drinking playing learning reading writing watching listening scratch ignore forget strike kindly quick small little long short
    another other others favourite favorite dear seriously really very too such wow haha lol hmm um uh er right fine sure cool true
    standup practice rehearsal training class choir band rent wifi gym lessons lesson payday bedtime rehearsals football
    mum dad mom mummy daddy grandma grandpa nan gran granny""".split()
)

_STOP = frozenset(
    """a an the and or but if so as at by for from in into of on onto to up with without about over under than then there here this that
    these those it its it's he she they them his her their i me my mine we us our ours you your yours i'm i've i'd i'll we're we've we'll
    we'd he's she's they're they've that's there's is am are was were be been being do does did doing done don't doesn't didn't have has
    had having haven't hasn't hadn't will would can could shall should may might must won't wouldn't can't couldn't not no nor too very
    just only also really quite now still again already ever never always who whom whose which what when where why how all any some each
    every both few more most other such own same s t d ll re ve m get got gets getting go goes going gone went make made makes put let
    lets let's thing things bit lot kind sort like well oh ok okay yes yeah please thanks thank sorry actually anyway one ones these days
    dr mr mrs ms prof because since while until till once though although much many new old called named name's""".split()
)  # fmt: skip

_WORD = re.compile(r"[a-z0-9À-ɏ]+(?:['.:/@_-][a-z0-9À-ɏ]+)*", re.IGNORECASE)
NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
        "nineteen twenty".split()
    )
} | {"thirty": "30", "forty": "40", "forty-two": "42", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90"}
_STEMMER = snowballstemmer.stemmer("english")


@lru_cache(maxsize=20000)
def stem(word: str) -> str:
    """The stem of a lower-case word."""
    found: str = _STEMMER.stemWord(word.removesuffix("'s"))
    return found


_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_MONTHS = frozenset("january february march april may june july august september october november december".split())


def words(text: str) -> frozenset[str]:
    """Stemmed content words, small numbers as digits."""
    found = (w.lower().replace("’", "'") for w in _WORD.findall(text))
    return frozenset(stem(NUMBERS.get(w, w)) for w in found if w not in _STOP)


def names(text: str) -> frozenset[str]:
    """Capitalised words inside sentences and everything with a digit, lower-cased."""
    found: set[str] = set()
    for match in re.finditer(r"[A-Za-z0-9À-ɏ]+(?:['.:/@_-][A-Za-z0-9À-ɏ]+)*", text):
        token = match.group()
        low = token.lower().removesuffix("'s")
        if low.removesuffix("s") in _DAYS or (low in _MONTHS and token[0].isupper()):
            found.add(low.removesuffix("s"))
        elif any(c.isdigit() for c in token) or _named(token, low, text if match.start() == 0 else ""):
            found.add(low)
    return frozenset(found)


def _named(token: str, low: str, begun: str) -> bool:
    """Whether a word is a name by its capital; for the first word of a text (`begun`) the capital alone says nothing."""
    capital = token[0].isupper() and low not in STARTERS and low not in _STOP
    return capital and (not begun or _begins_with_name(begun))


def _begins_with_name(text: str) -> bool:
    """Whether the capital of the first word is a name's: a verb follows, or nothing does."""
    named = None if re.match(r"\w+(?:ing|ed)\b", text) else _NAMED.match(text)
    return len(text.split()) <= 2 or any(c.isdigit() for c in text.split()[0]) or bool(named and _VERBISH.match(named["v"]))


_LEAD = r"(?:(?:well|so|oh|ah|and|but|anyway|actually|also|apparently|yesterday|today|last \w+|this \w+|sadly|sorry|haha|btw|by the way)[,:]? )*"
_OWNED = re.compile(
    rf"^{_LEAD}(?:my|our|the)\s+(?P<r>{RELATION})(?:,)?(?:\s+(?P<n>(?-i:[A-ZÀ-Þ][\w'-]+)))?(?P<rest>.*)$", re.IGNORECASE
)
_SHOWN = re.compile(rf"^(?:here's|here is|this is|that's) (?=(?:my|our) {RELATION}'s )", re.IGNORECASE)
_ABOUT_NAMING = re.compile(r"^(?:'s|s')? ?(?:(?:first |full |real )?name\b|(?:is|are) (?:now )?(?:called|named)\b)", re.IGNORECASE)
_NAMED = re.compile(
    rf"^{_LEAD}(?P<n>(?-i:[A-ZÀ-Þ][a-zà-ÿ'-]+(?: [A-ZÀ-Þ][a-zà-ÿ-]+)?))(?:'s)?(?P<c>,? )(?P<v>[a-z']+)", re.IGNORECASE
)
_VERBISH = re.compile(
    r"^(?:is|was|has|had|will|would|can|could|goes|went|got|gets|does|did|just|now|also|still|finally|recently|loves|likes|hates|"
    r"moved|works|lives|\w{3,}(?:ed|es|s)|said|told|says|took|takes|came|left|lost|won|bought|sold|broke|quit|whom?|whose|and|my|our|"
    r"made|found|met|wants|needs|started|became|turned|isn't|doesn't|won't|wasn't|hasn't|can't)$"
)  # fmt: skip
_PRONOUN = re.compile(rf"^{_LEAD}(?:he|she|they|his|her|their)(?:'s|'ve|'re|'d|'ll)?\b", re.IGNORECASE)
_FAMILY = re.compile(
    rf"^{_LEAD}(?P<n>mum|mom|dad|grandma|grandpa|nan|granny|mummy|daddy|grandad|granddad|gran)\b(?: (?P<who>(?-i:[A-Z][a-z]+)))?(?!'s (?:birthday|name))", re.IGNORECASE
)


_KIN = {
    "mum": "mother", "mom": "mother", "mam": "mother", "mummy": "mother", "dad": "father", "daddy": "father",
    "grandma": "grandmother", "granny": "grandmother", "gran": "grandmother", "nan": "grandmother", "grandpa": "grandfather",
    "granddad": "grandfather", "grandad": "grandfather", "hubby": "husband", "bro": "brother", "sis": "sister", "auntie": "aunt",
}  # fmt: skip


def subject(text: str) -> str | None:
    """Whom a clause is about: None the speaker, a relation or name in lower case, "?" a bare pronoun."""
    if re.match(rf"^{_LEAD}(?:i|we|i'\w+|we'\w+)\b", text, re.IGNORECASE):
        return None
    owned = _OWNED.match(_SHOWN.sub("", text))
    if owned:
        return _owned(owned)
    if _PRONOUN.match(text):
        return "?"
    family = _FAMILY.match(text)
    if family:
        return _KIN.get(family["n"].lower(), family["n"].lower()) + (f" {family['who'].lower()}" if family["who"] else "")
    named = _NAMED.match(text)
    first = named["n"].split()[0].lower() if named else ""
    if named and not {first, first.removesuffix("'s")} & STARTERS and _VERBISH.match(named["v"]) and not things(named["n"]):
        rest = text[named.end() :]
        joint = named["v"] == "and" and re.match(r"^ (?:i|me)\b", rest, re.IGNORECASE)
        return None if joint else named["n"].lower()
    return None


def _owned(match: re.Match[str]) -> str | None:
    rest = match["rest"]
    if _ABOUT_NAMING.match(rest.strip()) or _ABOUT_NAMING.match(rest):
        return None
    if re.match(r"^ and (?:i|me)\b", rest, re.IGNORECASE):
        return None
    if re.match(r"^'s? (?:birthday|anniversary)", rest):
        return None
    if rest.startswith("'") and not re.match(rf"^{_LEAD}my\b", match.string, re.IGNORECASE):
        return None  # "the parents' evening" is not about the parents
    parts = [match["r"], match["n"] or ""]
    named = re.sub(r"[^\w -]", "", " ".join(parts)).strip().lower()
    return " ".join(_KIN.get(word, word) for word in named.split())
