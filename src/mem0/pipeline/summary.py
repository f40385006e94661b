"""The rolling summary S of a conversation: kept beside its messages, renewed when enough new ones have come.

It is renewed while the model reads the next messages, side by side with the extraction, and stored in the transaction of
that add: no add waits for it longer than for its own question, no thread outlives a call, and it never fails an add.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from ..errors import LLMError
from ..errors import MemoryError as Failure
from ..ports import Snapshot, Transaction
from ..prompts.answers import shortened
from ..prompts.summary import summary_prompt
from ..records import Message, Scope, Summary
from ..values import storable
from .consult import Consultation

log = logging.getLogger("mem0")
LONGEST = 4_000  # characters of a summary: a model that writes more has not understood
MOST = 100  # messages that one renewal reads, the newest ones
CUT = 500  # characters of one message that a renewal reads


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation as the store has it: its summary, and the messages since then with the key of the last one."""

    scope: Scope
    summary: Summary | None
    since: tuple[Message, ...]
    upto: int
    erased: int  # the owner's last deletion: what is erased while the model writes must not come back by its summary


def read_talk(view: Snapshot, scope: Scope) -> Talk:
    summary = view.summary(scope)
    found = view.conversation(scope, limit=MOST, after=summary.upto if summary else 0)
    said = tuple(message for _, message in found if message.role != "system")
    return Talk(scope, summary, said, found[-1][0] if found else 0, _erased(view, scope))


class Renewal:
    """One renewal of a summary: asked for beside another question, kept in the transaction that follows."""

    def __init__(self, consultation: Consultation, talk: Talk) -> None:
        self._consultation, self._talk = consultation, talk
        self._text = ""

    def run(self) -> None:
        """Ask the model once. A failure is logged and told in `usage`: a summary is a help, and the next add tries again."""
        try:
            self._text = self._written()
        except Failure as error:
            log.warning("The summary of a conversation could not be renewed: %s", error)
            self._consultation.meter.failed(f"summary: {error}")

    def store(self, tx: Transaction) -> None:
        """Keep it, unless another add kept a later one meanwhile, or something of this owner was erased."""
        talk = self._talk
        there = tx.summary(talk.scope)
        if self._text and _erased(tx, talk.scope) == talk.erased and (there is None or there.upto < talk.upto):
            tx.set_summary(Summary(talk.scope, self._text, talk.since[-1].at, talk.upto))

    def _written(self) -> str:
        talk = self._talk
        messages = [replace(m, content=m.content[:CUT]) for m in talk.since]
        said = self._consultation.ask_once(summary_prompt(talk.summary.text if talk.summary else "", messages))
        text = said.text.strip()
        if said.finish != "stop" or not text or len(text) > LONGEST:
            raise LLMError(f"The model gave no usable summary ({said.finish}): {shortened(text) or 'nothing'}")
        return storable(text, name="The summary")


def due(talk: Talk, after: int) -> bool:
    """Whether enough was said since the summary was written; `after` 0: none is kept."""
    return 0 < after <= len(talk.since)


def _erased(view: Snapshot, scope: Scope) -> int:
    return max(view.state(entity).erased for entity in scope.entities())
