"""Import path of mem0ai: errors of the client are those of mem0.errors, made in failures.py."""

from ..errors import MemoryError as APIError
from .failures import api_error_handler

__all__ = ["APIError", "api_error_handler"]
