"""Clear what this process remembers of people's words: search indexes, vectors of texts, words that were cut or read before."""

from __future__ import annotations

import functools
import sys
from typing import Final

from ..ports import RemembersTexts
from ..retrieval import static_table
from .parts import Parts

_TABLES: Final = 16  # what remembers fewer results, or all, keeps tables of the library and no text


def clear(parts: Parts) -> None:
    """Nothing of a text that was read before stays in a cache; what is asked for again is made again."""
    parts.indexes.clear()
    parts.graphs.clear()
    forget_texts(parts)


def forget_texts(parts: Parts) -> None:
    """The same but for the search indexes, which see by themselves what was deleted."""
    for one in (parts.encoder, parts.reranking.reranker if parts.reranking is not None else None):
        if isinstance(one, RemembersTexts):
            one.forget_texts()
    static_table.forget_words()
    for function in functions():
        function.cache_clear()


def functions() -> list[functools._lru_cache_wrapper[object]]:
    """The functions of this library that remember what they were asked, tables apart: those that are added later too."""
    # Copied in one step: another thread, or a finaliser that runs meanwhile, may import something.
    modules = [module for name, module in sys.modules.copy().items() if name.split(".")[0] == __name__.split(".")[0]]
    found = {id(one): one for module in modules for one in vars(module).copy().values() if isinstance(one, _WRAPPER)}
    return [one for one in found.values() if (one.cache_parameters()["maxsize"] or 0) > _TABLES]


_WRAPPER: Final = functools._lru_cache_wrapper
