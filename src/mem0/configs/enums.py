"""Import path of mem0ai: the kinds of memory."""

from enum import Enum


class MemoryType(Enum):
    """What a memory is of: `add(memory_type=...)` takes the value of PROCEDURAL."""

    SEMANTIC = "semantic_memory"
    EPISODIC = "episodic_memory"
    PROCEDURAL = "procedural_memory"
