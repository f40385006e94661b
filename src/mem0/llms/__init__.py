"""Import paths of mem0ai: the language models live in mem0.providers.llms."""
