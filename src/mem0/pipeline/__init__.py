"""The verbs: what add, search, update and forget do, each written once as `async def`."""
