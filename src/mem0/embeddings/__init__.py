"""Import paths of mem0ai; the embedders live in mem0.providers.embedders."""
