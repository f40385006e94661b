# ruff: noqa: E501 - one pattern a line reads better than broken ones
"""English: how a statement describes something: "The shed code is 4417", "We moved the party to the barn"."""

from __future__ import annotations

import re

from .spared import spared

_ATTRIBUTE = spared(
    r"^(?:.*?\b)?(?:my|our|the|mum's|dad's|mom's)\s+(?P<k>[\w' -]{2,50}?)\s*(?:'s|\bis|\bare|\bwas|\bwill be|\bshould (?:be|read)|\breads|\bstarts at|\bstarts|\btakes place|\bfalls on|"
    r"\b(?:has |have |is |got |was |been |is being )*(?:moved|changed|pushed|switched|rescheduled|brought|postponed|delayed|shifted|extended|bumped|slipped|slid|put)\b[\w ]{0,12}? (?:to|until|till|at|by))"
    r"(?: (?:now|actually|also|still|really|only|at|on|to|by|every|each))*\s+(?P<v>[^,;!?]*\d[^,;!?]*|(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b[^,;!?]*|noon|midday|midnight)",
    re.IGNORECASE,
)  # fmt: skip
_TIMED = spared(
    r"^(?:.*?\b)?(?:my|our|the|we have|i have|i've got|there's)?\s*(?:an? )?(?P<k>(?:[\w-]+ ){0,2}?(?:stand-?up|meeting|appointment|lesson|class|session|rehearsal|practice|call|check-?in|interview|exam|shift|party|dinner|lunch|"
    r"concert|wedding|game|match|training|service|delivery|retro|sync|review|demo|launch|release|webinar|gig|flight|train|ceremony|dentist|haircut|viewing))s?\b.{0,30}?\b(?:at|on|to|for|is) (?P<v>[^,;!?]*(?:\d|noon|(?:mon|tues|wednes|thurs|fri|satur|sun)day)[^,;!?]*)",
    re.IGNORECASE,
)  # fmt: skip


_NAMED_SO = re.compile(
    r"^(?:my|our|the) (?P<k>[\w' -]{2,40}?)(?:'s| is| are)(?: now| actually)? (?P<v>(?!a\b|an\b|so\b|not\b|very\b|too\b)[^,;!?]{2,40}?)(?: now| these days| at the moment)?[.!]*$",
    re.IGNORECASE,
)
_TURNED = spared(
    r"\b(?:switched|changed|moved|swapped|replaced|renamed|(?:postpon|reschedul|delay|push|shift)(?:ed|ing)(?: back)?) (?:my|our|the) (?P<k>[\w' -]{2,40}?)(?: from [\w ]+?)? (?:(?:to|with|for|into) |(?=(?-i:[A-Z])))(?P<v>[^,;!?.]{2,40})",
    re.IGNORECASE,
)


_COLOURED = re.compile(
    r"\b(?:my|our|the) (?P<k>[\w' -]{2,30}?)(?:'s| is| are)(?: now| painted| all| a)* (?P<v>(?:(?:dark|light|pale|bright|deep|sage|navy|sky|mustard|off|forest|mint|baby|hot|dusty)[ -])?(?:red|blue|green|yellow|white|black|gr[ea]y|beige|pink|purple|orange|brown|turquoise|teal|cream|lilac|navy|terracotta|mustard))\b",
    re.IGNORECASE,
)


def attribute(text: str) -> tuple[str, str] | None:
    """(what is described, how it is): "The shed code is 4417", "We moved the party to the barn"."""
    text = re.sub(r"^[^:\d]{3,40}: (?=[a-z])", "the ", text, flags=re.IGNORECASE)
    match = _ATTRIBUTE.match(text) or _TIMED.match(text) or _TURNED.search(text) or _COLOURED.search(text) or _NAMED_SO.match(text)
    return (match["k"], match["v"].strip()) if match else None
