# ruff: noqa: E501 - one pattern a line reads better than broken ones
"""English: the words that people use around a question, and the values that answer it."""

from __future__ import annotations

import re
from functools import lru_cache

from ..text.sorts import of_sort
from .en_words import names
from .matters import Finder, Matters, matters

_RUN = re.compile(
    r"(?:(?P<before>[A-Za-z']+) (?:the |a |old |sunny |good old )*)?(?P<v>(?:(?:Dr|Mr|Mrs|Ms|Prof)\.? )?[A-ZÀ-Þ][\w'’-]*(?: (?:& |and (?=[A-Z])|of (?=[A-Z])|de |la |van |von )?[A-ZÀ-Þ0-9][\w'’-]*)*)(?P<whose>'s\b)?"
)
_PLACES = frozenset(["in", "to", "into", "near", "outside", "around", "across", "of", "at", "round", "by", "called"])
_NO_NAME = re.compile(r"^(?:I|I'm|I've|I'll|I'd|OK|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|Christmas|Easter|English|French|German|Spanish|Italian|HR|TV|PDF|CV|MOT|A4)s?$")
_MONEY = re.compile(r"[£$€]\s?\d[\d.,]*k?|\b\d[\d,.]*k? ?(?:euros?|pounds?|dollars?|quid|bucks|won|kroner|francs?|yen|eur|usd|gbp|grand)\b|(?<![\d:.,])\d{3,5}(?![\d:]|,\d| ?(?:km|miles|days|g|ml))", re.IGNORECASE)
_HOUR = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_TIME = re.compile(
    rf"\b\d{{1,2}}[:.]\d{{2}}(?: ?[ap]\.?m)?\b|\b\d{{1,2}} ?[ap]\.?m\b|\bhalf (?:past )?{_HOUR}\b|\b(?:quarter|ten|five|twenty) (?:past|to) {_HOUR}\b|(?<=\bat )(?:\d{{1,2}}|{_HOUR})\b|(?<=\bby )(?:\d{{1,2}}|{_HOUR})\b|(?<=\bfor )(?:{_HOUR})\b(?! (?:hours?|days?|weeks?|years?|months?|minutes?))|(?<=\btill )(?:\d{{1,2}}|{_HOUR})\b|\bnoon\b|\bmidnight\b",
    re.IGNORECASE,
)


def _runs(text: str) -> list[re.Match[str]]:
    known = names(text)
    return [m for m in _RUN.finditer(text) if not _NO_NAME.match(m["v"]) and any(w.lower().removesuffix("'s") in known for w in re.findall(r"[\w'’-]+", m["v"]))]


def _named(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m["v"] for m in _runs(text)))


def _placed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m["v"] for m in _runs(text) if (m["before"] or "").lower() in _PLACES and not m["whose"]))


def _all(pattern: re.Pattern[str]) -> Finder:
    return lambda text: tuple(dict.fromkeys(match.group().strip() for match in pattern.finditer(text)))


_MONTHS = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_DATE = re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTHS}\b|\b{_MONTHS} \d{{1,2}}(?:st|nd|rd|th)?\b|\bthe \d{{1,2}}(?:st|nd|rd|th)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
_MEASURE = re.compile(r"\b\d+(?:[.,]\d+)? ?(?:mg|mcg|ml|kg|kilos?|lbs?|stone|km|miles|cm|mm|%|percent|units|tablets?|pills?|hours?|minutes?|people|guests|seats|litres|degrees)\b", re.IGNORECASE)
_CODE = re.compile(r"\b(?:\d{1,4}[A-Z]|[A-Z]{1,2}-?\d{1,4})\b")
_NUMBER = re.compile(r"(?<![\w.:,£$€-])\d{1,6}(?![\w:%]|[.,]\d)")
_BLOOD = re.compile(r"\b(?P<g>AB|A|B|O|o|ab|b)(?:[ -]?(?:type )?(?P<s>pos(?:itive)?|neg(?:ative)?)\b|(?P<m>[+-]))")


def _blood(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m["g"].upper() + ("+" if (m["s"] or m["m"])[0] in "p+" else "-") for m in _BLOOD.finditer(text)))


def _eaten(text: str) -> tuple[str, ...]:
    return of_sort(text, "diet") or of_sort(text, "meat")[:1]


def _sort(name: str) -> Finder:
    return lambda text: of_sort(text, name)


_FINDERS: dict[str, Finder] = {
    "name": _named, "place": _placed, "money": _all(_MONEY), "time": _all(_TIME), "date": _all(_DATE), "measure": _all(_MEASURE), "code": _all(_CODE), "number": _all(_NUMBER), "blood": _blood, "eaten": _eaten,
    **{sort: _sort(sort) for sort in ("car", "subject", r"rank", "occupation", "drink", "transport", "notes app", "browser", "phone", "laptop", "bicycle")},
}  # fmt: skip

