# ruff: noqa: E501 - one pattern a line reads better than broken ones
"""English: "Rowan Road, not Rose Street", and what a person asks to have forgotten."""

from __future__ import annotations

import re

from .en_words import NUMBERS, words
from .spared import spared

_NOT = spared(
    r"(?P<head>[^?!]*?\S),? (?:and )?not (?:(?:in|at|on|called|for|from|by|with|under|to) )?(?P<o>[^,;:?!]{1,40}?)[.! ]*$", re.IGNORECASE
)
_COMMA = re.compile(r", (?:and )?not ", re.IGNORECASE)
_WORDS_OF_STATE = re.compile(
    r"^.*(?:^|\b(?:is|are|am|was|were|meant|mean|it's|that's|he's|she's|they're|i'm|we're|like|likes|in|at|on|to|for|from|by|with|under|called|have|has)) ",
    re.IGNORECASE,
)
_MARKED = re.compile(rf"(?:[A-Z\d]|(?:{'|'.join(sorted(NUMBERS, key=len, reverse=True))})\b)")
_NO_VALUE = re.compile(
    r"\b(?:just|only|so|too|really|yet|sure|that|this|it|because|if|when|to|anymore|any more|as|very|going|me|my|i|i'm|bad|even|necessarily|the other way)\b",
    re.IGNORECASE,
)  # fmt: skip
_FORGET = re.compile(
    r"^(?:(?:hi|hey|ok|okay|so|and|also|oh|actually|now|well|sorry|please|just|kindly|can you|could you|would you|will you|i want you to|i'd like you to|i would like you to|i need you to|you can|you should)[,:]? )*"
    r"(?:delete|forget|erase|remove|wipe|discard|disregard|ignore|unlearn|scrub|purge)(?: (?:about|all about))?"
    r"(?: (?:everything|anything|all|whatever|what|the things?|the stuff|the fact|that)(?: that)?(?: (?:i|we)(?:'ve| have)? (?:ever )?(?:said|told you|mentioned|wrote|shared)| you (?:know|have|saved|remember|noted))?(?: earlier| before| down)?(?: about| on| of)?)?"
    r" (?P<x>(?:my|our|the|where|how|when|who)\b [^,;:]{2,60}?|(?-i:[A-Z])[^,;:]{1,50}?)"
    r"(?: (?:from (?:your|the) (?:memory|memories|notes|records?)|please|now|again|completely|entirely|for good|for me|right away))*[.!? ]*$",
    re.IGNORECASE,
)  # fmt: skip
_NO_MEMORY = re.compile(r"\b(?:files?|emails|messages?|folder|column|row|line|code|paragraph|branch|app|photos?|background|stain|comma)\b(?!.*\byou\b)", re.IGNORECASE)


def not_but(text: str) -> tuple[str, str] | None:
    """(old, new) of "X, not Y", where the two have one shape: "*Rowan Road, not Rose Street", "she's eleven, not seven"."""
    match = _NOT.match(text)
    if not match or not _COMMA.search(text) or _NO_VALUE.search(match["o"]) or not words(match["o"]):
        return None
    old = re.sub(r"^(?:the|an?) ", "", match["o"], flags=re.IGNORECASE)
    head = re.split(r"[,;:*–—] ?", match["head"].strip())[-1].strip(" .")
    new = _run(head) if _MARKED.match(old) else re.sub(r"^(?:the|an?) ", "", _WORDS_OF_STATE.sub("", head), flags=re.IGNORECASE)
    if not new or len(new.split()) > 4 or not words(new) or old.lower() == new.lower():
        return None
    if not _MARKED.match(old) and (len(new.split()) != len(old.split()) or len(text.split()) > 12):
        return None  # of plain words too many may be meant
    if old[0].islower() and new == head and new.istitle():
        new = new.lower()
    return (old, new) if len(old.split()) <= 4 else None


def _run(head: str) -> str:
    """The names and numbers that end a text, with a unit behind: "I live at 12 Rowan Road" -> "12 Rowan Road"."""
    tokens = head.split()
    end = len(tokens)
    if end > 1 and not _MARKED.match(tokens[-1]) and _MARKED.match(tokens[-2]):
        end -= 1
    start = end
    while start and _MARKED.match(tokens[start - 1]) and tokens[start - 1] not in ("It's", "That's", "I'm", "She's", "He's", "I", "My"):
        start -= 1
    return " ".join(tokens[start:]) if start < end else ""


def forgets(text: str) -> str | None:
    """What a person asks to have forgotten: "please delete my ex's address" -> "my ex's address"; None: they ask nothing such."""
    match = _FORGET.match(text.strip())
    return match["x"] if match and words(match["x"]) and not _NO_MEMORY.search(match["x"]) else None


def swap(text: str, old: str, new: str) -> str | None:
    """`text` with `new` in the place of `old`, once and as a whole word; None where it does not stand there."""
    forms = {old, NUMBERS.get(old.lower(), old), *(word for word, digits in NUMBERS.items() if digits == old)}
    house = r"(?:\d+[a-z]? )?" if new[0].isdigit() and not old[0].isdigit() and " " in new else ""
    pattern = re.compile(rf"(?<![\w.-]){house}(?:{'|'.join(map(re.escape, sorted(forms)))})(?![\w-]|\.\d)", re.IGNORECASE)
    return pattern.sub(lambda _: new, text, count=1) if pattern.search(text) else None
