"""External graph databases, one vendor a file."""
