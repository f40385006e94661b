"""Records that searches have read from the store, kept beside the index of their scope and shown again from memory."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import Final

from ..records import MemoryRecord, Message
from ..render import Item, evidence_item, memory_item, own

SIZE: Final = 2_400  # bytes of a record, rendered and written, beside what texts and metadata take, measured


class Remembered:
    """One record, and what callers are shown of it: rendered when first asked for, then copied."""

    __slots__ = ("_item", "_key", "nbytes", "record", "written")

    def __init__(self, key: int, record: MemoryRecord | Message) -> None:
        self.record, self._key = record, key
        self.nbytes = SIZE + sum(map(sys.getsizeof, _texts(record))) + _weight(record.metadata)
        self._item: Item | None = None
        self.written: bytes | None = None  # in the form in which a server writes it

    def item(self) -> Item:
        """The record as search shows it, without its score. The caller may do with it what he likes."""
        kept = self._item
        if kept is None:
            record = self.record
            kept = self._item = memory_item(record) if isinstance(record, MemoryRecord) else evidence_item(self._key, record)
        shown = kept.copy()
        shown["sources"] = [source.copy() for source in kept["sources"]]
        shown["metadata"] = own(kept["metadata"])
        if "categories" in kept:
            shown["categories"] = kept["categories"].copy()
        return shown


def _texts(record: MemoryRecord | Message) -> Iterable[str]:
    if isinstance(record, Message):
        return (record.content,)
    return (record.text, *(source.quote for source in record.sources if source.quote is not None))


def _weight(value: object) -> int:
    """Bytes of JSON values, about: they are held twice, in the record and in what is shown of it."""
    if isinstance(value, Mapping):
        return sum((2 * (sys.getsizeof(key) + _weight(one)) for key, one in value.items()), 2 * sys.getsizeof(value))
    if isinstance(value, list):
        return sum(map(_weight, value), 2 * sys.getsizeof(value))
    return sys.getsizeof(value)
