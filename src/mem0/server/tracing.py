"""OpenTelemetry traces of requests, where an endpoint is configured; otherwise nothing is imported and nothing happens."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any, Final, Protocol, TypeAlias

from ..errors import MissingExtra
from ..version import __version__
from .settings import Settings

Headers: TypeAlias = Sequence[tuple[bytes, bytes]]  # of a request, as ASGI gives them
_NOTHING: Final = nullcontext()
ENDPOINT: Final = "OTEL_EXPORTER_OTLP_ENDPOINT"


class Tracing(Protocol):
    """One span a request, in the trace that the caller's `traceparent` names."""

    def span(self, method: str, headers: Headers) -> Any:
        """A context manager that gives the span, or None."""

    def close(self) -> None:
        """Send what has not been sent yet."""


class NoTracing:
    """What a server without an endpoint does."""

    def span(self, method: str, headers: Headers) -> Any:  # noqa: ARG002 - as Tracing
        return _NOTHING

    def close(self) -> None:
        """Nothing was begun."""


def tracing(settings: Settings) -> Tracing:
    """The tracing that the settings or OTEL_EXPORTER_OTLP_ENDPOINT ask for. Raises MissingExtra."""
    if not (settings.otel_endpoint or os.environ.get(ENDPOINT)):
        return NoTracing()
    if not all(importlib.util.find_spec(name) for name in ("opentelemetry", "opentelemetry.exporter.otlp.proto.http")):
        raise MissingExtra("tracing", "otel")
    return OpenTelemetryTracing(settings.otel_endpoint)


class OpenTelemetryTracing:
    """Spans over OTLP/HTTP. They carry method, route, status and duration; never paths, bodies, names or keys."""

    def __init__(self, endpoint: str | None) -> None:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces" if endpoint else None)
        resource = Resource.create({"service.name": "open-mem0", "service.version": __version__})
        self._provider = TracerProvider(resource=resource)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("mem0.server", __version__)
        self._propagator = TraceContextTextMapPropagator()

    @contextmanager
    def span(self, method: str, headers: Headers) -> Iterator[Any]:
        from opentelemetry.trace import SpanKind

        named = {n.decode("latin-1"): value.decode("latin-1") for n, value in headers if n.startswith(b"trace")}
        context = self._propagator.extract(named)
        with self._tracer.start_as_current_span(method, context=context, kind=SpanKind.SERVER) as span:
            yield span

    def close(self) -> None:
        self._provider.shutdown()
