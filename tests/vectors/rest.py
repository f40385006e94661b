"""A stand-in for a Qdrant server: its REST routes over qdrant-client's own local mode.

No server program of Qdrant is at hand where the tests run. What the client sends goes over real HTTP and is read with
the client's own models; what a real server does beyond its documented routes is not tested.
"""

from __future__ import annotations

import re
import threading
from typing import Any

from qdrant_client import QdrantClient, models

from ..loopback import Received, Say, Server

_COLLECTION = re.compile(r"/collections/([^/]+)(/.*)?$")


class QdrantServer:
    """`keys` are the API keys that came, `down` makes it answer 503."""

    def __init__(self) -> None:
        self._local = QdrantClient(location=":memory:", force_disable_check_same_thread=True)
        self._lock = threading.Lock()
        self.down = False
        self.keys: set[str | None] = set()
        self.asked: list[str] = []
        self._http = Server(otherwise=self._answer)
        self.url = self._http.url

    def close(self) -> None:
        self._http.close()

    def _answer(self, request: Received) -> Any:
        self.keys.add(request.headers.get("api-key"))
        self.asked.append(f"{request.method} {request.path}")
        found = _COLLECTION.search(request.path)
        if self.down:
            return Say({"status": {"error": "down for a while"}}, status=503)
        if found is None:
            return Say({"title": "qdrant", "version": "1.15.0"})
        with self._lock:
            try:
                result = self._do(f"{request.method} {found[2] or ''}", found[1], request.body)
            except ValueError as error:
                return Say({"status": {"error": str(error)}}, status=404 if "not found" in str(error) else 400)
        return Say({"result": result, "status": "ok", "time": 0.0})

    def _do(self, route: str, name: str, body: Any) -> Any:
        local, done = self._local, {"operation_id": 1, "status": "completed"}
        if route == "GET /exists":
            return {"exists": local.collection_exists(name)}
        if route == "GET ":
            return local.get_collection(name).model_dump(mode="json")
        if route == "PUT ":
            asked = models.CreateCollection.model_validate(body)
            return local.create_collection(name, vectors_config=asked.vectors)
        if route == "DELETE ":
            return local.delete_collection(name)
        if route == "PUT /index":
            return done
        return self._points(route, name, body) or done

    def _points(self, route: str, name: str, body: Any) -> Any:
        local = self._local
        if route == "PUT /points":
            local.upsert(name, models.PointsList.model_validate(body).points)
        elif route == "POST /points/delete":
            local.delete(name, points_selector=models.PointIdsList.model_validate(body))
        elif route == "POST /points/count":
            return local.count(name, exact=True).model_dump(mode="json")
        elif route == "POST /points/scroll":
            asked = models.ScrollRequest.model_validate(body)
            points, offset = local.scroll(
                name, limit=asked.limit or 10, offset=asked.offset, with_payload=asked.with_payload or False
            )
            return {"points": [point.model_dump(mode="json") for point in points], "next_page_offset": offset}
        elif route == "POST /points/query":
            query = models.QueryRequest.model_validate(body)
            found = local.query_points(
                name,
                query=query.query,
                limit=query.limit or 10,
                query_filter=query.filter,
                with_payload=query.with_payload or False,
            )
            return found.model_dump(mode="json")
        else:
            raise ValueError(f"{route} not found")
        return None
