"""Language models, one vendor a file; each speaks through its vendor's own SDK, loaded when it is first made."""
