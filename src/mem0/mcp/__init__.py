"""The memory as tools of the Model Context Protocol: eleven tools under the server name `mem0`.

`mem0 mcp` speaks over standard input and output, `mem0 serve` over streamable HTTP at /mcp. Needs the extra:
pip install "open-mem0[mcp]".
"""
