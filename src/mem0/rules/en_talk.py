# ruff: noqa: E501 - one pattern a line reads better than broken ones
"""English: phrases that say nothing of anybody, and what a question takes for granted."""

from __future__ import annotations

import re

_KIND = r"(?:nice|lovely|awful|gorgeous|terrible|grim|great|horrible|beautiful|rubbish|crazy|miserable|glorious|dreadful|filthy)"
_IDLE = re.compile(
    r"(?:"
    r"(?:some |really |very |more )?(?:big|great|good|bad|exciting|huge|sad|amazing|happy|funny|quick|small|awful|terrible|breaking|weird) news(?: everyone| today| for you| though)?|"
    r"(?:well |but |and )?i (?:really |honestly |just |still )?(?:don't|do not) (?:know|care|mind|understand|remember|get it)(?: (?:really|yet|exactly|why|either|for sure|anymore|what to (?:do|say|think)|about (?:that|it)))*|"
    r"i(?:'m| am) (?:not |un)(?:really |so |entirely |quite |too )?(?:sure|certain)(?: yet| about (?:that|it|this))?|"
    r"i (?:guess|suppose|think|hope|bet|reckon|imagine|assume|believe|doubt)(?: so| not| it)?|"
    r"i(?:'ve| have)?(?: just| also| actually)?(?: got)? (?:an?|another|one(?: more)?|some|two|a few|a couple of|no) (?:(?:quick|small|silly|stupid|weird|random|little|more|other|last|dumb) )*(?:questions?|favou?rs?(?: to ask)?|requests?|ideas?|thoughts?|clue|problem with that)(?: (?:for you|about|on|regarding|to ask)\b.*)?|"
    r"i(?:'m| am)(?: (?:doing|feeling|totally|absolutely|just|all))? (?:fine|ok|okay|good|alright|all right|great|well)(?:,? (?:mostly|thanks|really|thank you|now|i think|i guess|more or less|though|today))*|"
    r"i(?:'d| would) (?:like|love) you to (?:remember|know|note) (?:a few|some|a couple of|several|these) .*|"
    r"(?:an?|some|any) [\w' -]{2,60}? (?:would|could) be (?:really |very |so |much )?(?:great|nice|lovely|helpful|useful|good|perfect|appreciated|fantastic|handy|brilliant|ideal|welcome|cool|amazing)(?: .{0,20})?|"
    r"i (?:don't|do not|can't|don't really) (?:want to|feel like|wanna) (?:talk|talking|discuss|discussing|think|thinking|get into|go into|go there)\b.*|"
    r"i(?:'ll| will) (?:be (?:right )?back|think about (?:it|that)|let you know|see|try (?:that|it|this)|check|get back to you|do that|give (?:it|that) a (?:try|go|shot)|have a (?:look|think)|keep (?:that|it) in mind|take (?:a look|that|it))\b.{0,20}|"
    r"i (?:hear|feel|get|see) (?:you|that|it)|i (?:could )?(?:really )?need (?:your|some|a bit of|a little) (?:help|advice|input)\b.{0,40}|(?:just |one )?(?:a )?(?:quick|random|silly|last) (?:question|one|thing)\b.{0,15}|(?:keep(?:ing)? (?:my |your )?)?fingers crossed|touch wood|knock on wood|"
    r"i(?:'m| am) (?:heading|going|off|logging|signing|popping) (?:out|off|to bed|home)\b.{0,30}|(?:(?:ok|okay|cool|great|nice|thanks),? )*(?:i )?(?:will|i'll|gonna) (?:try|do|check|look into|give) (?:that|it|this)\b.{0,20}|"
    r"i was (?:just )?(?:thinking out loud|wondering|curious|joking|kidding|checking)|(?:in that case,? |oh,? |well,? )?never ?mind(?: then)?|"
    rf"(?:it's |what |such )?(?:an? )?{_KIND} (?:weather|day|morning|evening)\b.{{0,30}}|(?:\w+,? )?am i(?: right)?|maybe(?: so| not| later)?|perhaps|possibly|"
    r"(?:it|that|this) (?:depends|happens|sucks|figures|counts|hurts|all depends)(?: (?:sometimes|i guess|really))?|(?:can't|cannot) complain|could be (?:worse|better)|(?:so|as) (?:they say|it goes)|such is life|it is what it is|story of my life|"
    r"i(?:'m| am) (?:just )?(?:asking|saying|curious|wondering|confused|impressed|listening|all ears|speechless|so done)(?: .{0,15})?|(?:just )?(?:asking|wondering|curious|saying)|i (?:can|could) (?:imagine|relate|believe (?:it|that))|i can't (?:believe it|even|wait)|"
    r"i (?:appreciate|love) (?:it|that|this|your help|the help)|(?:i )?hope (?:you're|you are|that|this|all).{0,30}|as (?:always|usual|ever)|no offen[cs]e|to be fair|let's (?:see|go|do (?:it|this))|we'll see|who knows|time will tell"
    r")",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"^(?:even |imagine |suppose |say )?(?:if )(?:i|we|he|she|they|only|my [\w ]+?) (?:were|won|had|could|was|ever|got|didn't|weren't|hadn't|\w+ed|inherited|found)\b.*(?:\b(?:would|could|might)\b|'d\b)"
    r"|(?:'d|\bwould|\bcould|\bmight)\b[^.]* if (?:i|we|only|it|they|he|she|my [\w ]+?) (?:could|were|had|won|was|got|didn't|weren't|\w+ed)\b"
    r"|^(?:imagine|suppose|what if|let's say|pretend)\b",
    re.IGNORECASE,
)
_INVERTED = re.compile(
    r"^(?:(?:and|but|so|also|or|well|anyway|now|then|no|yes|ok|okay)[,:.]? )*(?:is|are|was|were|am|do|does|did|would|could|should|can|has|have|had|will|shall|may|might|isn't|aren't|don't|doesn't|didn't|won't|wouldn't|can't|couldn't|haven't|hasn't) (?!not\b|been\b|to\b)\w+.*\?\s*$",
    re.IGNORECASE,
)
_TELLING = r"(?:i'm|i am|i have|i've got|i've|i live|i work|i own|i drive|i play|i use|i can't|i cannot|i don't|i hate|i love|we have|we live|we've got|we're|my [\w ]{2,30}? (?:is|are|has|have|lives?|works?))"
_GIVEN = re.compile(
    rf"^(?P<q>[^?]+?),? (?:given(?: that)?|since|because|seeing (?:as|that)|considering(?: that)?|now that|as|bearing in mind(?: that)?|what with the fact that|if you know|when) (?P<c>{_TELLING} [^?,]+?)\s*\?+$",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"^(?:(?:so|and|but|hi|hey|hello|ok|okay)[,]? )*(?:(?P<as>as|being|speaking as) (?P<r>an? [\w' -]{3,40}|[a-z]+-[a-z]+|[a-z]+(?:ed|an|ic|ant|ian|less|ful))|(?:since|because|given that|given|seeing as|seeing that|considering(?: that)?|now that|as) (?P<c>(?:i|i'm|i've|we|we're|we've|my|our)\b[^,?]+)),? (?P<q>[^?]*\?.*)$",
    re.IGNORECASE,
)


_TOLD = re.compile(r"\b(?:did i (?:mention|tell|say)|have i (?:mentioned|told)|do you remember)\b", re.IGNORECASE)


def idle(bare: str) -> str | None:
    """Why a clause says nothing of anybody: a phrase, or what would be if something else were; None: it does."""
    if _IDLE.fullmatch(bare.strip(" .!?,~")):
        return "small talk"
    return "supposed only" if _SUPPOSED.search(bare) else None


def asks(text: str) -> bool:
    """Whether a sentence begins as a question does and ends as one, whatever tag stands last ("Is it far, ok?")."""
    return _INVERTED.match(text.strip()) is not None and not _TOLD.search(text)


def presupposed(sentence: str) -> list[str] | None:
    """What a question takes for granted, and the question: "As a diabetic, may I eat figs?" -> "I'm a diabetic", "may I ..."."""
    first = _FIRST.match(sentence)
    if first:
        told = f"I'm {first['r']}" if first["as"] else first["c"][:1].upper() + first["c"][1:]
        return [told.strip(" ,"), first["q"]]
    given = _GIVEN.match(sentence)
    return [f"{given['q']}?", given["c"][:1].upper() + given["c"][1:]] if given else None
