"""Import paths of mem0ai for vector stores."""
