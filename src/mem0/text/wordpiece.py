"""Cut text into the word pieces of an uncased BERT vocabulary.

The pieces are those of Hugging Face's BertTokenizer (`do_lower_case=True`), so that a table of vectors made from such
a model fits them. Source: Devlin et al., BERT (2019), appendix on tokenization; Wu et al. (2016) for WordPiece.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

MAX_WORD = 100  # BERT's own limit: a longer word is one unknown piece
MAX_WORDS = 20_000  # what lies behind is not read: a memory of that size is a document
_CACHED_WORDS = 50_000

_ASCII_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))
_ASCII_WORD = re.compile(r"[a-z0-9]+|[^\sa-z0-9]")
_CJK_RANGES = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)  # fmt: skip


class WordPiece:
    """A tokenizer over one vocabulary. Safe to share between threads: its cache is only ever added to or replaced."""

    def __init__(self, vocabulary: Mapping[str, int], *, unknown: str = "[UNK]") -> None:
        self._ids = dict(vocabulary)
        self._unknown = [self._ids[unknown]]
        self._cache: dict[str, list[int]] = {}

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """The id of each piece; a piece inside a word starts with ##."""
        return self._ids

    def encode(self, text: str, *, max_words: int = MAX_WORDS) -> list[int]:
        """The ids of the pieces of `text`, without [CLS] and [SEP]; at most `max_words` words are read."""
        found: list[int] = []
        cache = self._cache
        for word in islice(words(text[: max_words * 16]), max_words):
            ids = cache.get(word)
            found += self._learn(word) if ids is None else ids
        return found

    def forget(self) -> None:
        """Keep nothing of the words that were cut before."""
        self._cache = {}

    def _learn(self, word: str) -> list[int]:
        """Cut a new word and remember how."""
        ids = self._cut(word)
        if len(self._cache) >= _CACHED_WORDS:
            self._cache = {}
        self._cache[word] = ids
        return ids

    def _cut(self, word: str) -> list[int]:
        """Longest match first; a word that cannot be covered is one unknown piece."""
        if len(word) > MAX_WORD:
            return self._unknown
        ids: list[int] = []
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            for end in range(len(word), start, -1):
                piece = self._ids.get(mark + word[start:end])
                if piece is not None:
                    ids.append(piece)
                    start = end
                    break
            else:
                return self._unknown
        return ids


def words(text: str) -> Iterable[str]:
    """The basic tokens of BERT: lower-cased words without accents, and single punctuation marks and CJK characters."""
    if text.isascii():
        return _ASCII_WORD.findall(text.translate(_ASCII_CONTROL).lower())
    return (part for word in _spaced(text).split() for part in _split_punctuation(_plain(word)))


def _spaced(text: str) -> str:
    """Text without control characters, CJK characters set apart by spaces, any whitespace a blank."""
    return "".join(map(_clean, text))


def _clean(char: str) -> str:
    code = ord(char)
    if code < 0x80:
        return "" if code in _ASCII_CONTROL else char
    if code == 0xFFFD:
        return ""
    category = unicodedata.category(char)
    if category == "Zs" or char.isspace():
        return " "
    if category in ("Cc", "Cf", "Co", "Cs"):  # not Cn: what this Python's tables do not know yet is no control character
        return ""
    return f" {char} " if is_cjk(code) else char


def _plain(word: str) -> str:
    """Lower case without accents."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(char for char in decomposed if unicodedata.category(char) != "Mn")


def _split_punctuation(word: str) -> Iterator[str]:
    start = 0
    for place, char in enumerate(word):
        if _is_punctuation(char):
            if start < place:
                yield word[start:place]
            yield char
            start = place + 1
    if start < len(word):
        yield word[start:]


def _is_punctuation(char: str) -> bool:
    if char < "\x80":
        return not char.isalnum()
    return unicodedata.category(char)[0] == "P"


def is_cjk(code: int) -> bool:
    """Whether a code point is a Han ideograph (BERT's ranges; kana and Hangul are not among them)."""
    return code >= 0x3400 and any(low <= code <= high for low, high in _CJK_RANGES)
