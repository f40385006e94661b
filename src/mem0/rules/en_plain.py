# ruff: noqa: E501 - one pattern a line reads better than broken ones
"""English: one plain form for many, so that the patterns after it meet fewer."""

from __future__ import annotations

import re

from .en_events import as_states
from .en_words import RELATION
from .spared import spared

_IRREGULAR = {"is": "am", "has": "have", "does": "do", "was": "was", "goes": "go"}
_NAME = r"(?-i:(?:(?:Dr|Mr|Mrs|Ms|Prof)\.? )?[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+){0,2})"
_ROLE = r"(?P<r>(?:(?!favou?rite|go-to|best|only|first|last|home|number|new)[a-z-]+ ){0,2}(?:[a-z-]+))"
_STARTS = r"(?P<b>^|[,;:] ?|\b(?:and|so|but) )"
_TURNED_ROUND = spared(
    rf"{_STARTS}(?P<n>(?!I\b|It\b|That\b|This\b|He\b|She\b|There\b|What\b|Who\b){_NAME})(?: is|'s|'s now| has become| became) (?:now |also )?(?:my|our) (?:new )?(?!home\b|favou?rite|go-to|number one|top\b|city\b|town\b|best\b|all\b|thing\b|life\b|idea\b|kind\b|first\b|next\b|only\b){_ROLE}(?P<e> now| these days| from now on)?(?=$|[,.;!])",
    re.IGNORECASE,
)
_NEW_ONE = spared(
    rf"\b(?:i|we)(?:'ve| have)?(?: just| finally| now| also)? (?:got|have|found|hired|been given|been assigned)(?: myself| ourselves)? (?:a |our |my )?new {_ROLE}(?:,| called| named|:| -| –| —|, called|, named) (?:his name is |her name is |it's )?(?P<n>{_NAME})(?=$|[,.;!]| (?:and|who|from|at|now|since)\b)",
    re.IGNORECASE,
)
_CARES = (
    ("dentist", r"(?:look(?:s|ed)? after|does?|clean(?:s|ed)?|check(?:s|ed)?|treat(?:s|ed)?|see(?:s|n)? to) my teeth"),
    ("hairdresser", r"(?:cuts?|does?|trims?|colou?rs?|dyes?|styles?) my hair"),
    ("vet", r"(?:looks? after|treats?|sees?) (?:my|our) (?:dog|cat|rabbit|pets?|horse)"),
)  # fmt: skip
_CARED = tuple(
    (role, spared(rf"(?P<b>\b)(?P<n>(?!Since|Now|And|But|So|Because|My|Our|The|I\b|Also|Then|When|If|After|She|He|They|Who){_NAME})(?: (?:at|from|of) [^,;.]{{2,30}}?)? (?:now |always |usually |also |has |who )*{verb}(?P<e> now)?", re.IGNORECASE))
    for role, verb in _CARES
)  # fmt: skip
_PARTS = {"hair": "hairdresser", "teeth": "dentist", "beard": "barber"}
_GOES_TO = spared(
    rf"\b(?:i go|i'm going|i've been going|i have been going|i've started going|i've switched|i switched|i've moved) to (?P<n>{_NAME})(?: (?:at|on|in|near|from) [^,;.]{{2,30}}?)? for my (?P<p>hair|teeth|beard)\b",
    re.IGNORECASE,
)
_PLAN_GONE = spared(
    r"\b(?P<v>scrapped|dropped|abandoned|ditched|shelved|binned|axed|cancell?ed|called off|g(?:a|i)ven? up(?: on)?) (?:the|our|my|all|any|those)(?: \w+)? (?:plans?|idea|ideas|dream|thoughts?) (?:to|of|for|about) ",
    re.IGNORECASE,
)
_DUTY = re.compile(
    r"\bi(?:'ve| have)(?: just| now)? been (?:handed|given|put in charge of|asked to (?:run|lead|manage)|assigned) (?P<t>the [\w-]+ (?:team|department|group|project))\b", re.IGNORECASE
)
_SHARED = re.compile(
    rf"^(?P<lead>(?:(?:well|so|anyway|also|hi|hello|hey|currently|right now|these days)[,:]? )*)(?P<s>i(?:'m)?|we(?:'re)?|(?:my|our) {RELATION}(?: (?-i:[A-Z][\w'-]+))?) (?P<head>[^,;:!?]+?),? and (?:also |now |currently |then )*"
    r"(?P<v>(?:work(?:s|ed)?(?= (?:as|at|for|in|from|with|night|part|full|remote))|liv(?:e|es|ed)(?= (?:in|at|with|on|near|alone))|(?:have|has|had)(?= (?:an?|two|three|four|five|six|\d+|no|been|my|brown|blue|green)\b)|stud(?:y|ies|ied)|plays?|drives?|speaks?|owns?|teach(?:es)?|sings?|paints?|runs?(?= (?:a|an|the|my|our|marathons)\b)|"
    r"volunteers?|coach(?:es)?|collects?|commutes?|cycles?|swims?|prefers?|loves?|hates?|am(?= (?:an?|allergic|vegan|vegetarian|married|single|left|\d))|is(?= (?:an?|allergic|vegan|vegetarian|married|single|left|\d))|moved to|started (?:at|as|a)|joined|'m(?= an?\b)) [^,;]+)$",
    re.IGNORECASE,
)
_USERS = spared(r"(?:(?i:^(?:the )?user)|\b(?:[Tt]he )?User)'s\b")  # as language models call whoever speaks
_USER = spared(r"(?:(?i:^(?:the )?user)|\b(?:[Tt]he )?User) (?!interface\b|experience\b)([a-z]\w*)")
_UNREAL = re.compile(
    r"\bto (?-i:[a-z])\w+ (?!work|school|bed|church|college|uni)|\b(?:would|could|might|may|should|will|'ll|gonna|want|wants|wish|hope|plan|try|if|when|whenever|used|can|let|make|see|help|think|thinking|did|didn't|don't|doesn't|not|never|before|after|until|both|between)\b",
    re.IGNORECASE,
)


