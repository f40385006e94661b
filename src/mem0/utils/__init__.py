"""Import paths of mem0ai: the tables of providers."""
