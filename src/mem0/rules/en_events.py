# ruff: noqa: E501 - one pattern a line reads better than broken ones
"""English: changes told as an event ("they put me on Dr Osei's list") said as the state that follows ("my doctor is now Dr Osei")."""

from __future__ import annotations

import re

from .spared import spared

_NAME = r"(?-i:(?:Dr|Mr|Mrs|Ms)\.? )?(?-i:[A-ZÀ-Þ][\w'&-]+(?: [A-ZÀ-Þ][\w'&-]+){0,2})"
_END = r"(?=$|[,.;!]| (?:and|so|but|after|because|since|when|last|this|in|on|at|now|from|with|for|as|over|these|today|yesterday|back)\b)"
_LANGUAGES = r"(?-i:Italian|Greek|Spanish|French|German|Portuguese|Dutch|Swedish|Norwegian|Danish|Finnish|Polish|Czech|Russian|Ukrainian|Turkish|Arabic|Hebrew|Hindi|Mandarin|Chinese|Cantonese|Japanese|Korean|Vietnamese|Thai|Welsh|Irish|Gaelic|Latin|Hungarian|Romanian|Swahili|Esperanto|Catalan|Basque|Icelandic|Urdu|Farsi|Persian)"
_WAYS = {"cycling": "cycle", "biking": "cycle", "walking": "walk", "driving": "drive", "running": "run"}
_EVENTS = tuple(
    (spared(pattern, re.IGNORECASE), state)
    for pattern, state in (
        (rf"\b(?:i|we)(?: was| were| got|'ve been| have been) (?:transferred|relocated|reassigned|moved|posted|seconded)(?: over| across)? to (?!Ward|Team|Room|Group|Table|Desk|Marketing|Sales|Finance|Legal|HR|IT|Dr|Mr|Ms|Monday|Tuesday|Wednesday|Thursday|Friday|Business|First|Premium)(?P<n>{_NAME}){_END}", r"I've moved to \g<n>"),
        (rf"\b(?:they|the (?:surgery|practice|clinic|receptionist|gp))(?:'ve| have)? (?:put|moved|placed|switched|transferred) me (?:on|onto|to|over to) (?P<n>{_NAME}?)(?:'s|') (?:list|books|patient list|care)\b", r"my doctor is now \g<n>"),
        (rf"\bi(?:'m| am|'ve been| was| got)(?: now| put| moved| placed)+ (?:on|onto|to) (?P<n>(?-i:Dr)\.? {_NAME}?)(?:'s|') (?:list|books|patient list|care)\b", r"my doctor is now \g<n>"),
        (rf"\b(?P<s>i|we)(?:'ve| have)?(?: finally| just)? dropped (?P<o>{_LANGUAGES})(?: and|,| to)(?: (?:then|now|have|i|we|'ve))* (?:started|begun|began|took up|taken up|picked up|start|take up)(?: with| on| learning| studying)? (?P<n>{_LANGUAGES})\b", r"I switched from learning \g<o> to learning \g<n>"),
        (r"\b(?:dragging|hauling|forcing|rolling|getting|peeling|levering) (?:myself )?(?:up |out )+(?:of )?(?:bed )?(?:at|by|around) (?P<n>\d[\d:.]*(?: ?[ap]m)?|half past \w+|five|six|seven|eight|nine|ten)\b", r"I now get up at \g<n>"),
    )
)  # fmt: skip
_COMMUTE = re.compile(
    r"^(?P<n>cycling|biking|walking|driving|running|the (?:bus|train|tube|tram|metro|subway|ferry)) is how i (?:commute|get to (?:work|the office|school|campus)|go to (?:work|the office|school))\b(?P<e>.*)$", re.IGNORECASE
)
_MOVED_OVER = re.compile(
    rf"\b(?P<s>i|we)(?:'ve| have)?(?: now| finally| just)? (?:moved|migrated|shifted|transferred|ported|switched|brought|copied) (?:all |everything |most )?(?:of )?(?P<w>my|our) (?P<k>notes|photos|passwords|bookmarks|tasks|calendar|recipes|emails?|music|playlists|contacts|documents|files|backups|money|savings|website|blog|code|repos|podcasts) (?:over |across )?(?:to|into|onto) (?P<n>{_NAME}){_END}",
    re.IGNORECASE,
)
_KEPT = re.compile(
    rf"\b(?:i use (?P<n>{_NAME}) for my (?P<k>notes|photos|passwords|bookmarks|tasks|recipes|contacts|documents|files|backups)|my (?P<q>notes|photos|passwords|bookmarks|tasks|recipes|contacts|documents|files|backups) (?:are|live)(?: all)?(?: kept| stored| saved)? (?:in|on) (?P<m>{_NAME}))(?=$|[,.;!])",
    re.IGNORECASE,
)


def as_states(text: str) -> str:
    """A change told as an event, as the state that follows from it; other sentences as they are."""
    for pattern, state in _EVENTS:
        text = pattern.sub(state, text)
    text = _COMMUTE.sub(lambda m: f"I {_way(m['n'])} to work now{m['e'].replace(' now', '', 1)}", text)
    text = _KEPT.sub(lambda m: f"I keep my {m['k'] or m['q']} in {m['n'] or m['m']}", text)
    return _MOVED_OVER.sub(r"\g<s> now keep \g<w> \g<k> in \g<n>", text)


def _way(said: str) -> str:
    return _WAYS.get(said.lower(), f"take {said.lower()}")
