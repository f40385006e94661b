"""Import paths of mem0ai; the settings of embedders live in mem0.providers.embedders."""
