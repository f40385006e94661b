"""Import path of mem0ai: chat completions that remember."""
