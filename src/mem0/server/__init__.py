"""The memory server: both REST dialects over memories that each project keeps in a file of its own.

`create_app(settings)` gives the ASGI application, `mem0 serve` runs it. Needs the extra: pip install "open-mem0[server]".
"""
