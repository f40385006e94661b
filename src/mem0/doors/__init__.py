"""The two doors of the library, Memory and AsyncMemory: signatures and their meaning; the work is done in pipeline/."""
