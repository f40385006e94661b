"""Personal data and secrets in texts: where they stand, and what is done about each kind."""

from .detect import Detector
from .findings import KINDS, SECRETS, Finding, Kind
from .policy import Mode, Policy, read_policy

__all__ = ["KINDS", "SECRETS", "Detector", "Finding", "Kind", "Mode", "Policy", "read_policy"]
