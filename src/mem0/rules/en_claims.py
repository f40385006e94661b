# ruff: noqa: E501, SIM905 - one pattern a line and word lists as text read better than broken ones
"""English: who does what with which thing, what is denied, counted, told apart and switched."""

from __future__ import annotations

import re
from functools import lru_cache

from . import en_words
from .language import Claim
from .spared import spared

_IRREGULAR = dict(
    pair.split(":")
    for pair in """am:be is:be are:be was:be were:be been:be went:go gone:go goes:go drove:drive driven:drive bought:buy taught:teach wrote:write written:write ate:eat eaten:eat
    drank:drink wore:wear rode:ride ridden:ride sang:sing ran:run swam:swim took:take taken:take had:have has:have having:have spoke:speak spoken:speak knew:know
    kept:keep slept:sleep led:lead got:get gotten:get saw:see seen:see made:make did:do does:do done:do grew:grow gave:give given:give came:come met:meet
    sold:sell found:find left:leave felt:feel paid:pay sat:sit stood:stand held:hold chose:choose studying:learn study:learn studies:learn studied:learn
    learning:learn learns:learn learnt:learn using:use uses:use used:use driving:drive riding:ride taking:take takes:take having:have writing:write making:make
    managing:manage living:live practising:practise practicing:practise loving:love""".split()
)  # fmt: skip
_FEEL = frozenset("feel look seem sound appear like love hate adore enjoy dislike want miss admire fancy dread fear need know remember see visit watch meet find buy get think hope make give come say tell".split())
_MOOD = frozenset("feel look seem sound appear think hope dream know love hear listen talk say come".split())
_TURN = frozenset("switch swap move chang trade replac convert upgrad start stop quit begin join end finish leav leave becom let turn sell drop cancel end mean".split())  # what happens once
_ADD = _FEEL | frozenset("have own speak use collect take wear eat drink play do try keep cook bake grow follow read own".split())  # fmt: skip
_ADVERB = r"(?:now|also|still|just|currently|mainly|mostly|usually|always|normally|only|really|actually|already|finally|never|no longer|officially|often|sometimes|regularly|all|both|not|even|typically|generally|probably|definitely|proudly|gladly|quite|recently|lately|been|never)"
_AUX = r"(?:am|are|is|was|were|be|been|have|has|had|do|does|did|will|would|can|could|don't|doesn't|didn't|won't|can't|cannot|haven't|hasn't|isn't|aren't|wasn't|to)"
_DET = r"(?:the|a|an|my|our|some|any|this|that|his|her|their)"
_PREP = r"(?:to|at|in|with|for|on|by|from|about|as|into|after|over|up|out|off|through|under|of)"
_DONE = r"(?!brown|children|garden|kitchen|chicken|oven|seven|ten|eleven|wine|bone|one|phone|red|bed)(?:\w+(?:ed|en|wn|one|ght|pt|ld|de)|come|become|begun|run|met|got|put|cut|read|left|kept|been)\b"
_DOING = re.compile(
    rf"(?:^|[,;:–—-] ?|\b(?:and|so|but|because|since|that) )(?:{_ADVERB} |these days |nowadays )*(?:i|we|he|she|they|(?:my|our) [\w' -]{{2,24}}?)(?:'m|'ve|'re|'s|'d|'ll)?(?: {_ADVERB}| {_AUX}(?= \w+(?:ing|ed|en)\b)| (?:do|does|don't|doesn't|won't|can|can't|cannot|will|not)(?= [a-z])| (?:have|has|had)(?= {_DONE}))* "
    rf"(?P<v>[a-z]+(?:'t)?)(?: {_ADVERB})*(?P<p>(?: {_PREP}){{0,2}})(?P<d> {_DET})?(?: {_ADVERB})* (?P<t>(?:[^,;:.!?()–—]|(?<=\d)[:.](?=\d))+)",
    re.IGNORECASE,
)
_BEING = re.compile(
    rf"(?:^|[,;:] ?|\b(?:and|so|but|out|that|apparently|actually|because|since) )(?:{_ADVERB} |these days |nowadays )*(?:i'm|we're|i am|we are|(?P<k>(?:my|our|the) [\w' -]{{2,40}}?)(?:'s| is| are| was| has become| became))(?: {_ADVERB})*(?: called| named)?(?P<p>(?: {_PREP}){{0,2}})(?P<d> {_DET})? (?P<t>[^,;:.!?()–—]+)",
    re.IGNORECASE,
)
_SERVING = re.compile(
    r"(?:^|[,;:] ?|\b(?:and|so|but) )(?P<t>(?-i:(?:Dr|Mr|Mrs|Ms)\.? )?(?-i:[A-ZÀ-Þ][\w'-]+)(?: (?:at|from) [^,;.]{2,25}?)?) (?:now |always |usually |also )?(?P<v>[a-z]+s)(?P<p> \w+)? (?:my|our) (?P<o>[a-z]+)",
    re.IGNORECASE,
)
_SOURCE = re.compile(rf"\b(?:i|we)(?: {_ADVERB})* (?:get|buy|order|rent|borrow|have) (?:my|our) (?P<k>[\w' -]{{2,24}}?)(?: delivered)? (?:from|through|by) (?P<t>(?-i:[A-ZÀ-Þ])[^,;:.!?]+)", re.IGNORECASE)
_END = re.compile(
    r"\s+(?:(?:and|but|so|because|which|who|that|now|since|with|for|from|as|where|until|till|these days|at the moment|right now|after|before|by|if|on|in|at|to|over|then|any ?more|instead|rather|again|already|when|while|last|this|next|just|every|each|twice|once|three times|mostly|mainly|lately|nowadays|all)\b).*$",
    re.IGNORECASE,
)
_NOT = spared(
    r"\b(?:not|never|neither|nor|cannot|without|nobody|none|no longer)\b|\w+n't\b|\b(?:have|has|had|got|is|are|eat|drink|own|take|speak|with) no (?!problem|doubt|idea|matter|choice)",
    re.IGNORECASE,
)
_NOT_DENYING = spared(
    r"\bnot (?:only|just|to mention|bad|far|until|long|sure|that)\b|\b(?:can't|cannot|couldn't) (?:wait|believe|stop|help|stand|get enough)\b|\bwhy not\b|\bif not\b|\bor not\b|\bnever ?mind\b|\bdon't (?:forget|worry|mind|know|think|miss)\b|\bisn't it\b|\bnot long ago\b|\bhaven't (?:told|mentioned)\b|\bcouldn't be\b|\bno longer\b",
    re.IGNORECASE,
)
_TIMES = {"once": "1x", "twice": "2x", "thrice": "3x", "daily": "daily", "weekly": "weekly", "monthly": "monthly", "fortnightly": "fortnightly", "hundred": "100", "thousand": "1000", "dozen": "12", "half": "half", "couple": "2"}  # fmt: skip
_ORDINALS = {w: str(i + 1) for i, w in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split())}
_ONE = re.compile(r"\b(?:the|this|that|which|no|every|each|any|some|another|new|only|good|last|old|little|loved) ones?\b|\bone (?:of|day|another|thing|more)\b|\bonce (?!a\b|an\b|per\b|every\b|daily\b)", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\w)\d+(?:[.,:]\d+)*|[a-z]+", re.IGNORECASE)
_KIND = spared(
    r"\b(?P<w>work|office|business|company|private|personal|home|second|other|spare|holiday|weekend|summer|winter|old|backup|main|landline|mobile|school|upstairs|downstairs|front|back|left|right|morning|evening|first|third|joint|savings|current|guest|rental|parents'|mum's|dad's) "
    r"(?=(?:e-?mail|phone|mobile|cell|number|laptop|computer|address|car|bike|van|house|flat|home|account|bank|card|wi-?fi|door|gate|code|pin|password|key|keys|job|shift|shoe|hand|eye|knee|ear|bag|desk|office|tablet|calendar|garden|bathroom|bedroom|room|router|network|meeting|medication|pill|dose|glasses|team|class|lesson|contract|insurance)s?\b)",
    re.IGNORECASE,
)
_X = r"(?:(?:my|our|the|a|an|being an?|playing|using|drinking|eating|taking|learning|studying|driving|riding|reading) )*"
_THING = r"[\w'’&.+-]+(?: [\w'’&.+-]+){0,3}?"
_NEXT = r"(?=$|[,;.!?)–—]| (?:and|but|so|because|since|which|now|last|this|next|in|on|at|for|from|when|after|as|today|yesterday|instead|these|about|a (?:week|month|year|while)|two|three|who|that|where|with|it|recently|finally|by|to)\b)"
_SWITCHED = tuple(
    spared(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:switch(?:ed|ing)?|chang(?:ed|ing)|mov(?:ed|ing)|swapp(?:ed|ing)|went|gone|convert(?:ed)?|upgraded|downgraded|transferred|migrated|shifted|crossed)\b(?: (?!from\b)[\w']+){{0,5}}? from {_X}(?P<o>{_THING}) (?:over |across |back )?(?:to|onto) {_X}(?P<n>{_THING}){_NEXT}",
        rf"\b(?:swapp(?:ed|ing)|trad(?:ed|ing)(?: in)?|exchanged|replac(?:ed|ing)|ditched|substituted|gave up|given up|dropped|sold)(?: out)? {_X}(?P<o>{_THING}) (?:for|with|by|in favou?r of) {_X}(?P<n>{_THING}){_NEXT}",
        r"\b(?:left|quit|leaving) (?P<o>(?-i:[A-Z][\w'&-]*(?: [A-Z][\w'&-]*)*)) (?:for|to join|and joined|to work (?:at|for)) (?P<n>(?-i:[A-Z][\w'&-]*(?: [A-Z][\w'&-]*)*))",
        rf"\b(?:no longer|not) {_X}(?P<o>{_THING})(?: any ?more)?,? but {_X}(?P<n>{_THING}){_NEXT}",
        rf"\b(?P<n>{_THING})(?: now)? (?:instead of|rather than|in place of) {_X}(?P<o>{_THING}){_NEXT}",
        rf"\bused to (?:be |have |use |drive |play |drink |eat |take |go to |work at |study |learn |ride )?{_X}(?P<o>{_THING}),? (?:but |and )?(?:now|these days)(?: i'm| i am| it's| i \w+)? {_X}(?P<n>{_THING}){_NEXT}",
        rf"\b(?P<n>{_THING}) (?:has |have |had )?(?:replaced|took over from|succeeded|taken over from) {_X}(?P<o>{_THING})(?:{_NEXT}|(?= as\b))",
    )
)  # fmt: skip


_PAST_FORMS = "|".join(form for form, verb in _IRREGULAR.items() if form != verb and not form.endswith(("ing", "es", "s")))
_PAST = re.compile(rf"(?:^|[ ,])(?<!ve )(?<!have )(?<!has )(?:{_PAST_FORMS}|(?!need)[a-z]{{2,}}ed|did|didn't|was|were|wasn't) ", re.IGNORECASE)  # "I went": it happened, nothing follows for today


def happened(text: str) -> bool:
    """Whether a statement tells of what was once: "I took a class"."""
    return _PAST.search(text) is not None


def _lemma(verb: str) -> str:
    low = verb.lower()
    return _IRREGULAR.get(low) or en_words.stem(low)


_GOT = re.compile(r"(?:'ve| have) got(?= (?:an?|the|my|our|two|three|\d+|some) )", re.IGNORECASE)


@lru_cache(maxsize=8192)
def claim(text: str) -> Claim | None:
    """The first thing a sentence says somebody does, has or is: "I'm learning Italian" -> ("learn", "Italian")."""
    text = _GOT.sub(" have", text)
    serving = _SERVING.search(text)
    if serving and not re.match(r"(?:i|my|our|we|he|she|it|they|the|this|that)\b", serving["t"], re.IGNORECASE):
        frame = f"{_lemma(serving['v'])}{serving['p'] or ''} my {en_words.stem(serving['o'].lower())}"
        return Claim(frame, serving["t"], by=True)
    source = _SOURCE.search(text)
    if source:
        return _claim(f"get {' '.join(sorted(en_words.words(source['k'])))} from", source["t"])
    being, doing = _BEING.search(text), _DOING.search(text)
    if being and not (doing and doing.start() < being.start()) and not re.match(r"\w+ing\b", being["t"]):
        key = " ".join(sorted(en_words.words(being["k"] or "")))
        return _claim(f"{key} be{being['p']}{' a' if being['d'] and not key else ''}".strip(), being["t"], adds=not key, feels=not key and not being["p"])
    verb = _lemma(doing["v"]) if doing else ""
    if not doing or verb in _TURN or _PAST.search(f"{text[doing.start() : doing.end('v')]} ") or (verb in ("go", "use") and (doing["p"].lower() == " to") != (verb == "go")):
        return None
    frame = f"{verb}{doing['p'].lower()}" + (" the" if verb == "play" and (doing["d"] or "").strip().lower() == "the" else "")
    takes = verb in _MOOD or not doing["p"]  # "I meet Ann" happens, "we meet at the Blue Door" is a place
    return _claim(frame, doing["t"], adds=takes and verb in _ADD and not frame.endswith(" the"), feels=takes and verb in _FEEL)


def _claim(frame: str, said: str, *, adds: bool = False, feels: bool = False) -> Claim | None:
    thing = _END.sub("", f" {said}").strip()
    thing = re.sub(rf"^(?:{_ADVERB}|{_DET}) |\s+(?:now|instead|already|again)$", "", thing, flags=re.IGNORECASE)
    words = en_words.words(thing)
    return Claim(frame, thing, en_words.words(said) - words, adds, feels) if words else None


def negated(text: str) -> bool:
    """Whether a statement denies what it says."""
    return _NOT.search(_NOT_DENYING.sub(" ", text)) is not None


def counts(text: str) -> frozenset[str]:
    """All numbers, as digits: "2" for two, "2x" for twice, "2." for second."""
    found: set[str] = set()
    for match in _NUMBER.finditer(_ONE.sub(" ", text)):
        low = match.group().lower()
        if low[0].isdigit():
            found.add(low)
        elif match.group()[0].isupper() and match.start():
            continue  # "Telco One" counts nothing
        elif low in en_words.NUMBERS:
            found.add(en_words.NUMBERS[low])
        elif low in _TIMES:
            found.add(_TIMES[low])
        elif low in _ORDINALS:
            found.add(f"{_ORDINALS[low]}.")
    if re.search(r"\bevery (?:other|second) ", text, re.IGNORECASE):
        found.add("every 2")
    return frozenset(found)


_AMENDED = re.compile(
    r"(?:^|\b(?:it's|it is|that's|i meant|i mean|meant to (?:say|write|type|put)|make (?:that|it)|should (?:be|read|say|have (?:been|said|read))|(?:is|was) actually)|[,:;–—-]|\b(?:typo|autocorrect|correction|oops|whoops|sorry|wait|no|actually)\b)[,:]? *(?P<v>[^\s,;:.!?–—](?:[^,;:!?–—.]|\.(?=\d)){0,40}?)(?: (?:actually|sorry|instead|of course|not that))*[.! ]*$",
    re.IGNORECASE,
)


_SAYING = re.compile(r"^(?:(?:it's|it is|that's|he's|she's|they're|i meant|i mean|meant|to say|no|oh|wait|hang on|sorry|sry|actually|autocorrect|typo|oops|whoops|correction|(?:my |a )?mistake|my bad|wrong|(?:that was|i was|got it) wrong|scratch that|ignore that|make that|should be|the right one is)[,:]? )+", re.IGNORECASE)


def amended(text: str) -> str | None:
    """The new value of a correction that gives nothing else: "Oops, I meant 9 Larkspur Close"."""
    match = _AMENDED.search(text)
    if not match:
        return None
    value = _SAYING.sub("", f"{match['v'].strip()} ").strip()
    short = len(value.split()) <= 4 and not re.search(r"\b(?:i|i'm|i've|we|my|our|is|are|was|it|that|he|she|they|the \w+ is)\b", value, re.IGNORECASE)
    return value if short and en_words.words(value) and not re.match(r"not?\b", value, re.IGNORECASE) else None


def which(text: str) -> frozenset[str]:
    """What tells two things of one kind apart: the "work" phone, the "savings" account."""
    alike = {"private": "private", "personal": "private", "office": "work", "business": "work", "company": "work"}
    found = (match["w"].lower() for match in _KIND.finditer(text))
    return frozenset(alike.get(word, word) for word in found)


def switched(text: str) -> tuple[str, str] | None:
    """(old, new) where a statement names both sides of a change: "from Telco to Hyperlane", "swapped the car for a bike"."""
    for pattern in _SWITCHED:
        match = pattern.search(text)
        if match and en_words.words(match["o"]) and en_words.words(match["n"]):
            return match["o"].strip(" '."), re.sub(r"^(?:i|we|i'm|we're) (?:\w+ )(?=\w)", "", match["n"].strip(" '."), flags=re.IGNORECASE)
    return None
