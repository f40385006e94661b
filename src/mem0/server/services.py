"""What the routes work with, put together once for an application."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..clock import SystemClock
from ..ports import Clock
from .auth import Gate
from .control.file import ControlFile
from .limits import Limits
from .metrics import Metrics
from .projects import Projects
from .roles import Principal
from .seams import Jobs
from .settings import Settings
from .swift import Swift
from .tokens import Tokens
from .tracing import NoTracing, Tracing
from .webhooks.delivering import Deliveries
from .webhooks.outbox import Outbox
from .workers import Workers

REQUESTS_KEPT = 1_000


@dataclass(slots=True)
class Services:
    """Settings, stores and helpers of one running server. `clock` tells the time that is written down."""

    settings: Settings
    control: ControlFile
    projects: Projects
    gate: Gate
    tokens: Tokens
    first: Principal  # the owner of the first project: whoever runs the server
    limits: Limits
    jobs: Jobs
    workers: Workers
    outbox: Outbox
    deliveries: Deliveries
    metrics: Metrics
    clock: Clock = field(default_factory=SystemClock)
    requests: deque[Mapping[str, Any]] = field(default_factory=lambda: deque(maxlen=REQUESTS_KEPT))
    swift: Swift = field(default_factory=Swift)
    tracing: Tracing = field(default_factory=NoTracing)
    state: dict[str, Any] = field(default_factory=dict)  # for parts that plug in

    def close(self) -> None:
        """Give back every file."""
        self.limits.write_down()
        self.projects.close()
        self.control.close()
