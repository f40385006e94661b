"""The tools, asked by the SDK's own client."""
