"""Who one is: the ping that every client begins with."""

from __future__ import annotations

from ..call import Call, Json
from ..routing import Table

table = Table("platform", "Account")


@table.row("GET", "/v1/ping/", "read")
async def ping(call: Call) -> Json:
    """Whether the key is good, and which organisation and project it belongs to."""
    who = call.principal
    return {"status": "ok", "org_id": who.org, "project_id": who.project, "user_email": who.email}
