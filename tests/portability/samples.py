"""Small files in the formats that import reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

MAY = 1_746_352_800  # 2025-05-04T10:00Z


def chatgpt(
    messages: list[tuple[str, str]], *, key: str = "c1", title: str = "A talk", start: float = MAY
) -> dict[str, Any]:
    """One ChatGPT conversation with a single branch."""
    mapping: dict[str, Any] = {"root": {"id": "root", "message": None, "parent": None, "children": ["m1"]}}
    for n, (role, text) in enumerate(messages, 1):
        mapping[f"m{n}"] = node(
            f"m{n}",
            role,
            {"content_type": "text", "parts": [text]},
            parent=f"m{n - 1}" if n > 1 else "root",
            at=start + n,
        )
        mapping[f"m{n}"]["children"] = [f"m{n + 1}"] if n < len(messages) else []
    return {
        "title": title,
        "conversation_id": key,
        "create_time": start,
        "mapping": mapping,
        "current_node": f"m{len(messages)}",
    }


def node(
    key: str, role: str, content: dict[str, Any], *, parent: str | None, at: float | None = MAY, **message: Any
) -> dict[str, Any]:
    """One node of a ChatGPT conversation."""
    said = {
        "id": key,
        "author": {"role": role, "name": None},
        "create_time": at,
        "content": content,
        "metadata": {},
        "recipient": "all",
    }
    return {"id": key, "message": said | message, "parent": parent, "children": []}


def claude(messages: list[dict[str, Any]], *, key: str = "u1") -> dict[str, Any]:
    """One Claude conversation."""
    return {"uuid": key, "name": "A talk", "created_at": "2025-05-04T10:00:00Z", "chat_messages": messages}


def save(folder: Path, name: str, value: Any) -> str:
    """Write JSON to a file; returns its path."""
    target = folder / name
    target.write_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return str(target)


def save_lines(folder: Path, name: str, values: list[Any]) -> str:
    """Write JSONL; texts are written as they are."""
    return save(
        folder, name, "\n".join(v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for v in values) + "\n"
    )
