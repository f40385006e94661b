"""`python -m mem0` is the command `mem0`."""

from .cli import main

if __name__ == "__main__":
    main()
