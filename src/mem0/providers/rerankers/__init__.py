"""Models that order the best answers once more: one vendor a file."""
