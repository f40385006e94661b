"""Import paths of mem0ai: the settings live in mem0.providers.llms.settings."""
