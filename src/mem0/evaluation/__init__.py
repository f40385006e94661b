"""Measure a memory on question sets by the protocol of the Mem0 paper (arXiv 2504.19413, section 3): `mem0 eval`."""

from .reading import read_locomo, read_questions
from .report import Report
from .run import Evaluation, evaluate
from .settings import Settings

__all__ = ["Evaluation", "Report", "Settings", "evaluate", "read_locomo", "read_questions"]
