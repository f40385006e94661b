"""The embedded brain: what to remember and what changes, without a language model."""
