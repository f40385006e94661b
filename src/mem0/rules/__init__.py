"""The embedded brain: what to remember and what changes, without a language model."""

from .consolidate import Needs, consolidate, crosses_runs, query_slot, recall_needs
from .dates import resolve
from .extract import Extraction, extract
from .slots import personal

__all__ = [
    "Extraction",
    "Needs",
    "consolidate",
    "crosses_runs",
    "extract",
    "personal",
    "query_slot",
    "recall_needs",
    "resolve",
]
