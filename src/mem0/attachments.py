"""The images and documents that messages bring: what they are, where they stand in the text, and what is inside them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import unquote_to_bytes

from .errors import ValidationError

REFERENCES = ("image_url", "pdf_url", "mdx_url", "file_url", "audio_url", "video_url")
_TEXTS = ("text/", "application/json", "application/xml", "application/yaml", "application/x-yaml")


@dataclass(frozen=True, slots=True)
class Attachment:
    """One image or document: the line that stands for it in its message, its address (or data URL), how closely to look."""

    kind: str  # "image", "pdf", "mdx", "file", "audio", "video"
    line: str
    address: str
    detail: Literal["auto", "low", "high"] = "auto"

    @property
    def inline(self) -> bool:
        """Whether its content came along; what lies elsewhere is never fetched."""
        return self.address.startswith("data:") or (self.kind == "mdx" and "://" not in self.address)


@dataclass(frozen=True, slots=True)
class Content:
    """What is inside a document: its bytes and their media type, e.g. "application/pdf"."""

    media_type: str
    data: bytes

    @property
    def is_text(self) -> bool:
        return self.media_type.startswith(_TEXTS)


def attachments(content: object) -> Iterator[Attachment]:
    """Those of a message's content, in their order."""
    parts = content if isinstance(content, list | tuple) else [content]
    for part in parts:
        found = attachment(part) if isinstance(part, Mapping) else None
        if found is not None:
            yield found


def attachment(part: Mapping[str, Any]) -> Attachment | None:
    """The image or document that a content part is; None for a part of text and unknown kinds."""
    file = part.get("file")
    if isinstance(file, Mapping):  # as OpenAI's chat takes documents
        name, address = str(file.get("filename") or ""), str(file.get("file_data") or file.get("file_id") or "")
        return Attachment("file", f"[file: {name or _shown(address)}]", address)
    key = next((key for key in REFERENCES if key in part), None)
    if key is None:
        return None
    target = part[key]
    address = str((target.get("url") if isinstance(target, Mapping) else target) or "")
    caption = part.get("caption") or (target.get("caption") if isinstance(target, Mapping) else None)
    kind, shown = key.removesuffix("_url"), _shown(address)
    line = f"[{kind}: {caption} ({shown})]" if caption else f"[{kind}: {shown}]"
    return Attachment(kind, " ".join(line.split()), address, _detail(target))


def content_of(one: Attachment) -> Content:
    """The content of an inline attachment. Raises ValidationError where it cannot be decoded."""
    try:
        if not one.address.startswith("data:"):
            return Content("text/markdown", base64.b64decode(one.address, validate=True))
        head, comma, body = one.address[len("data:") :].partition(",")
        if not comma:
            raise ValueError("no comma")
        media_type, *options = head.split(";")
        data = base64.b64decode(body, validate=True) if "base64" in options else unquote_to_bytes(body)
    except (binascii.Error, ValueError):
        raise ValidationError(f"{one.line}: its data cannot be decoded.", details={"argument": "messages"}) from None
    return Content(media_type.strip().lower() or "text/plain", data)


def as_text(content: Content) -> str:
    """The words of a text document; what is no UTF-8 is replaced."""
    return content.data.decode("utf-8", errors="replace").replace("\x00", "").strip()


def _shown(address: str) -> str:
    """How an address stands in a text: inline data is named, not stored."""
    return address if "://" in address and not address.startswith("data:") else "inline data" if address else ""


def _detail(target: object) -> Literal["auto", "low", "high"]:
    wish = target.get("detail") if isinstance(target, Mapping) else None
    return wish if wish in ("low", "high") else "auto"
