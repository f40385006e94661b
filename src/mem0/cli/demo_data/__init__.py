"""The conversation of `mem0 demo`, in the format that ChatGPT exports; made from examples/demo by build.py there."""
