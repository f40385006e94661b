"""External vector indexes, one database a file."""
