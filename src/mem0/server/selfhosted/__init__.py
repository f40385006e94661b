"""The dialect of mem0's own server: /memories, /search, /configure and their like, without versions in the paths."""
