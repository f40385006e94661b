"""Import path of mem0ai 1.x."""
