"""What the answering model and the judge are asked."""

from __future__ import annotations

from ..chat import Prompt, Shape, Turn
from .cases import Question

VERSION = 1  # goes into every result: figures of different prompts cannot be compared

_ANSWER = """You answer questions about people from what is remembered of their conversations.
- Use only what is given. Where it does not hold the answer, say that it is not mentioned.
- Each line begins with the day it was said. Words like "yesterday" or "last year" in a line count from that day: work out \
the date and answer with it.
- Where lines contradict each other, the later one holds.
- Answer in as few words as possible, at most six where that is enough; no sentence around the answer."""

_JUDGE = """You grade an answer to a question about a conversation.
The right answer is short; the answer to grade may be longer. It is CORRECT when it names the same fact: other words, more \
detail, another way to write a date or a number do not matter, and a date may be told relative to another one if it is the \
same day or period. It is WRONG when the fact is missing, different, or denied."""

_ABSTAIN = """A question was asked whose answer the conversation does not hold. You say what the reply did.
It is CORRECT when the reply says that this is not known or not mentioned, or that the question rests on something untrue. \
It is WRONG when the reply gives an answer as if it were known."""

GRADE = Shape(
    "grade",
    "The grade of one answer.",
    {
        "type": "object",
        "properties": {
            "reason": {"type": "string", "description": "One short sentence."},
            "label": {"type": "string", "enum": ["CORRECT", "WRONG"]},
        },
        "required": ["reason", "label"],
        "additionalProperties": False,
    },
)


def answering(question: Question, context: str) -> Prompt:
    """The question with what was found for it."""
    told = f"What is remembered:\n{context or '(nothing)'}\n\nQuestion: {question.text}"
    return Prompt((Turn("system", _ANSWER), Turn("user", told)), temperature=0.0)


def judging(question: Question, said: str) -> Prompt:
    """The answer to be graded, beside the right one."""
    if question.adversarial:
        told = f"Question: {question.text}\nReply: {said}"
        return Prompt((Turn("system", _ABSTAIN), Turn("user", told)), GRADE, temperature=0.0)
    told = f"Question: {question.text}\nRight answer: {question.answer}\nAnswer to grade: {said}"
    return Prompt((Turn("system", _JUDGE), Turn("user", told)), GRADE, temperature=0.0)
