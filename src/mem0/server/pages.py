"""The page that describes the API: made from the OpenAPI document, in one piece, without scripts and without the network.

A page that loads its scripts from elsewhere is empty where there is no network, and gives strangers the place where people
put their keys.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse

Json = Mapping[str, Any]
PATH: Final = "/docs"
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_STYLE: Final = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
code, pre { font: 14px/1.4 ui-monospace, monospace; }
pre { overflow-x: auto; padding: .6rem; border: 1px solid #8886; border-radius: 4px; }
details { border-top: 1px solid #8884; padding: .3rem 0; }
summary { cursor: pointer; }
summary code { font-weight: 600; }
.verb { display: inline-block; min-width: 4.5rem; }
.said { color: #888; }
td, th { text-align: left; padding: .1rem .8rem .1rem 0; vertical-align: top; }
nav a { margin-right: .8rem; }
"""
_BODY_SHOWN: Final = 4  # properties of the example


def install(app: FastAPI) -> None:
    """Put the page on an application; it is made when it is first asked for."""
    made: list[str] = []

    async def docs(_: Request) -> Response:
        if not made:
            made.append(page(app.openapi()))
        return HTMLResponse(made[0], headers={"Content-Security-Policy": _POLICY})

    app.add_route(PATH, docs, include_in_schema=False)


def page(document: Json) -> str:
    """The document as HTML."""
    tags: dict[str, list[str]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            for tag in operation.get("tags") or ["Other"]:
                tags.setdefault(tag, []).append(_operation(method.upper(), path, operation))
    info = document["info"]
    links = "".join(f'<a href="#{_anchor(tag)}">{escape(tag)}</a>' for tag in tags)
    rooms = "".join(f'<h2 id="{_anchor(tag)}">{escape(tag)}</h2>{"".join(rows)}' for tag, rows in tags.items())
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(info["title"])}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head><body>'
        f"<h1>{escape(info['title'])} {escape(info['version'])}</h1><p>{escape(info.get('summary', ''))}</p>"
        "<p>Send your key as <code>Authorization: Token &lt;key&gt;</code> or <code>X-API-Key: &lt;key&gt;</code>. "
        f'For programs: <a href="/openapi.json">openapi.json</a>.</p><nav>{links}</nav>{rooms}</body></html>'
    )


def _anchor(tag: str) -> str:
    return escape(tag.lower().replace(" ", "-"))


def _operation(method: str, path: str, operation: Json) -> str:
    schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    inside = [f"<p>{escape(operation['description'])}</p>"] if operation.get("description") else []
    rows = [(one["name"], one["in"], one["schema"], one.get("required")) for one in operation.get("parameters", [])]
    rows += [(name, "body", part, name in schema.get("required", [])) for name, part in _properties(schema)]
    if rows:
        inside.append(f"<table>{''.join(_row(*row) for row in rows)}</table>")
    inside.append(f"<pre>{escape(_example(method, path, operation, schema))}</pre>")
    said = f'<span class="said">{escape(operation.get("summary", ""))}</span>'
    head = f'<summary><code class="verb">{method}</code> <code>{escape(path)}</code> {said}</summary>'
    return f"<details>{head}{''.join(inside)}</details>"


def _row(name: str, place: str, schema: Json, required: object) -> str:
    kind = f"{_kind(schema)}{', required' if required else ''}"
    told = escape(schema.get("description", ""))
    return f"<tr><td><code>{escape(name)}</code></td><td>{place}</td><td>{escape(kind)}</td><td>{told}</td></tr>"


def _properties(schema: Json | None) -> Iterator[tuple[str, Json]]:
    yield from (schema or {}).get("properties", {}).items()


def _kind(schema: Json) -> str:
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_kind(part) for part in schema["anyOf"]))
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return str(schema.get("type", "any"))


def _example(method: str, path: str, operation: Json, schema: Json | None) -> str:
    verb = [] if method == "GET" else [f"-X {method}"]
    key = ["-H 'Authorization: Token <key>'"] if operation.get("security") else []
    named = (schema or {}).get("required", []) or [name for name, _ in _properties(schema)][:_BODY_SHOWN]
    body = {name: _sample(part) for name, part in _properties(schema) if name in named}
    data = [f"-d '{json.dumps(body)}'"] if schema is not None else []
    return " ".join(["curl", *verb, *key, *data, f"http://localhost:8000{path}"])


def _sample(schema: Json) -> Any:
    first = schema.get("anyOf", [schema])[0]
    if "enum" in first:
        return first["enum"][0]
    samples: Json = {"string": "...", "integer": 10, "number": 0.5, "boolean": True, "array": [], "object": {}}
    return samples.get(first.get("type", ""), "...")