# "Also changed my number": a further piece of news, not a further number.
_FURTHER = spared(r"^(?:(?:oh|and|so),? )*also,? (?=(?:i |we |i've |we've |i have |we have )?(?:changed|moved|switched|updated|swapped|replaced|sold|quit|left|stopped|cancell?ed|dropped|gave up|got rid)\b)", re.IGNORECASE)


def plain(text: str) -> str:
    """A sentence about "the user" in the first person, and what stands the other way round ("Ann is my boss") put straight."""
    text = _USERS.sub("my", text)
    text = _USER.sub(lambda m: f"I {_first_person(m[1])}", text)
    text = _FURTHER.sub("", text)
    text = _TURNED_ROUND.sub(lambda m: f"{m['b']}my {m['r']} is{m['e'] or ''} {m['n']}", text)
    text = _NEW_ONE.sub(lambda m: f"my {m['r']} is now {m['n']}", text)
    text = _GOES_TO.sub(lambda m: f"my {_PARTS[m['p'].lower()]} is now {m['n']}", text)
    text = as_states(text)
    text = _PLAN_GONE.sub(r"\g<v> the ", text)
    text = _DUTY.sub(r"I now manage \g<t>", text)
    for role, pattern in _CARED:
        text = pattern.sub(rf"\g<b>my {role} is\g<e> \g<n>", text)
    return text


def _first_person(verb: str) -> str:
    low = verb.lower()
    if low in _IRREGULAR:
        return _IRREGULAR[low]
    return low[:-1] if low.endswith("s") and not low.endswith(("ss", "us")) else low


def each_with_subject(clause: str) -> list[str]:
    """Two statements of one subject as two: "I live in Leeds and work as a nurse" -> "I live in Leeds", "I work as a nurse"."""
    match = _SHARED.match(clause.strip(" ."))
    if not match or _UNREAL.search(f"{match['head']} ") or len(match["head"].split()) < 2:
        return [clause]
    subject = match["s"]
    bare = re.sub(r"'(?:m|re)$", "", subject)
    verb = match["v"]
    second = f"{bare}{verb}" if verb.startswith("'") else f"{bare} {verb}"
    return [f"{match['lead']}{subject} {match['head']}", *each_with_subject(second)]
