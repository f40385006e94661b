"""Decide which memories answer a question best."""
