"""Import path of mem0ai: small readers of what language models answer, which programs call by name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..configs.prompts import AGENT_MEMORY_EXTRACTION_PROMPT, USER_MEMORY_EXTRACTION_PROMPT

_FENCE: Final = re.compile(r"```[\w+-]*[ \t]*\r?\n?(.*?)```", re.DOTALL)
_THOUGHT: Final = re.compile(r"<think>.*?</think>", re.DOTALL)


def get_fact_retrieval_messages(message: str, is_agent_memory: bool = False) -> tuple[str, str]:
    """System and user text of a question for the facts of a conversation."""
    system = AGENT_MEMORY_EXTRACTION_PROMPT if is_agent_memory else USER_MEMORY_EXTRACTION_PROMPT
    return system, f"<new>\n{message}\n</new>"


def remove_code_blocks(content: str) -> str:
    """The text inside a fenced block when the whole answer is one, without "<think>" parts; else the answer itself."""
    bare = _THOUGHT.sub("", content).strip()
    whole = _FENCE.fullmatch(bare)
    return (whole.group(1) if whole else bare).strip()


def extract_json(text: str) -> str:
    """The JSON in an answer: the first fenced block, or everything from the first brace to the last."""
    bare = _THOUGHT.sub("", text).strip()
    fenced = _FENCE.search(bare)
    if fenced:
        return fenced.group(1).strip()
    first, last = bare.find("{"), bare.rfind("}")
    return bare[first : last + 1] if 0 <= first < last else bare


def parse_messages(messages: Sequence[Mapping[str, Any]]) -> str:
    """Messages as lines "role: content", for a prompt."""
    return "".join(
        f"{m['role']}: {m['content']}\n" for m in messages if m.get("role") in ("system", "user", "assistant")
    )
