# ruff: noqa: E501, SIM905 - one pattern a line and word lists as text read better than broken ones
"""English: the relations that a clause states between people, places, firms and things."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from functools import cache

from ..relations import NodeType
from .en_words import RELATION, STARTERS
from .said import SPEAKER, Party, Said, VerbRule
from .spared import spared

_W = r"[A-ZÀ-Þ][\w'’&.-]*[\w&]|[A-ZÀ-Þ]"
NAME = rf"(?-i:(?:{_W})(?:(?: (?:of|de|la|van|von|del|al|and the|of the|&))? (?:{_W}))*)"
NAMES = rf"{NAME}(?:(?:, and |, | and | & ){NAME})*"
_LEAD = r"(?:(?:well|so|oh|ah|and|but|anyway|actually|also|apparently|yesterday|today|last \w+|this \w+|by the way|btw|remember|note)[,:]? )*"
_ADV = r"(?:(?:now|currently|still|also|just|recently|finally|actually|really|absolutely|both|has|have|had|been|always|already|officially|happily) )*"
_STOP = r"(?=$|[,.;!?]| (?:and|but|because|in|at|on|with|for|so|since|when|from|a lot|very|more|every|these|too|than|as|while|after|before)\b)"
_NP = rf"(?!to\b|it\b|that\b|when\b|how\b|what\b|being\b|you\b|him\b|her\b|them\b|this\b|my\b|me\b|us\b|going\b|myself\b)[\w'-]+(?: [\w'-]+){{0,3}}?{_STOP}"
_THING = r"(?:the |an? |some )?"

_SUBJECT = spared(
    rf"^{_LEAD}(?:(?P<i>i|we)(?= )|(?:my|our) (?:new |first |own )?(?P<r>{RELATION})(?:'s (?P<r2>{RELATION}))?(?:,? (?P<n>{NAME}),?)?(?=[ ,]|'s)"
    rf"|(?P<owner>{NAME})'s (?P<r3>{RELATION})(?:,? (?P<n3>{NAME}),?)?(?= )|(?P<p>he|she|they|it)(?= )|(?:the )?(?P<name>{NAME})(?=[ ,])),? ?(?P<rest>.*)$",
    re.IGNORECASE,
)
_SHORT = (
    (r"\b(i)['’]m\b", r"\1 am"),
    (r"\b(i|we|you|they)['’]ve\b", r"\1 have"),
    (r"\b(we|they)['’]re\b", r"\1 are"),
    (r"\b(he|she|it)['’]s\b", r"\1 is"),
)
_KIN = {
    "mum": "mother", "mom": "mother", "mam": "mother", "mummy": "mother", "dad": "father", "daddy": "father", "grandma": "grandmother",
    "granny": "grandmother", "gran": "grandmother", "nan": "grandmother", "grandpa": "grandfather", "granddad": "grandfather",
    "hubby": "husband", "bro": "brother", "sis": "sister", "auntie": "aunt", "co-worker": "colleague", "coworker": "colleague",
    "mate": "friend", "buddy": "friend", "kid": "child", "boy": "son", "girl": "daughter", "puppy": "dog", "kitten": "cat",
}  # fmt: skip
_KEPT = frozenset("dog cat parrot rabbit hamster horse pony tortoise turtle budgie ferret bunny pup guinea_pig".split())
_ADJECTIVE = spared(r"^(?:best|old|good|close|elder|older|younger|little|big|twin|late) ", re.IGNORECASE)
_O, _MANY, _A = rf"(?:the )?(?P<o>{NAME})", rf"(?:the )?(?P<o>{NAMES})", rf"{_THING}(?P<o>{_NP})"
_IS = r"(?:am|is|are|was|were) "
_PLAIN, _ENDED, _SWAPPED = (False, False), (True, False), (False, True)
# label, what follows the subject, type of the object, of the subject, (ended, swapped)
_TABLE: tuple[tuple[str, str, NodeType, NodeType, tuple[bool, bool]], ...] = (
    ("lives_in", rf"(?:{_IS})?{_ADV}(?:live|lives|living|reside|resides|residing|based|settled) (?:in|near) {_O}", "place", "person", _PLAIN),
    ("lives_in", rf"(?:{_IS})?(?:moved|relocated|emigrated|moving)(?: back| house| over| away)*(?: from (?P<old>{NAME}))? to {_O}", "place", "person", _PLAIN),
    ("works_at", rf"(?:{_IS})?{_ADV}(?:work|works|working)(?: as [\w -]+?)? (?:at|for) {_O}", "organisation", "person", _PLAIN),
    ("works_at", rf"(?:joined|started(?: working)? at|got an? (?:new )?(?:job|position|role) (?:at|with)|was hired by|got hired by|works? in sales at|moved over to|switched jobs to) {_O}", "organisation", "person", _PLAIN),
    ("works_at", rf"(?:{_IS}){_ADV}(?:an?|the) (?:[a-z][\w-]* ){{1,4}}(?:at|for) {_O}", "organisation", "person", _PLAIN),
    ("works_at", rf"(?:left|quit|resigned from|retired from|was laid off (?:from|by)|got fired from|no longer works? (?:at|for)|(?:do|does)(?: not|n't) work (?:at|for)|stopped working (?:at|for)|handed in (?:my|her|his) notice at) {_O}", "organisation", "person", _ENDED),
    ("works_as", rf"(?:{_IS})?{_ADV}(?:work|works|working) as (?:an? )(?P<o>[a-z][\w -]+?)(?=$|[,.;!?]| (?:at|for|in)\b)", "concept", "person", _PLAIN),
    ("works_as", rf"(?:am|is|became) {_ADV}an? (?P<o>[a-z][a-z -]*?(?:er|or|ist|ian|nurse|chef|cook|pilot|vet|teacher|attorney|surgeon|architect|clerk|judge|nanny|student))(?=$|[,.;!?]| (?:at|for|in|and)\b)", "concept", "person", _PLAIN),
    ("married_to", rf"(?:{_IS}|got )?{_ADV}married(?: to)? {_O}", "person", "person", _PLAIN),
    ("married_to", rf"(?:{_IS}|got )?{_ADV}(?:divorced|separated from|split (?:up )?(?:from|with)|broke up with)(?: from)? {_O}", "person", "person", _ENDED),
    ("engaged_to", rf"(?:{_IS}|got ){_ADV}engaged to {_O}", "person", "person", _PLAIN),
    ("partner", rf"(?:{_IS}){_ADV}(?:dating|seeing|going out with|together with) {_O}", "person", "person", _PLAIN),
    ("friend", rf"(?:{_IS}|became ){_ADV}(?:good |best |close |old )?friends? (?:with|of) {_MANY}", "person", "person", _PLAIN),
    ("born_in", rf"(?:{_IS})born(?: and raised)? in {_O}", "place", "person", _PLAIN),
    ("born_in", rf"(?:grew up in|(?:{_IS})raised in|(?:{_IS})(?:originally )?from|comes? from|hails? from) {_O}", "place", "person", _PLAIN),
    ("studied", rf"(?:{_IS})?(?:studied|studies|study|studying|majored in|majors? in) (?P<o>[a-z][a-z ]+?)(?=$|[,.;!?]| (?:at|in|from)\b)", "concept", "person", _PLAIN),
    ("studies_at", rf"(?:{_IS})?(?:studied|studies|study|studying|majored|graduated|attended|attends?|enrolled)(?: in)?(?: [a-z][a-z ]*?)?(?: at| from| in)? {_O}", "organisation", "person", _PLAIN),
    ("visited", rf"(?:visited|went to|travell?ed to|flew to|been to|went on holiday to) {_MANY}", "place", "person", _PLAIN),
    ("met", rf"(?:met|ran into|met up with) {_MANY}", "person", "person", _PLAIN),
    ("knows", rf"(?:know|knows) {_MANY}", "person", "person", _PLAIN),
    ("likes", rf"(?:love|loves|like|likes|enjoy|enjoys|adore|adores) {_A}", "concept", "person", _PLAIN),
    ("dislikes", rf"(?:hate|hates|dislike|dislikes|detest|can't stand|cannot stand|can't bear) {_A}", "concept", "person", _PLAIN),
    ("allergic_to", rf"(?:{_IS})(?:severely |very |badly )?allergic to {_A}", "concept", "person", _PLAIN),
    ("plays", rf"(?:{_IS})?{_ADV}(?:play|plays|playing) (?:the )?(?P<o>[a-z]+){_STOP}", "object", "person", _PLAIN),
    ("speaks", rf"(?:speak|speaks) (?:fluent )?{_MANY}", "concept", "person", _PLAIN),
    ("drives", rf"(?:drive|drives) (?:an? )(?P<o>[\w'’ -]+?){_STOP}", "object", "person", _PLAIN),
    ("owns", rf"(?:own|owns|bought|inherited) (?:an? )(?P<o>(?:[a-z]+ )?{NAME})", "object", "person", _PLAIN),
    ("owns", rf"(?:own|owns) (?:an? |the )(?P<o>[\w'’ -]+?){_STOP}", "object", "person", _PLAIN),
    ("founded", rf"(?:founded|co-founded|started up|set up) {_O}", "organisation", "person", _PLAIN),
    ("founded", rf"(?:was|were) (?:co-)?founded by {_O}", "person", "organisation", _SWAPPED),
    ("acquired", rf"(?:acquired|bought|took over) (?P<o>{NAME})", "organisation", "organisation", _PLAIN),
    ("acquired", rf"(?:was|were|got) (?:acquired|bought|taken over) by {_O}", "organisation", "organisation", _SWAPPED),
    ("reports_to", rf"reports? to {_O}", "person", "person", _PLAIN),
    ("manages", rf"(?:manage|manages|lead|leads|run|runs) {_O}", "organisation", "person", _PLAIN),
    ("teaches", rf"(?:teach|teaches) {_A}", "concept", "person", _PLAIN),
    ("wrote", rf"(?:wrote|written) {_O}", "object", "person", _PLAIN),
    ("located_in", rf"(?:is|are) (?:located|situated|headquartered|based) in {_O}", "place", "concept", _PLAIN),
    ("located_in", rf"(?:is|are) (?:an?|the) (?:[\w-]+ ){{0,3}}(?:city|town|village|company|firm|district|suburb|river|bakery|café|cafe|school|university|startup|restaurant|shop|hospital|region|island)(?: located| based)? in {_O}", "place", "concept", _PLAIN),
    ("capital_of", rf"is the capital of {_O}", "place", "place", _PLAIN),
    ("part_of", rf"(?:is|are) (?:a )?(?:part|subsidiary|division|member|branch) of {_O}", "organisation", "organisation", _PLAIN),
    ("member_of", rf"(?:is|am|are|became) (?:a |the )?(?:new )?member of {_O}", "organisation", "person", _PLAIN),
)  # fmt: skip


@cache
def _rules() -> tuple[VerbRule, ...]:
    return tuple(
        VerbRule(label, re.compile(rf"^{_ADV}{pattern}", re.IGNORECASE), object_, subject, *how)
        for label, pattern, object_, subject, how in _TABLE
    )


_MY_NAMED = spared(rf"(?<=\w )(?:my|our) (?P<r>{RELATION}),? (?P<n>{NAME})(?!'s)", re.IGNORECASE)
# How a question leads to somebody: "my sister", "Tom's wife", "my sister's husband".
WAY = spared(
    rf"\b(?P<whose>my|our|[A-ZÀ-Þ][\w-]+?'s)\s+(?P<r>{RELATION})\b(?:'s (?P<r2>{RELATION})\b)?", re.IGNORECASE
)
_OFFICE = spared(
    rf"^{_ADV}(?:is|am|became|was appointed|was made|has become) (?:the )?(?:new )?(?P<r>ceo|cto|cfo|coo|founder|co-founder|director|head|president|captain|owner|chair|chairman|mayor|editor|author|principal|vice president)(?: of| at) (?:the )?(?P<o>{NAME})",
    re.IGNORECASE,
)
_IS_MINE = spared(
    rf"^{_ADV}(?:is|was|are|became) (?P<whose>my|our|{NAME}'s) (?:new )?(?P<r>{RELATION})\b", re.IGNORECASE
)
_IS_CALLED = spared(
    rf"^(?:'s name )?(?:name )?(?:is|was)(?: now)?(?: called| named)? (?P<o>{NAME})(?=$|[,.;!?]| (?:and|now)\b)",
    re.IGNORECASE,
)
_HAS_ONE = spared(
    rf"^{_ADV}(?:have|has|got|adopted)(?: got)? (?:an?|one|the|two|another) (?:new )?(?P<r>{RELATION}),? (?:called|named|whose name is) (?P<o>{NAMES})",
    re.IGNORECASE,
)
_AND_VERB = spared(
    r",? (?:and|but) (?=(?:(?:also|really|now|absolutely|currently|just) )*(?:love|like|hate|dislike|enjoy|adore|detest|can't|cannot|live|work|play|speak|have|has|own|study|studied|left|joined|moved|visited|married|met|drive|teach|am|is|was)s?\b)",
    re.IGNORECASE,
)
_CAUSE = spared(
    r"^(?:well, |so |and )?(?:the |my |our |an? )?(?P<s>[\w' -]{3,40}?) (?:was|were|is|are|got|has been|have been) [\w ]{3,20}? (?:because of|due to|as a result of|thanks to) (?:the |my |an? )?(?P<o>[\w' -]{3,40}?)[.!]*$|"
    r"^(?:the |my |our |an? )?(?P<c>[\w' -]{3,40}?) (?:caused|led to|resulted in|triggered) (?:the |my |an? )?(?P<e>[\w' -]{3,40}?)[.!]*$",
    re.IGNORECASE,
)


def relations(clause: str, last: Party | None) -> Iterator[Said | Party]:
    """The relations of one clause; a bare Party names whom it is about. `last`: whom the clause before was about."""
    for short, long in _SHORT:
        clause = re.sub(short, long, clause, flags=re.IGNORECASE)
    clause = clause.strip().rstrip(".!")
    yield from _causes(clause)
    yield from _on_the_way(clause)
    match = _SUBJECT.match(clause)
    if match is None or (match["name"] and _is_no_name(match["name"])):
        return
    subject = yield from _subject(match, last)
    if subject is None:
        return
    yield subject
    rest = match["rest"].strip(" ,")
    yield from _roles(subject, match, rest)
    for part in _AND_VERB.split(rest):
        for rule in _rules():
            found = rule.pattern.match(part)
            if found:
                yield from _apply(rule, subject, found)


def _causes(clause: str) -> Iterator[Said]:
    match = _CAUSE.match(clause)
    if match and match["s"]:
        yield Said(Party(match["s"], "event"), "caused_by", Party(match["o"], "event"))
    elif match:
        yield Said(Party(match["c"], "event"), "caused", Party(match["e"], "event"))


def _on_the_way(clause: str) -> Iterator[Said]:
    """Somebody who is only named on the way: "I live there with my wife Carla"."""
    for match in _MY_NAMED.finditer(clause):
        relation = role(match["r"])
        yield Said(Party(SPEAKER, "person"), relation, Party(match["n"], _being(relation)))


def _is_no_name(name: str) -> bool:
    return name.split()[0].lower() in STARTERS


def role(text: str) -> str:
    """The bare word of a relation: "younger sister" is a sister."""
    text = text.strip().lower()
    while (bare := _ADJECTIVE.sub("", text)) != text:
        text = bare
    return _KIN.get(text, text)


def _being(relation: str) -> NodeType:
    return "object" if relation.replace(" ", "_") in _KEPT else "person"


def _subject(match: re.Match[str], last: Party | None) -> Generator[Said, None, Party | None]:
    """Whom the clause is about; the relations that its words state on the way are given out."""
    if match["i"]:
        return Party(SPEAKER, "person")
    if match["p"]:
        return last
    if match["r"]:
        return (yield from _owned(Party(SPEAKER, "person"), "my", match["r"], match["r2"], match["n"]))
    if match["r3"]:
        return (
            yield from _owned(Party(match["owner"], "person"), match["owner"] + "'s", match["r3"], None, match["n3"])
        )
    return Party(match["name"])


def _owned(owner: Party, whose: str, first: str, second: str | None, name: str | None) -> Generator[Said, None, Party]:
    """ "my sister", "my sister's husband", "my sister Dilys": the last one, with the steps that lead there."""
    one = role(first)
    party = Party(name if name and not second else f"{whose} {one}", _being(one))
    if name or not _IS_PLURAL.search(first):
        yield Said(owner, one, party)
    if not second:
        return party
    other = role(second)
    last = Party(name or f"{party.name}'s {other}", _being(other))
    yield Said(party, other, last)
    return last


_IS_PLURAL = spared(r"(?:children|kids|parents|twins|in-laws)$", re.IGNORECASE)


def _roles(subject: Party, match: re.Match[str], rest: str) -> Iterator[Said]:
    mine = _IS_MINE.match(rest)
    if mine:
        whose = mine["whose"]
        owner = (
            Party(SPEAKER, "person") if whose.lower() in ("my", "our") else Party(whose.removesuffix("'s"), "person")
        )
        yield Said(owner, role(mine["r"]), Party(subject.name, _being(role(mine["r"]))))
    one = _HAS_ONE.match(rest)
    if one:
        for name in split(one["o"]):
            yield Said(subject, role(one["r"]), Party(name, _being(role(one["r"]))))
    office = _OFFICE.match(rest)
    if office:
        yield Said(Party(subject.name, "person"), f"{office['r'].lower()}_of", Party(office["o"], "organisation"))
    called = _IS_CALLED.match(rest)
    if called and (match["r"] or match["r3"]) and not (match["n"] or match["n3"]):
        owner = Party(SPEAKER, "person") if match["r"] else Party(match["owner"], "person")
        steps = role(match["r2"] or match["r"] or match["r3"])
        holder = Party(f"my {role(match['r'])}", "person") if match["r2"] else owner
        yield Said(holder, steps, Party(called["o"], _being(steps)))


def _apply(rule: VerbRule, subject: Party, found: re.Match[str]) -> Iterator[Said]:
    one = Party(subject.name, subject.type if subject.type != "concept" else rule.subject)
    for name in split(found["o"]):
        other = Party(name, rule.object)
        source, target = (other, one) if rule.swap else (one, other)
        yield Said(source, rule.label, target, ended=rule.ended)
    if found.groupdict().get("old"):
        yield Said(one, rule.label, Party(found["old"], rule.object), ended=True)


def split(names: str) -> list[str]:
    """The names of a list in words."""
    return [name.strip(" '’.") for name in re.split(r", and |, | and | & ", names) if name.strip(" '’.")]
