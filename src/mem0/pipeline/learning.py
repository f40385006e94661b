"""Read new messages for what is worth remembering: with the language model and its context, or with the rules alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..conversation import says_something, without_references
from ..ports import Snapshot
from ..prompts.extraction import Advice, Background
from ..records import MemoryRecord, Message, Skip
from ..rules.extract import extract as extract_by_rules
from ..rules.language import language_of
from .changes import Addition
from .consolidate import similar, to_forget
from .consult import Consultation
from .evidence import short
from .extract import Asking, Extraction, extract
from .parts import Parts
from .recalled import without_recalled
from .sentences import sentence_vectors
from .summary import Renewal, Talk, due, read_talk

FOREIGN = "instruction in a document"
MACHINE_ROLES = frozenset({"tool", "function", "developer"})


@dataclass(frozen=True, slots=True)
class Learned:
    """What was found, and what the rules took for small talk (the messages are then kept, but not searched)."""

    found: Extraction
    chat: tuple[Skip, ...] = ()
    renewal: Renewal | None = None  # of the conversation's summary, to be stored with what was found


async def learn(
    parts: Parts, consultation: Consultation | None, addition: Addition, messages: Sequence[Message]
) -> Learned:
    """The facts of `messages`; without a consultation those that the rules find. With one the rules read only what may be
    small talk, and requests to forget: they know them, and they read by the millisecond.

    Tool output is left out and named in `skipped`; so are system messages, where programs put recalled memories and
    instructions: neither is news.
    """
    words = [replace(message, content=without_references(message.content)) for message in messages]
    machine = [Skip(m.id, m.content[:200], "tool output") for m in messages if m.role in MACHINE_ROLES]
    spoken = [m for m in words if m.role not in MACHINE_ROLES]
    ruling = spoken if consultation is None else [m for m in spoken if short(m.content) or _asks_to_forget(m.content)]
    ruled = _own_wishes(await parts.runner.call(lambda: _by_rules(parts, ruling)), addition.own_words)
    if consultation is None:
        return Learned(replace(ruled, skipped=(*ruled.skipped, *machine)), ruled.skipped)
    told = [Skip(m.id, m.content[:200], "instruction") for m in spoken if m.role == "system"]
    heard = [m for m in messages if m.role not in (*MACHINE_ROLES, "system") and says_something(m.content)]
    asking, talk, news, echoes = await parts.runner.call(
        lambda: parts.store.read(lambda view: _prepared(parts, view, addition, heard))
    )
    renewal = Renewal(consultation, talk) if news and due(talk, parts.settings.summary_after) else None
    asking = replace(asking, beside=renewal.run if renewal else None)
    found = await extract(consultation, news, asking) if news else Extraction()
    forgetting = tuple(fact for fact in ruled.facts if to_forget(fact))
    foreign = (one for one in ruled.skipped if one.reason == FOREIGN)
    whole = found + Extraction(facts=forgetting, skipped=(*told, *echoes, *machine, *foreign))
    return Learned(whole, ruled.skipped, renewal)


def _by_rules(parts: Parts, messages: Sequence[Message]) -> Extraction:
    found = extract_by_rules(messages, sentence_vectors=sentence_vectors)
    facts = tuple(found.facts)
    graph = parts.linker.read(messages, facts) if parts.linker is not None and parts.strategy == "rules" else ((), ())
    return Extraction(facts, tuple(found.skipped), *graph)


def _own_wishes(found: Extraction, own_words: Mapping[str, str]) -> Extraction:
    """Without requests to forget that stand in a document or an image: whoever wrote that is not the one who talks."""
    others = [f for f in found.facts if to_forget(f) and f.quote not in own_words.get(f.message_id, f.quote)]
    kept = tuple(fact for fact in found.facts if fact not in others)
    told = (Skip(fact.message_id, fact.quote, FOREIGN) for fact in others)
    return replace(found, facts=kept, skipped=(*found.skipped, *told))


def _asks_to_forget(content: str) -> bool:
    language = language_of(content)
    sentences = language.sentences(content)
    return any(language.forgets(clause) for sentence in sentences for clause in language.clauses(sentence))


def _prepared(
    parts: Parts, view: Snapshot, addition: Addition, messages: Sequence[Message]
) -> tuple[Asking, Talk, list[Message], list[Skip]]:
    """All that is read of the store for one question: context, conversation, and what of the messages is news."""
    news, echoes = without_recalled(parts, view, addition.scope, messages)
    return _asking(parts, view, addition, news), read_talk(view, addition.scope), news, echoes


def _asking(parts: Parts, view: Snapshot, addition: Addition, messages: Sequence[Message]) -> Asking:
    settings = parts.settings
    summary = view.summary(addition.scope)
    earlier = (m for _, m in view.conversation(addition.scope, limit=settings.context_messages))
    return Asking(
        background=Background(summary.text if summary else "", tuple(m for m in earlier if m.role != "system")),
        advice=_joined(settings.advice, addition.advice),
        agent=addition.scope.agent_id is not None,
        graph=parts.linker is not None,
        known=_known(parts, view, addition, messages) if parts.strategy == "single" else None,
    )


def _joined(standing: Advice, now: Advice) -> Advice:
    """What holds for one call: its own wishes in place of the standing ones, its instructions beside them."""
    return Advice(
        instructions=(*standing.instructions, *now.instructions),
        includes=now.includes or standing.includes,
        excludes=now.excludes or standing.excludes,
        categories=now.categories if now.categories is not None else standing.categories,
        extraction_prompt=now.extraction_prompt or standing.extraction_prompt,
        graph=standing.graph,
    )


def _known(parts: Parts, view: Snapshot, addition: Addition, messages: Sequence[Message]) -> tuple[MemoryRecord, ...]:
    """The memories most like the new messages, which strategy "single" decides about before there are facts."""
    found: dict[str, MemoryRecord] = {}
    for message in messages:
        found |= {one.id: one for one in similar(parts, view, addition.scope, message.content, message.at)}
    return tuple(found.values())
