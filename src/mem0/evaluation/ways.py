"""The ways to find what a question needs: the memory, the whole conversation, or chunks of it (plain RAG)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from ..doors.sync import Memory
from ..ports import Floats
from ..records import Scope
from ..values import iso
from .cases import Line, Question, Sample
from .journal import Journal
from .metrics import token_counter
from .settings import Settings


class Finder(Protocol):
    """Finds what the answering model is shown for a question."""

    def context(self, question: Question) -> str: ...


def told(line: Line) -> str:
    """A message as a line with its day."""
    return f"{_day(iso(line.at))}{line.speaker}: {line.text}"


def whole(sample: Sample) -> list[str]:
    return [told(line) for session in sample.sessions for line in session]


@dataclass(frozen=True, slots=True)
class FullContext:
    """Everything that was said."""

    text: str

    @classmethod
    def of(cls, sample: Sample) -> FullContext:
        return cls("\n".join(whole(sample)))

    def context(self, question: Question) -> str:
        del question
        return self.text


@dataclass(frozen=True, slots=True)
class PlainRag:
    """The chunks that are nearest to the question by the memory's own embedder (cosine of whole texts)."""

    chunks: Sequence[str]
    vectors: Floats
    memory: Memory
    k: int

    @classmethod
    def of(cls, sample: Sample, memory: Memory, settings: Settings) -> PlainRag:
        chunks = chunked(whole(sample), settings.rag_chunk)
        vectors = np.asarray(memory.embedding_model.embed_batch(chunks), dtype=np.float32)
        return cls(chunks, vectors, memory, settings.rag_k)

    def context(self, question: Question) -> str:
        asked = np.asarray(self.memory.embedding_model.embed(question.text, "search"), dtype=np.float32)
        best = np.argsort(-(self.vectors @ asked), kind="stable")[: self.k]
        return "\n\n".join(self.chunks[number] for number in best)


@dataclass(frozen=True, slots=True)
class Remembered:
    """The memories of every speaker that answer the question best, each with its day (the paper: section 3.3)."""

    sample: Sample
    memory: Memory
    top_k: int

    def context(self, question: Question) -> str:
        parts = []
        for speaker in self.sample.speakers:
            found = self.memory.search(question.text, user_id=owner(self.sample, speaker), limit=self.top_k)
            lines = [f"{_day(item.get('valid_from') or item.get('created_at'))}{item['memory']}" for item in found]
            parts.append(f"Of {speaker}:\n" + ("\n".join(lines) or "(nothing)"))
        return "\n\n".join(parts)


def owner(sample: Sample, speaker: str) -> str:
    """Whose memory a speaker's is: apart for each conversation."""
    return f"eval-{sample.name}-{speaker}"


def remember(sample: Sample, memory: Memory, settings: Settings, journal: Journal) -> None:
    """Let the memory learn a conversation, once for each speaker, who is the user then; goes on where it was stopped.

    A stop may fall between an add and the journal's line about it, so of the first batch the store itself is asked.
    """
    batches = list(_batches(sample, settings.batch))
    begun = journal.ingested(sample.name)
    for number in range(begun, len(batches)):
        for speaker in sample.speakers:
            if number == begun and _holds_more(memory, owner(sample, speaker), batches[:begun]):
                continue
            messages: Any = [_message(line, speaker) for line in batches[number]]
            memory.add(messages, user_id=owner(sample, speaker), infer=settings.infer)
        journal.tell_ingested(sample.name, number + 1)


def _holds_more(memory: Memory, user_id: str, batches: Sequence[Sequence[Line]]) -> bool:
    """Whether a user's conversation has more messages than these, which were certainly learnt."""
    sure = sum(bool(line.text.strip()) for batch in batches for line in batch)
    store = memory.embedding_model.parts.store
    return len(store.read(lambda view: view.conversation(Scope(user_id=user_id), limit=sure + 1))) > sure


def _batches(sample: Sample, size: int) -> list[tuple[Line, ...]]:
    return [session[at : at + size] for session in sample.sessions for at in range(0, len(session), size)]


def _message(line: Line, speaker: str) -> dict[str, Any]:
    role = "user" if line.speaker == speaker else "assistant"
    when = {"timestamp": iso(line.at)} if line.at is not None else {}
    return {"role": role, "name": line.speaker, "content": line.text, **when}


def chunked(lines: Sequence[str], tokens: int) -> list[str]:
    """Lines joined to chunks of about so many tokens; a line that is longer is a chunk by itself."""
    count, _ = token_counter()
    chunks: list[list[str]] = [[]]
    size = 0
    for line in lines:
        length = count(line)
        if chunks[-1] and size + length > tokens:
            chunks.append([])
            size = 0
        chunks[-1].append(line)
        size += length
    return ["\n".join(chunk) for chunk in chunks if chunk]


def _day(moment: Any) -> str:
    return f"[{str(moment)[:10]}] " if moment else ""
