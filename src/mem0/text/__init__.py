"""Text cut into the units that search compares."""
