"""The settings of a server: from a file, the environment and arguments; the later wins."""

from __future__ import annotations

import ipaddress
import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic import ValidationError as PydanticError

from ..config import memory_dir
from ..errors import ConfigurationError

PREFIX: Final = "MEM0_SERVER_"
# Names that programs of mem0's own server set.
_OTHER_NAMES: Final[Mapping[str, str]] = {"ADMIN_API_KEY": "admin_api_key", "JWT_SECRET": "jwt_secret"}


class Settings(BaseModel):
    """All settings; every one may be left out.

    data: the folder of everything the server keeps (default: server in $MEM0_DIR, else ~/.mem0/server).
    auth: whether requests need a key; False only where `host` is this machine alone.
    admin_api_key: a key of your own choice that owns the first project. jwt_secret: signs logins; made by the server
    when it is not given. registration: whether strangers may register once somebody has.
    memory: the configuration of every project's memory (see MemoryConfig; `path` is the server's to choose).
    rate_per_minute: requests of one key; 0 is no limit. max_body_bytes: of one request. open_projects: memories that
    are kept open at once. jobs_at_once: queued jobs that are done at the same time; 0 leaves them to other processes.
    job_lease: seconds after which the jobs of a process that was killed are done by another one.
    open_metrics: whether /metrics needs no key. otel_endpoint: where traces are sent (OTLP over HTTP).
    log_format: "json" or "text"; by default text on a terminal, JSON elsewhere. log_level: "debug", "info", "warning" or
    "error".
    private_webhooks: whether webhooks may point into private networks. mail_server: where notifications by mail are
    handed in (smtp://user:password@host:587 with STARTTLS, smtps://..., smtp://localhost:25?plain=1), from mail_from.
    cors_origins: web pages of which origins may call; none by default.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    data: Path = Field(default_factory=lambda: memory_dir() / "server")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65_535)
    auth: bool = True
    admin_api_key: SecretStr | None = None
    jwt_secret: SecretStr | None = None
    registration: bool = False
    memory: dict[str, Any] = Field(default_factory=dict)
    rate_per_minute: int = Field(default=6_000, ge=0)
    max_body_bytes: int = Field(default=10_000_000, ge=1_000)
    open_projects: int = Field(default=32, ge=1)
    jobs_at_once: int = Field(default=4, ge=0, le=256)
    job_lease: float = Field(default=30.0, ge=0.5, le=3_600)
    open_metrics: bool = False
    otel_endpoint: str | None = None
    log_format: Literal["json", "text"] | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    private_webhooks: bool = False
    mail_server: SecretStr | None = None
    mail_from: str = "mem0@localhost"
    cors_origins: list[str] = Field(default_factory=list)

    def checked(self) -> Settings:
        """These settings. Raises ConfigurationError where they would open the memories to everybody."""
        if not self.auth and not is_loopback(self.host):
            raise ConfigurationError(
                f"Without keys a server may only listen on this machine, not on {self.host}.",
                suggestion="Leave --no-auth out, or take --host 127.0.0.1.",
            )
        if self.admin_api_key is not None and len(self.admin_api_key.get_secret_value()) < 16:
            raise ConfigurationError("ADMIN_API_KEY needs at least 16 characters: it opens everything.")
        if self.jwt_secret is not None and len(self.jwt_secret.get_secret_value()) < 32:
            raise ConfigurationError("JWT_SECRET needs at least 32 characters.")
        return self


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def read_settings(
    file: Path | None = None, environ: Mapping[str, str] = os.environ, given: Mapping[str, Any] | None = None
) -> Settings:
    """Settings of a file (JSON or TOML), over them the environment (MEM0_SERVER_<NAME>), over them what is given."""
    found = {**(_of_file(file) if file else {}), **_of_environment(environ)}
    found |= {name: value for name, value in (given or {}).items() if value is not None}
    try:
        return Settings.model_validate(found).checked()
    except PydanticError as error:
        first = error.errors(include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(f"Server setting {where!r}: {first['msg']}.", details={"key": where}) from None


def _of_file(file: Path) -> dict[str, Any]:
    try:
        text = file.expanduser().read_text("utf-8-sig")
        found = tomllib.loads(text) if file.suffix == ".toml" else json.loads(text)
    except OSError as error:
        raise ConfigurationError(f"The settings {file} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise ConfigurationError(f"The settings {file} are not valid: {error}.") from None
    if not isinstance(found, dict):
        raise ConfigurationError(f"The settings {file} must be an object.")
    return found


def _of_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {name: environ[other] for other, name in _OTHER_NAMES.items() if environ.get(other)}
    if environ.get("AUTH_DISABLED", "").lower() in ("1", "true", "yes"):
        found["auth"] = False
    for name, field in Settings.model_fields.items():
        text = environ.get(PREFIX + name.upper())
        if text is not None:
            found[name] = _parsed(text) if field.annotation in (dict[str, Any], list[str]) else text
    return found


def _parsed(text: str) -> Any:
    """JSON; a list may also be written with commas."""
    try:
        return json.loads(text)
    except ValueError:
        return [part.strip() for part in text.split(",") if part.strip()]
