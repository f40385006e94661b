"""Logins of people: short access tokens and long refresh tokens, signed with HMAC-SHA256 (JWT, RFC 7519)."""

from __future__ import annotations

import secrets
from typing import Any, Final, Literal
from uuid import uuid4

import jwt

from ..errors import AuthenticationError
from ..ports import Clock
from .control import people, tenants
from .control.file import ControlFile
from .roles import MAY, Principal

Use = Literal["access", "refresh"]
SECONDS: Final[dict[Use, int]] = {"access": 30 * 60, "refresh": 30 * 24 * 3600}
_ALGORITHM: Final = "HS256"
_ISSUER: Final = "open-mem0"


class Tokens:
    """Makes and reads tokens. A token names a person, a project and how often the password had changed by then."""

    def __init__(self, control: ControlFile, clock: Clock, secret: str | None) -> None:
        self._control, self._clock = control, clock
        self._secret = secret or _kept_secret(control)

    def made(self, person_id: str, project: str, use: Use) -> str:
        """A new token."""
        found = people.person(self._control, person_id)
        assert found is not None, "tokens are made for people who just proved who they are"
        now = self._clock.now() // 1_000_000
        claims = {
            "iss": _ISSUER,
            "sub": person_id,
            "project": project,
            "use": use,
            "sessions": found["sessions"],
            "iat": now,
            "exp": now + SECONDS[use],
            "jti": uuid4().hex,
        }
        return jwt.encode(claims, self._secret, algorithm=_ALGORITHM)

    def claims(self, token: object, use: Use) -> dict[str, Any] | None:
        """What a token says; None for one that is forged, of another use, or of before the password changed."""
        if not isinstance(token, str):
            return None
        # The time is compared below, with the server's own clock.
        options: Any = {"verify_exp": False, "verify_iat": False, "require": ["exp", "iat", "sub"]}
        try:
            found: dict[str, Any] = jwt.decode(
                token, self._secret, algorithms=[_ALGORITHM], issuer=_ISSUER, options=options
            )
        except jwt.PyJWTError:
            return None
        who = people.person(self._control, found["sub"])
        if found.get("use") != use or who is None or who["sessions"] != found.get("sessions"):
            return None
        return found

    def principal(self, token: str) -> Principal | None:
        """Whom an access token stands for; None for a token that does not hold."""
        found = self.claims(token, "access")
        if found is None:
            return None
        person = people.person(self._control, found["sub"])
        member = [row for row in tenants.memberships(self._control, found["sub"]) if row["project"] == found["project"]]
        if person is None or not member:
            return None
        return Principal(
            org=member[0]["org"],
            project=member[0]["project"],
            role=member[0]["role"],
            may=MAY[member[0]["role"]],
            email=person["email"],
            person=person["id"],
            expires_at=int(found["exp"]) * 1_000_000,
        )

    def refreshed(self, token: object) -> dict[str, Any]:
        """The claims of a refresh token. Raises AuthenticationError."""
        found = self.claims(token, "refresh")
        if found is None or found["exp"] * 1_000_000 <= self._clock.now():
            raise AuthenticationError("The refresh token is not valid.", error_code="AUTH_001")
        return found


def _kept_secret(control: ControlFile) -> str:
    with control.write() as db:
        db.execute("INSERT INTO settings VALUES ('jwt_secret', ?) ON CONFLICT DO NOTHING", (secrets.token_hex(32),))
    row = control.row("SELECT value FROM settings WHERE name = 'jwt_secret'")
    assert row is not None, "it was just written"
    return str(row["value"])
