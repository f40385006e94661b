"""Routes that neither dialect has: what this library keeps beyond mem0's API, for one project at a time."""