_FLAT = r"flat|apartment|house|home|studio (?:flat|apartment)|bedsit|cottage|bungalow|houseboat|mov(?:e|ed|ing)|liv(?:e|es|ed|ing)|rent(?:ed|ing)?|lease|settl\w+|relocat\w+"
_DWELL = r"place|shoebox|landlord|neighbou?rs?|neighbou?rhood|unpack\w*|boxes|street|postcode|my area|address|keys|flatmates?|housemates?|balcony|spare room|removal|down here|up here|over here|round here"
_JOB = r"job|work(?:s|ed|ing)? (?:at|for|with|as)|employers?|compan(?:y|ies)|firm|hir(?:ed|ing)|poach\w*|recruit\w*|my career"
_TRADE = r"work|boss|manager|desk|office|colleagues?|contract|interview|onboarding|induction|badge|lanyard|payroll|pay ?slip|salary|commut\w+|shifts?|first day|probation|signature|footer|business cards?|linkedin|out[- ]of[- ]office|notice|resign\w*|redundan\w*|laid off|start(?:ed|ing)?|joined|badge"
MATTERS = Matters(
    by_slot=matters(
        ("residence", "place", _FLAT, _DWELL),
        ("workplace", "name", _JOB, _TRADE),
        ("occupation", "occupation", f"{_JOB}|{_TRADE}", ""),
        ("title", "rank", r"promot\w+|title|job|position|role|made me|i'm (?:an?|the|now)|still an?", f"{_TRADE}|team|pay rise|as of"),
        ("boss", "name", r"boss|manager|supervisor|team lead|report(?:s|ing)? to|line manager", r"head of|in charge|reorg\w*|took over|taken over|sign(?:s|ed)? off|approv\w+"),
        ("doctor", "name", r"doctor|gp|physician|consultant", "dr|surgery|practice|clinic|patients?|check-?up|prescription|list"),
        ("dentist", "name", r"dentist", "dental|teeth|tooth|practice|filling|crown|check-?up|root canal|hygienist"),
        ("vet", "name", r"vets?", "jabs|vaccinations?|surgery|practice|clinic"),
        ("therapist", "name", r"therapist|counsell?or|physio(?:therapist)?|psychologist", "therapy|counselling|sessions?"),
        ("hairdresser", "name", r"hairdresser|barber|stylist", r"hair\w*|salon|fringe|cut|trim|colour"),
        ("teacher", "name", r"teacher|tutor|coach|instructor|trainer|teach\w*", "lessons?|class(?:es)?"),
        ("landlord", "name", r"landlord|landlady|letting agent", "rent|flat|building|owner"),
        ("partner", "name", r"girlfriend|boyfriend|partner|wife|husband|fianc\w+|dating|going out with|engaged to|married to", "date|seeing|relationship|together"),
        ("bank", "name", r"bank\w*|current account|savings account", "account|card|salary|overdraft"),
        ("gym", "name", r"gym", "membership|weights|workout|work out|treadmill|fitness"),
        ("provider insurance", "name", r"broadband|internet|wi-?fi|electricity|energy|insur\w+|provider|supplier|phone contract", "gas|mobile|phone|policy|cover|contract|premium|tariff|router"),
        ("school", "name", r"school|nursery|kindergarten|university|college|pupil", r"uni|classes|teachers?|campus|enrol\w+|term|year \d+|reception"),
        ("major", "subject", r"major\w*|study\w*|studies|degree|first year|second year|third year|final year|undergrad|phd|masters?|sophomore|freshman|fresher|student", r"course|transfer\w*|uni\w*|college|semester|lectures?|modules?|faculty|department|campus|dropped|year"),
        ("car", "car", r"cars?|driv\w+|drove|motor|wheels", r"park\w*|garage|dealer\w*|engine|boot|bought|got|sold|traded|picked up|scrap\w*|mot|insurance|keys|test drive|lease|mileage|electric"),
        ("bike", "bicycle", r"bikes?|bicycle|cycl\w+|ride|riding|rode", "bought|got|stolen|nicked"),
        ("device", "phone", r"phone|mobile|handset", r"screen|upgrade\w*|contract|sim|bought|got"),
        ("commute", "transport", r"commut\w*|to (?:work|the office|school|uni|campus)|get in to town|get in", r"office|morning|pedal\w*|station"),
        ("waketime", "time", r"alarm|wake|woke|waking|get up|getting up|up at|up by|out of bed", "lie-in|shifts?|lates|earlies|mornings?|bed"),
        ("bedtime", "time", r"bedtime|to bed|in bed|asleep|lights out|turn in", r"sleep\w*|night"),
        ("rent", "money", r"rent", "landlord|landlady|lease|flat|a month|tenancy|agent"),
        ("salary", "money", r"salary|wages?|earn\w*|pay ?slip|get paid|day rate|hourly", "pay|raise|rise|boss|an hour|a year|promotion"),
        ("drink", "drink", r"order\w*|drink\w*|usual", r"caf[eé]|cup|mug|barista|caffeine|starbucks|stomach|sip\w*|latte|coffee|tea|have|give"),
        ("blood", "blood", r"blood|donor", "type|group|positive|negative|pos|neg"),
        ("diet", "eaten", r"eat\w*|ate|diet|vegan|vegetarian|veggie|plant-based|pescatarian|keto", r"meat|plate|since|appetite|cook\w*|menu|lentils"),
        ("seat", "code", r"seats?", r"flight|plane|airline|train|row|aisle|window|bumped|upgraded|check(?:ed)? in|theatre|concert"),
        ("club", "name", r"play\w* .*for|football|rugby|hockey|cricket|team", r"signed|transfer\w*|season|squad|match|training|debut|teammates?"),
        ("tool", "notes app", r"notes|note-taking|everything|to-?dos?|lists", r"app|writ\w+|organis\w+|sync\w*|vault|pages?"),
        word=r"\b(?:{})\b",
    ),
    finders={kind: lru_cache(maxsize=8192)(find) for kind, find in _FINDERS.items()},
    turn=re.compile(
        r"\b(?:now|new|these days|nowadays|as of|from (?:today|now|next|this|monday|january|february|march|april|may|june|july|august|september|october|november|december|the first)|since|just|finally|officially|instead|switch\w*|swap\w*|chang\w*|mov(?:ed|ing)|transferred|replac\w+|traded|upgraded|became|become|turned|promoted|landed|poached|hired|started|starting|joined|ended up|settled|took over|taken over|takes over|no longer|no more|any ?more|used to|back (?:to|on)|again|signed|bought|got|picked up|put me|moved me|after all|goodbye|farewell|gone|left|quit|retired|fired|sacked|died|closed|new owners?|reorg\w*|first (?:day|week|month|shift|class|lesson)|(?:weeks?|months?|days?) in(?:to)?|made me|bumped|unpack\w*|keys|at last|been living|on leave)\b",
        re.IGNORECASE,
    ),
    own=re.compile(r"^(?:(?:and|but|so|well|anyway|now|then|also),? )*(?:the|my|our|an?|his|her|their|this|these|those|your) [\w' -]+? (?:is|was|cost|costs|are|were|has|have|had|will|\w{3,}ed|\w{3,}s)\b|\b(?:bought|sold|spent|paid|saved|won|lost|lent|borrowed) ", re.IGNORECASE),
    moved=re.compile(
        r"\b(?:moved|pushed|bumped|shifted|rescheduled|reschedul\w+|postponed|brought forward|put back|put off|delayed|squeezed (?:me|us|him|her) in|fit(?:ted)? (?:me|us) in|instead|now|new (?:date|time|slot|day)|chang(?:ed|ing|e)|slot|earliest|slipped|swapped|rebooked|can only do|double-?booked|clash\w*|rang|phoned|call it|upped|raised|lowered|increased|reduced|cut|doubled|halved|went up|gone up|goes up|put (?:me|it) up|stretch(?:ed)? to|starts on|due|extension|extended|leaves at)\b",
        re.IGNORECASE,
    ),
    agents=re.compile(r"(?:landlord|landlady|boss|manager|supervisor|airline|company|bank|school|gym|clinic|surgery|hotel|restaurant|venue|organisers?|doctor|gp|dentist|vet|physio|therapist|teacher|tutor|coach|instructor|trainer|barista|receptionist|agent|they)", re.IGNORECASE),
    dates_moved=re.compile(r"\b(?:new (?:date|time|day|slot)|(?:date|day|time)(?:'s| is| has)?(?: been)? (?:moved|changed|pushed)|(?:moved|changed|pushed|switched) (?:the|our|my) (?:date|day|time|booking|flight|appointment)|rescheduled|rebooked|postponed|squeezed (?:me|us) in)\b", re.IGNORECASE),
    away=re.compile(r"\b(?:rental|hire car|courtesy|borrow\w*|loan\w*|while (?:mine|my|the|ours)|holiday|vacation|trip|visit(?:ed|ing)?|weekend (?:in|at)|week in|flights?|hotel|airbnb|hostel|back from|conference|passing through|tour|honeymoon|for (?:a|the|two|three) (?:few |couple of )?(?:days?|nights?|weeks?|weekend)|temporar\w+|for now|until|till|thinking of|if (?:i|we)|would)\b", re.IGNORECASE),
)
