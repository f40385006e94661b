"""What the pipeline runs on, one vendor a file; loaded only when a configuration asks for it."""
