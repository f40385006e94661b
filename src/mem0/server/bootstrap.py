"""Put a server's parts together: folders, control store, the first project, and its first key."""

from __future__ import annotations

from ..clock import SystemClock
from . import work
from .auth import Gate, owner_of
from .control import keys, tenants
from .control.file import ControlFile
from .limits import Limits
from .metrics import Metrics
from .own.copying import clear_copies
from .projects import Projects
from .queue import Queue
from .services import Services
from .settings import Settings
from .tokens import Tokens
from .webhooks.delivering import Deliveries
from .webhooks.outbox import WEBHOOK, Outbox
from .workers import Workers

_FIRST = "default"


def prepare(settings: Settings) -> Services:
    """Open (and, when new, create) everything. Raises ConfigurationError for a memory configuration that cannot work."""
    clock = SystemClock()
    clear_copies(settings.data)
    control = ControlFile(settings.data / "control.db")
    first = owner_of(*first_project(control, clock.now()))
    tokens = Tokens(control, clock, settings.jwt_secret.get_secret_value() if settings.jwt_secret else None)
    projects = Projects(settings.data / "projects", control, settings.memory, limit=settings.open_projects)
    metrics = Metrics()
    outbox, deliveries = Outbox(control), Deliveries(control, settings)
    kinds = work.works(metrics, {WEBHOOK: deliveries.deliver})
    workers = Workers(projects, kinds, at_once=settings.jobs_at_once, before=outbox.sweep, lease=settings.job_lease)
    return Services(
        settings=settings,
        control=control,
        projects=projects,
        gate=Gate(control, settings, tokens, clock, first),
        tokens=tokens,
        first=first,
        limits=Limits(control, per_minute=settings.rate_per_minute),
        jobs=Queue(projects, workers.wake),
        workers=workers,
        outbox=outbox,
        deliveries=deliveries,
        metrics=metrics,
        clock=clock,
    )


def first_project(control: ControlFile, at: int) -> tuple[str, str]:
    """The organisation and the project that a server begins with."""
    for organization in tenants.organizations(control):
        for project in tenants.projects(control, organization["id"]):
            return organization["id"], project.id
    org = tenants.add_organization(control, _FIRST, at=at)
    return org, tenants.add_project(control, org, _FIRST, at=at).id


def new_tenant(control: ControlFile, name: str, *, at: int) -> str:
    """An organisation with one project, for somebody new; returns the project."""
    return tenants.add_project(control, tenants.add_organization(control, name, at=at), _FIRST, at=at).id


def new_owner_key(services: Services, name: str = "first key") -> str:
    """A key that owns the first project."""
    new = keys.NewKey(name, services.first.project, "owner")
    return keys.add_key(services.control, new, at=services.clock.now())[1]


def has_keys(services: Services) -> bool:
    return bool(keys.keys_of(services.control, services.first.project))
