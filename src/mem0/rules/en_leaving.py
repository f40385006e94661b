# ruff: noqa: E501 - one pattern a line reads better than broken ones
"""English: how it is told on the way that a thing is over: "moved out of §", "§ has closed"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .en_words import STARTERS, words
from .partings import Leaving

_THE = r"(?:(?:the|my|our|that|this|those|these|his|her|their|an?|old|poor|little|dear|any|all|more|last of|eating|drinking|playing|doing|taking|using|wearing|driving|riding|smoking|learning|working (?:at|for)|living in|paying for|going to|being (?:on|at|with|in)?) )*"
_BEFORE = re.compile(
    rf"\b(?:(?:mov(?:ed|ing|e)|pack(?:ed|ing)|dropp(?:ed|ing)|pull(?:ed|ing)|bow(?:ed|ing)|kicked) (?:out of|away from|on from)|(?:tak(?:en|ing)|took|coming|came|weaned|been|being|stay(?:ed|ing)|gone|went) (?:\w+ )?off|"
    r"(?:got|getting|get) (?:rid|shot) of|no longer(?: \w+){0,3}?|no more|(?:done|finished|through) with|quit(?:ting)?|stop(?:ped|ping)|dropp(?:ed|ing)|ditch(?:ed|ing)|cancel+(?:ed|ing)|scrap(?:ped|ping)|axed|binned|(?:chucked|jacked|packed) in|"
    r"g(?:ave|iven|iving) (?:up|away)(?: on)?|s(?:old|elling)|flogged|lost|wr(?:itten|ote) off|(?:split|splitting|broke|broken|breaking|parted|parting)(?: up| ways)? (?:from|with)|divorc(?:ed|ing)|dumped|buried|return(?:ed|ing)|sent back|hand(?:ed|ing) (?:back|in)|"
    r"(?:retir\w+|resign\w+|withdr\w+|unsubscribed|graduat\w+) from|(?:laid off|let go|fired|sacked|made redundant) (?:by|from|at)|(?:farewell|leaving|goodbye|send-off)(?: \w+){0,3}? (?:at|from|to|for|with)|(?:last|final) (?:\w+ )?(?:day|week|shift|class|lesson|session|payment|dose|game|month)s? (?:at|of|with|for)|"
    r"used to(?: \w+){1,3}?|(?:days?|weeks?|months?|years?) (?:without|off|free of)|replac(?:ed|ing)|swapp(?:ed|ing)(?: out)?|trad(?:ed|ing)(?: in)?|part[- ]exchanged|(?:took|taking|taken) over from|instead of|rather than|outgr(?:ew|own)|lef?t|leav(?:ing|es)|(?:it|that|this)(?:'s| is| was) (?:not|never))"
    rf" {_THE}$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:'s|s)?(?: (?:\w+ ){0,2}?(?=bought|off))?"
    r"(?:,? who [^,]{2,30},| (?:club|clinic|office|shop|studio|contract|subscription|membership|lessons?|classes|class|course|plan|account|practice|and (?:i|me)|team))*"
    r"(?:'ve|'s|'d| have| has| had| is| was| are| were| got| went| been| being| just| finally| now| recently| sadly| both| all)* "
    r"(?:gone\b|clos(?:ed|ing)\b|died|passed(?: away| on)|retir(?:ed|ing)|left(?= (?:for|in|last|this|after|before|to|when|us|and|so|at the end)\b|[,.;!]|$)|moved (?:out|away|on)|quit\b|shut(?:ting)?\b|went (?:bust|under)|gone bust|end(?:ed|ing)\b|r[au]n(?:ning)? out|laps(?:ed|ing)|expir(?:ed|ing)|over\b(?! (?:the|a|my|to|here|there))|sold\b|stolen|nicked|packed up|gave up the ghost|any ?more|used to\b|folded|disbanded|cancel+ed|called off|fell through|fallen through|demolished|discontinued|history\b|no more\b|split\b|broke up|broken up|called it|parted\b|divorced|off me\b|off my (?:hands|back)|(?:wrecked|ruined|killed|knackered|did in) (?:my|me)|days (?:are )?(?:behind|over)|gave me (?:a |an |the )?(?:rash|cough|hives|headaches?|heartburn|nausea)|didn't (?:suit|agree|work)|wasn't (?:for me|working)|isn't (?:for me|working))",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\bstill (?:le[fa]|not )|\b(?:haven't|hasn't|have not|has not|didn't|did not|won't|don't|can't|couldn't|wouldn't|never|not going to|not)(?: \w+){0,2} (?:quit|stop\w*|dropp?\w*|le[fa]\w+|give\w*|sell|sold|cancel\w*|leave|live|do|be|cope|imagine|survive|move\w*|replace\w*|end\w*)\b|\bwithout (?:\w+ ){0,3}§.{0,20}\b(?:today|tonight|this morning)\b|\bnot (?:only|just|yet|until|even)\b|\bbefore (?:\w+ ){0,2}§.{0,30}\bi (?:lived|worked)\b|\b(?:left|leave|lost) (?:\w+ ){0,4}(?:at|in|on|with|for) (?:\w+ )?§",
    re.IGNORECASE,
)
_CALLED = re.compile(r"\b(?:called|named|whose name is)\b", re.IGNORECASE)
_NAME = re.compile(r"(?:(?:Dr|Mr|Mrs|Ms)\.? )?(?:[A-ZÀ-Þ][\w'’&-]*\w)(?: (?:& )?[A-ZÀ-Þ][\w'’&-]*\w)*")
_COMMON = frozenset("The My Our And I House Street Road Clinic School Primary Academy Studio Dental Club Mr Mrs Dr Ms New Old Saint St City North South East West Every Been Day Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December English Christmas".split())  # noqa: SIM905


def _names(text: str) -> Iterator[str]:
    for match in _NAME.finditer(text):
        whole = match.group()
        parts = [word for word in whole.split() if word not in _COMMON and word.lower() not in STARTERS and len(word) > 2]
        if parts:
            yield whole
            yield parts[0]


def _heads(text: str) -> Iterator[str]:
    """The last words of a phrase: "a paper round before school" may be called paper round, or round."""
    plain = _CALLED.split(text)[0].split(" for ")[0].strip(" ,.")
    bare = [word for word in plain.split() if word.islower() and words(word)]
    if bare:
        yield from (" ".join(bare[-2:]), bare[-1]) if len(bare) > 1 else (bare[-1],)
        if len(bare) > 1 and bare[-1] in ("tablets", "pills", "lessons", "course", "class", "plan", "team"):
            yield bare[-2]


_AROUND = re.compile(rf"\b(?:g[ai]ve|given|giving|hand(?:ed|ing)|pass(?:ed|ing)|sen[dt](?:ing)?|t[ao]ken?|taking|turned|threw|put|signed|let) {_THE}§(?:s|'s)?(?: \w+)? (?:back|over|away|up|down|in|go)\b(?! (?:for|on|at) )|\b(?:bought|took|taken) {_THE}§ off\b|\b(?:fine|well|better|ok|okay|manage|managing|cope|coping|do|doing|cheaper|happier) without {_THE}§", re.IGNORECASE)
_WEAK = re.compile(r"\b(?:left|leav\w+|lost|closed|shut|gone|ended|off|out of|ran out|over|stopped|returned|handed|given|put|without)\b", re.IGNORECASE)
_FLEETING = re.compile(r"\b(?:today|tonight|this (?:morning|afternoon|evening)|yesterday|at (?:\d|half|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|home|work|school)\b|for (?:an?|half an|one|two|three|a few) (?:hours?|minutes?)|early|late|on time|again|on (?:sundays?|saturdays?))\b", re.IGNORECASE)
AWAY = re.compile(r"\b(?:holiday|vacation|for (?:a|the|two|three) (?:few |couple of )?(?:days?|nights?|weekend)|until|till|for now|strike)\b", re.IGNORECASE)

LEAVING = Leaving(before=_BEFORE, after=_AFTER, around=_AROUND, weak=_WEAK, fleeting=_FLEETING, denied=_DENIED, word=r"\b§(?:s|'s)?\b", names=_names, heads=_heads)
