"""Import paths of mem0ai; the configuration lives in mem0.config."""
