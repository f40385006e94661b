"""Read what add() is given: a text, one message or a list of messages, in the forms that chat APIs use."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .attachments import Attachment, attachment, attachments
from .errors import ValidationError
from .records import Message, Micros, Scope, Skip
from .values import clean_id, clean_moment, clean_text, storable

_WRONG_TYPE = "messages must be str, dict, or list[dict]"
_PART_TEXT = {"text": "text", "input_text": "text", "output_text": "text", "refusal": "refusal"}
_BARE_REFERENCE = re.compile(r"\[(?:image|pdf|mdx|file|audio|video): (?:inline data|\S*)\]")
_REFERENCE_LINE = re.compile(r"\[(?:image|pdf|mdx|file|audio|video): .*\]")


@dataclass(frozen=True, slots=True)
class Reading:
    """The messages that can be kept, and what could not be and why."""

    messages: tuple[Message, ...]
    skipped: tuple[Skip, ...]
    brought: Mapping[str, tuple[Attachment, ...]] = field(default_factory=dict)  # by the id of the message


def read_messages(
    messages: object, *, scope: Scope, at: Micros, metadata: Mapping[str, Any], expires_on: str | None
) -> Reading:
    """Every message of `messages` as a record; one without content is skipped and named in `skipped`."""
    kept: list[Message] = []
    used: set[str] = set()
    skipped: list[Skip] = []
    brought: dict[str, tuple[Attachment, ...]] = {}
    for position, raw in enumerate(_as_list(messages)):
        where = f"messages[{position}]"
        role, content = _role(raw, where), _content(raw.get("content"), where)
        message_id = clean_id(raw.get("id"), name=f"{where}.id")
        if message_id is None or message_id in used:  # a second message of one id in one call gets an id of its own
            message_id = str(uuid.uuid4())
        used.add(message_id)
        if not content.strip():
            skipped.append(Skip(message_id, "", "no content" if raw.get("content") is None else "empty"))
            continue
        clean_text(content, name=f"{where}.content")
        said = clean_moment(raw.get("timestamp") or raw.get("created_at"), name=f"{where}.timestamp")
        actor = clean_id(raw.get("name"), name=f"{where}.name")
        brought[message_id] = tuple(attachments(raw.get("content")))
        kept.append(Message(message_id, role, content, scope, said or at, actor, metadata, expires_on))
    if not kept and all(s.reason == "empty" for s in skipped):
        raise ValidationError(f"{_WRONG_TYPE}; there is nothing in them.", details={"argument": "messages"})
    return Reading(tuple(kept), tuple(skipped), brought)


def without_references(content: str) -> str:
    """What is said in words: without the lines that stand for images and documents."""
    return "\n".join(line for line in content.split("\n") if not _REFERENCE_LINE.fullmatch(line.strip()))


def says_something(content: str) -> bool:
    """Whether there is more in a message than references without a caption."""
    return any(line.strip() and not _BARE_REFERENCE.fullmatch(line.strip()) for line in content.split("\n"))


def _as_list(messages: object) -> list[Mapping[str, Any]]:
    if isinstance(messages, str):
        clean_text(messages, name="messages")
        return [{"role": "user", "content": messages}]
    if isinstance(messages, Mapping):
        return [_as_mapping(messages, "messages")]
    if not isinstance(messages, Sequence) or isinstance(messages, bytes | bytearray):
        raise ValidationError(_WRONG_TYPE, error_code="VALIDATION_003", details={"argument": "messages"})
    return [_as_mapping(raw, f"messages[{i}]") for i, raw in enumerate(messages)]


def _as_mapping(raw: object, where: str) -> Mapping[str, Any]:
    if isinstance(raw, str):
        return {"role": "user", "content": raw}
    dump = getattr(raw, "model_dump", None)  # answers of SDKs, appended to the list as they came
    raw = dump() if callable(dump) else raw
    if not isinstance(raw, Mapping):
        raise ValidationError(
            f"{_WRONG_TYPE}; {where} is {type(raw).__name__}.",
            error_code="VALIDATION_003",
            details={"argument": "messages"},
        )
    if "role" not in raw and "content" not in raw:
        raise ValidationError(f"{_WRONG_TYPE}; {where} has neither role nor content.", details={"argument": "messages"})
    return raw


def _role(raw: Mapping[str, Any], where: str) -> str:
    role = raw.get("role", "user")
    if not isinstance(role, str) or not role.strip() or len(role) > 64:
        raise ValidationError(f"{where}.role must be a short text.", details={"argument": "messages"})
    return storable(role, name=f"{where}.role")


def _content(content: object, where: str) -> str:
    """Plain text of a message's content: a text, or parts of text and references to images and documents."""
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if isinstance(content, Mapping):
        return _part(content, where)
    if isinstance(content, list | tuple):
        return "\n".join(filter(None, (_part(part, f"{where}.content[{i}]") for i, part in enumerate(content))))
    raise ValidationError(
        f"{where}.content must be a text or a list of parts, not {type(content).__name__}.",
        details={"argument": "messages"},
    )


def _part(part: object, where: str) -> str:
    if isinstance(part, str):
        return part
    if not isinstance(part, Mapping):
        raise ValidationError(f"{where} must be a text or a dict.", details={"argument": "messages"})
    kind = part.get("type", "text")
    if kind in _PART_TEXT and isinstance(part.get(_PART_TEXT[kind]), str):
        return str(part[_PART_TEXT[kind]])
    found = attachment(part)
    if found is not None:
        return found.line
    raise ValidationError(f"{where} is of an unknown kind {kind!r}.", details={"argument": "messages"})
