"""Stores: where memories, messages, history and settings are kept."""
