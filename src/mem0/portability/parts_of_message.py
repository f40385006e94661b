"""Turn the content of a foreign message into text: parts that are no text are named by a caption."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from .values import storable

_TEXT_KEYS: Final = ("text", "content", "value", "refusal", "transcript", "caption", "blip_caption")
_NOT_SAID: Final = frozenset({"tool_use", "tool_result", "tool_call", "thinking", "redacted_thinking", "reasoning"})
_NAMES: Final = {
    "image_asset_pointer": "image", "audio_asset_pointer": "audio", "video_container_asset_pointer": "video",
    "real_time_user_audio_video_asset_pointer": "voice message", "input_audio": "audio", "image_url": "image",
    "input_image": "image", "document": "document", "input_file": "file", "file": "file",
}


def text_of(content: object) -> str:
    """The text of a message: a string, one part, or parts one a line. Empty when nothing of it was said or shown."""
    if content is None:
        return ""
    if isinstance(content, str):
        return storable(content)
    if isinstance(content, list):
        return "\n".join(filter(None, (text_of(part) for part in content)))
    return _part(content) if isinstance(content, Mapping) else storable(str(content))


def caption(kind: str, words: object = None) -> str:
    """How something that is not text stands in a message: "[image: a red bicycle]"."""
    said = storable(str(words)).strip() if words else ""
    return f"[{kind}: {said}]" if said else f"[{kind}]"


def _part(part: Mapping[str, Any]) -> str:
    kind = str(part.get("type") or part.get("content_type") or "text")
    if kind in _NOT_SAID:
        return ""
    if kind not in _NAMES:
        said = next((part[key] for key in _TEXT_KEYS if isinstance(part.get(key), str)), None)
        return storable(said) if said is not None else caption(kind)
    return caption(_NAMES[kind], _words(part))


def _words(part: Mapping[str, Any]) -> object:
    """What a part says of itself: a caption, the prompt an image was made from, a file name."""
    inner = part.get("metadata")
    made = inner.get("dalle") if isinstance(inner, Mapping) else None
    prompt = made.get("prompt") if isinstance(made, Mapping) else None
    return prompt or next((part[key] for key in ("caption", "alt", "name", "file_name", "filename") if part.get(key)), None)
