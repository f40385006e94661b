"""Secrets by their shape: keys and tokens of services, private keys, passwords that are told."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from .findings import Finding

_NO_WORD_BEFORE: Final = r"(?<![A-Za-z0-9_-])"
# Published prefixes of keys and tokens; the tail is long enough that no word has the shape by chance.
_SHAPES: Final = (
    r"sk-(?:proj-|ant-|or-v1-)?[A-Za-z0-9_-]{20,}",  # OpenAI, Anthropic, OpenRouter
    r"(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,}",  # Stripe
    r"(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{36,}",
    r"github_pat_[A-Za-z0-9_]{22,}",
    r"glpat-[A-Za-z0-9_-]{20,}",
    r"(?:AKIA|ASIA)[0-9A-Z]{16}(?![0-9A-Za-z])",  # AWS
    r"AIza[0-9A-Za-z_-]{35}",  # Google
    r"ya29\.[0-9A-Za-z_-]{20,}",
    r"xox[abeoprs]-[A-Za-z0-9-]{10,}",  # Slack
    r"hf_[A-Za-z0-9]{30,}",
    r"gsk_[A-Za-z0-9]{20,}",
    r"npm_[A-Za-z0-9]{36}",
    r"pypi-[A-Za-z0-9_-]{50,}",
    r"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
    r"m0(?:sk_|-)[A-Za-z0-9]{20,}",
    r"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}",  # JSON web token
)
_KEY: Final = re.compile(_NO_WORD_BEFORE + "(?:" + "|".join(_SHAPES) + ")")
_PEM: Final = re.compile(
    r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----.*?(?:-----END (?:[A-Z]+ )*PRIVATE KEY-----|\Z)", re.DOTALL
)
_TOLD: Final = re.compile(
    r"(?P<what>api[ _-]?key|secret(?:[ _-]?key)?|access[ _-]?token|auth[ _-]?token|bearer|api ?키|비밀 ?키|토큰)"
    r"(?:은|는|이|가)?\s*(?:is|was|=|:|：)?\s*['\"`]?(?P<value>[A-Za-z0-9_\-./+=]{16,})",
    re.IGNORECASE,
)
_PASSWORD: Final = re.compile(
    r"(?:(?i:pass(?:word|code|phrase)?|pwd|(?<![A-Za-z])pw)|PIN(?: code| number)?|비밀번호|비번|암호|패스워드)"
    r"(?:\s+(?:for|to|of|on)\s+[^.,;:!?\n]{1,40}?)?"
    r"(?P<told>\s*[:=：]\s*|(?:['’]s|\s+(?:is now|is|was))\s+|(?:은|는|이|가)\s+)"
    r"['\"`“]?(?P<value>[^\s'\"`“”,;]{4,64})"
)
# Without a word between: "wifi password moon2024!!". Long, or with a sign in it, since "암호 AES256" tells none.
_BARE_PASSWORD: Final = re.compile(
    r"(?:(?<![A-Za-z])(?i:password|pwd|pw)|비밀번호|비번|암호|패스워드)\s+"
    r"(?P<value>(?=\S*\d)(?=\S*[A-Za-z])(?=\S{10}|\S*[!@#$%^&*])[!-~]{6,64})(?![^\s.,])"
)
_SENTENCE_END: Final = re.compile(r"(?:(?:이|예)에요|이야|야|입니다|예요|이고|고|임)?[.!?)\]]*$")
_LEAST_ENTROPY: Final = 3.0  # bits a character: words of a language stay below, random strings of 16 and more lie above


def secrets(text: str) -> Iterator[Finding]:
    """Keys, tokens, private keys and passwords."""
    for match in _PEM.finditer(text):
        yield Finding("private_key", *match.span())
    for match in _KEY.finditer(text):
        yield Finding("api_key", *match.span())
    for match in _TOLD.finditer(text):
        if _random(match["value"]):
            yield Finding("api_key", *match.span("value"))
    yield from _passwords(text)
    for match in _BARE_PASSWORD.finditer(text):
        yield Finding("password", *match.span("value"))


def _passwords(text: str) -> Iterator[Finding]:
    for match in _PASSWORD.finditer(text):
        value = match["value"]
        # "my password is wrong" tells no password; "password: tiger" and "비밀번호는 tiger!42" do.
        sure = any(sign in match["told"] for sign in ":=：")
        bare = value if sure else value[: len(value) - len(_ending(value))] or value
        if len(bare) >= 4 and (sure or _mixed(bare)):
            yield Finding("password", match.start("value"), match.start("value") + len(bare))


def _ending(value: str) -> str:
    found = _SENTENCE_END.search(value)
    return found.group() if found is not None else ""


def _mixed(value: str) -> bool:
    """Digits or signs within: a word of a language has none."""
    return any(ch.isdigit() for ch in value) or any(ch in "!@#$%^&*_+=~" for ch in value[:-1])


def _random(value: str) -> bool:
    counts = Counter(value)
    entropy = -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values())
    return entropy >= _LEAST_ENTROPY and any(ch.isdigit() for ch in value)
