"""Logging in: the first registration, tokens, one's own account."""

from __future__ import annotations

from typing import Any, Final

from ...errors import AuthenticationError, ValidationError
from ...values import clean_text
from ..bootstrap import new_tenant
from ..call import Call, Json
from ..control import people, tenants
from ..control.file import Row
from ..roles import Forbidden
from ..routing import Table
from ..schemas import TEXT, body
from ..settings import is_loopback
from ..tokens import SECONDS

table = Table("self-hosted", "Logins")
_REGISTER: Final = body(["email", "password"], name=TEXT, email=TEXT, password=TEXT)
_TRIES: Final = 10  # logins a minute for one address


@table.row("GET", "/auth/setup-status", None)
def setup_status(call: Call) -> Json:
    """Whether somebody has registered."""
    done = people.anybody_can_log_in(call.services.control)
    return {"setup_complete": done, "needs_setup": not done}


@table.row("POST", "/auth/register", None, body=_REGISTER)
def register(call: Call) -> Json:
    """Register. The first one owns the server's first project; later ones get a project of their own, where it is allowed.

    The first registration needs the server's first key, unless the server listens on its own machine only.
    """
    given, services = call.body, call.services
    services.limits.take("register", _TRIES)
    email, password = people.clean_email(given.get("email")), people.clean_password(given.get("password"))
    name = clean_text(given.get("name") or email, name="name", limit=200)
    first = not people.anybody_can_log_in(services.control)
    _may_register(call, first=first)
    now = services.clock.now()
    person = people.add_person(services.control, email, name, password, at=now)
    project = services.first.project if first else new_tenant(services.control, email, at=now)
    tenants.add_member(services.control, project, person, "owner", at=now)
    return _logged_in(call, person, project)


def _may_register(call: Call, *, first: bool) -> None:
    settings = call.services.settings
    if first and is_loopback(settings.host):
        return
    if not first and settings.registration:
        return
    who = call.services.gate.principal(call.request.headers)
    if "own" not in who.may or who.project != call.services.first.project:
        raise Forbidden("Registration is closed: it needs an owner's key of this server.")


@table.row("POST", "/auth/login", None, body=body(["email", "password"], email=TEXT, password=TEXT))
def login(call: Call) -> Json:
    """Log in with e-mail address and password: an access token for half an hour, a refresh token for thirty days."""
    email, password = call.body.get("email"), call.body.get("password")
    if not isinstance(email, str) or not isinstance(password, str):
        raise ValidationError("email and password are required.", details={"argument": "email"})
    call.services.limits.take(f"login {email.lower()[:200]}", _TRIES)
    found = people.by_email(call.services.control, people.clean_email(email))
    if not people.fits(people.clean_password(password), found["password"] if found is not None else None) or found is None:
        raise AuthenticationError("The e-mail address or the password is wrong.", error_code="AUTH_004")
    projects = tenants.memberships(call.services.control, found["id"])
    if not projects:
        raise AuthenticationError("This account belongs to no project.", error_code="AUTH_005")
    return _logged_in(call, found["id"], projects[0]["project"])


@table.row("POST", "/auth/refresh", None, body=body(["refresh_token"], refresh_token=TEXT))
def refresh(call: Call) -> Json:
    """New tokens for a refresh token."""
    claims = call.services.tokens.refreshed(call.body.get("refresh_token"))
    return _logged_in(call, claims["sub"], claims["project"])


def _logged_in(call: Call, person: str, project: str) -> Json:
    tokens = call.services.tokens
    return {
        "access_token": tokens.made(person, project, "access"),
        "refresh_token": tokens.made(person, project, "refresh"),
        "token_type": "bearer",
        "expires_in": SECONDS["access"],
        "user": _shown(call, _person(call, person)),
    }


@table.row("GET", "/auth/me", "read")
def me(call: Call) -> Json:
    """One's own account."""
    return _shown(call, _own(call))


@table.row("PATCH", "/auth/me", "read", body=body(name=TEXT))
def change_me(call: Call) -> Json:
    """Change one's name."""
    person = _own(call)
    people.set_profile(call.services.control, person["id"], name=clean_text(call.body.get("name"), name="name", limit=200))
    return _shown(call, _person(call, person["id"]))


_PASSWORDS: Final = body(["current_password", "new_password"], current_password=TEXT, new_password=TEXT)


@table.row("POST", "/auth/change-password", "read", body=_PASSWORDS)
def change_password(call: Call) -> Json:
    """Change one's password; every login made before ends."""
    person = _own(call)
    call.services.limits.take(f"login {person['email'].lower()}", _TRIES)
    if not people.fits(people.clean_password(call.body.get("current_password")), person["password"]):
        raise Forbidden("The current password is wrong.")
    people.set_password(call.services.control, person["id"], people.clean_password(call.body.get("new_password")))
    return {"message": "Password changed successfully"}


@table.row("POST", "/auth/onboarding-complete", "read")
def onboarding_complete(call: Call) -> Json:
    """Note that one has seen the introduction."""
    person = _own(call)
    people.set_profile(call.services.control, person["id"], onboarded=True)
    return _shown(call, _person(call, person["id"]))


def _own(call: Call) -> Row:
    if call.principal.person is None:
        raise Forbidden("This is for people who are logged in; this key belongs to none.")
    return _person(call, call.principal.person)


def _person(call: Call, person_id: str) -> Row:
    found = people.person(call.services.control, person_id)
    if found is None:
        raise AuthenticationError("This account is gone.", error_code="AUTH_005")
    return found


def _shown(call: Call, person: Row) -> Json:
    projects = tenants.memberships(call.services.control, person["id"])
    roles: list[dict[str, Any]] = [{"project_id": row["project"], "role": row["role"]} for row in projects]
    return {
        "id": person["id"],
        "email": person["email"],
        "name": person["name"],
        "role": roles[0]["role"] if roles else None,
        "projects": roles,
        "onboarding_complete": bool(person["onboarded"]),
    }
