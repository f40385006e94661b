"""Import paths of mem0ai; the doors live in mem0.doors."""
