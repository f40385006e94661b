"""Put into words what messages bring along: images described by a vision model, documents read where their content came too.

Nothing is fetched from the network: an address in a message is chosen by whoever wrote it, and may point anywhere.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..attachments import Attachment, Content, as_text, content_of
from ..chat import Picture
from ..errors import LLMError, MissingExtra, ValidationError
from ..prompts.answers import Unusable
from ..prompts.picture import picture_prompt
from ..records import Message, Skip
from ..values import MAX_TEXT_CHARS, storable
from .consult import Consultation, passing

PDF = "application/pdf"
LONGEST = 4_000  # characters of a description
PAGES = 2_000  # of one PDF, at most: a file of a few kilobytes can name a page a million times
_LONG = f"only the beginning was read: a message holds {MAX_TEXT_CHARS:,} characters"


async def in_words(
    consultation: Consultation | None, messages: Sequence[Message], brought: Mapping[str, Sequence[Attachment]]
) -> tuple[list[Message], list[Skip]]:
    """The messages with the words of their attachments under the line that stands for each, and what could not be read.

    `consultation` None: images stay what they are, a reference with its caption.
    Raises MissingExtra for a PDF without the extra "documents", ValidationError for data that is broken.
    """
    told: list[Message] = []
    skipped: list[Skip] = []
    for message in messages:
        content = message.content
        for one in brought.get(message.id, ()):
            found = await _words(consultation, one)
            if isinstance(found, str):
                content = content.replace(one.line, f"{one.line}\n{found}", 1)
            elif found is not None:
                skipped.append(Skip(message.id, one.line, found.reason))
            if found is not None and len(content) > MAX_TEXT_CHARS:
                skipped.append(Skip(message.id, one.line, _LONG))
                content = content[:MAX_TEXT_CHARS]
        told.append(replace(message, content=content))
    return told, skipped


class _Unread:
    def __init__(self, reason: str) -> None:
        self.reason = reason


async def _words(consultation: Consultation | None, one: Attachment) -> str | _Unread | None:
    """What an attachment says; why it could not be read; None: it stays a reference."""
    if one.kind == "image":
        return None if consultation is None else await _described(consultation, one)
    if one.kind in ("audio", "video"):
        return None
    if not one.inline:
        return _Unread("a document elsewhere is not fetched: give its content as a data URL")
    content = content_of(one)
    if not content.is_text and content.media_type != PDF:
        return _Unread(f"a document of type {content.media_type} cannot be read: give text, Markdown or PDF")
    return _document(content, one.line) or _Unread("no text in the document")


async def _described(consultation: Consultation, one: Attachment) -> str | _Unread:
    prompt = picture_prompt(Picture(one.address, one.detail), caption=one.line)
    try:
        return (await consultation.ask(prompt, _description)).value
    except LLMError as error:
        if passing(error):
            raise
        # A model that cannot see, or will not: the words around the image still count.
        return _Unread(f"the image was not described: {error.message}")


def _description(said: str) -> str:
    text = " ".join(said.split())[:LONGEST]
    if not text:
        raise Unusable("The answer was empty.")
    try:
        return storable(text, name="The description")
    except ValidationError as error:
        raise Unusable(str(error)) from None


def _document(content: Content, name: str) -> str:
    """The words of a document; empty where it has none."""
    if content.media_type != PDF:
        return as_text(content)
    words = "\n".join(_pages(content, name)).encode("utf-8", errors="replace")
    return as_text(Content("text/plain", words))


def _pages(content: Content, name: str) -> list[str]:
    """The words of a PDF page by page, until there is more than a message may hold."""
    try:
        from pypdf import PdfReader
        from pypdf.errors import FileNotDecryptedError
    except ImportError:
        raise MissingExtra("reading PDF documents", "documents") from None
    pages: list[str] = []
    try:
        reader = PdfReader(io.BytesIO(content.data))
        if len(reader.pages) > PAGES:
            raise _unreadable(name, f"it has more than {PAGES:,} pages")
        for page in reader.pages:
            pages.append(page.extract_text())
            if sum(map(len, pages)) > MAX_TEXT_CHARS:
                break
    except ValidationError:
        raise
    except FileNotDecryptedError:
        raise _unreadable(name, "it is protected by a password") from None
    except Exception as error:  # noqa: BLE001 - pypdf raises many kinds for broken files; each is told as one of ours
        raise _unreadable(name, type(error).__name__) from None
    return pages


def _unreadable(name: str, why: str) -> ValidationError:
    return ValidationError(f"{name}: the PDF cannot be read ({why}).", details={"argument": "messages"})
