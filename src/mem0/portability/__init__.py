"""Carry memories and conversations in and out: exports of chat programs, backups, and our own JSONL."""

from .backups import read_backup, restore_backup, restore_owner, verify_backup
from .entries import Conversation, Element, Entry, Kept, Problem, Turn
from .exporting import export_lines
from .formats import FORMATS, NAMES, detect
from .importing import Tally, Wish, import_file

__all__ = [
    "FORMATS", "NAMES", "Conversation", "Element", "Entry", "Kept", "Problem", "Tally", "Turn", "Wish", "detect",
    "export_lines", "import_file", "read_backup", "restore_backup", "restore_owner", "verify_backup",
]
