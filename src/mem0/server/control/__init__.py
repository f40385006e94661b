"""The control store: who may use the server, and what belongs to projects beside their memories. One small SQLite file."""
