"""Whether a statement says only what is known already. A lost fact is worse than one said twice: no when unsure."""

from __future__ import annotations

from .compare import apart, same_value, shared
from .reading import Reading
from .slots import same_person, same_question


def same_statement(new: Reading, old: Reading, *, likeness: float = 0.0) -> bool:
    """Whether `old` says already what `new` says. `likeness` is the cosine of their sentence vectors, where known."""
    if new.replaced or new.switched or not same_person(new.subject, old.subject) or _says_more(new, old):
        return False
    if not new.words:
        return True
    if new.slot and old.slot and not _agree(new, old):
        return False
    common = shared(new.words, old.words)
    part, fresh = common / len(new.words), len(new.words) - common
    if same_answer(new, old):
        if new.slot and new.slot.name == "attr" and fresh and shared(old.words, new.words) < len(old.words):
            return new.repeat  # "lunch with my mother on Fridays" is not the lunch with the father
        return part >= 0.34 or new.repeat or fresh <= 4 or new.language.names(new.value) != frozenset()
    if new.repeat:
        return part >= 0.4 or likeness >= 0.75
    if fresh and shared(old.words, new.words) < len(old.words):
        return part >= 0.6 and likeness >= 0.93  # each has words of its own: another thing in the same words?
    return (part >= 0.8 and (len(new.words) > 1 or len(old.words) < 3)) or (part >= 0.6 and likeness >= 0.85)


def same_answer(new: Reading, old: Reading) -> bool:
    """Whether both give one answer to one question."""
    if not new.answers or not old.answers:
        return False
    one, other = new.answers[0], old.answers[0]
    if not same_question(one.slot, other.slot) or not one.value or not other.value:
        return False
    return same_value(one.value, other.value, new)


def _says_more(new: Reading, old: Reading) -> bool:
    """Whether they differ in what no likeness of words can outweigh: yes and no, names, numbers, plan and deed, which of two."""
    if new.ending != old.ending or new.negated != old.negated or apart(new, old):
        return True
    if (old.future and not new.future) or (old.hypothetical and not new.hypothetical):
        return True
    return bool(new.counts - old.counts) or not _names_known(new, old) or not _answers_known(new, old)


def _names_known(new: Reading, old: Reading) -> bool:
    low = old.text.lower()
    flat = "".join(low.split())  # Korean dates are named without their spaces
    return all(name in low or name.rstrip("s") in low or (not name.isascii() and name in flat) for name in new.names)


def _answers_known(new: Reading, old: Reading) -> bool:
    """Whether every answer that `new` gives beside its main one stands in `old`."""
    words = (new.language.words(answer.value) for answer in new.answers[1:] if answer.slot.name != "attr")
    return new.repeat or all(shared(value, old.words) == len(value) for value in words)


def _agree(new: Reading, old: Reading) -> bool:
    """Whether the answers of two statements allow them to be one: one question, and not two answers to it."""
    one, other = new.answers[0], old.answers[0]
    if one.slot.name != other.slot.name:
        return new.repeat
    if one.value and other.value and same_question(one.slot, other.slot):
        return same_value(one.value, other.value, new)
    return True
