"""Organisations, projects and their members in the control store."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from ...errors import MemoryNotFoundError, ValidationError
from ...records import Micros
from ..roles import Role
from .file import ControlFile, Row


@dataclass(frozen=True, slots=True)
class Project:
    """One tenant. `settings` are what project.update writes, `config` what /configure writes."""

    id: str
    org: str
    name: str
    description: str | None
    settings: Mapping[str, Any]
    config: Mapping[str, Any]
    created_at: Micros
    updated_at: Micros


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who may use a project."""

    person: str
    email: str
    name: str
    role: Role
    created_at: Micros


def add_organization(file: ControlFile, name: str, *, at: Micros) -> str:
    made = f"org_{uuid4().hex}"
    with file.write() as db:
        db.execute("INSERT INTO organizations VALUES (?, ?, ?)", (made, name, at))
    return made


def organizations(file: ControlFile) -> list[Row]:
    return file.rows("SELECT * FROM organizations ORDER BY created_at, id")


def organization(file: ControlFile, org: str) -> Row | None:
    return file.row("SELECT * FROM organizations WHERE id = ?", org)


def rename_organization(file: ControlFile, org: str, name: str) -> None:
    with file.write() as db:
        db.execute("UPDATE organizations SET name = ? WHERE id = ?", (name, org))


def delete_organization(file: ControlFile, org: str) -> None:
    """Remove an organisation that has no project (any more)."""
    with file.write() as db:
        db.execute("DELETE FROM organizations WHERE id = ?", (org,))


def add_project(file: ControlFile, org: str, name: str, *, description: str | None = None, at: Micros) -> Project:
    made = Project(f"proj_{uuid4().hex}", org, name, description, {}, {}, at, at)
    with file.write(rights=True) as db:
        values = (made.id, org, name, description, "{}", "{}", at, at)
        db.execute("INSERT INTO projects VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    return made


def projects(file: ControlFile, org: str) -> list[Project]:
    return [_project(row) for row in file.rows("SELECT * FROM projects WHERE org = ? ORDER BY created_at, id", org)]


def all_projects(file: ControlFile) -> list[Project]:
    return [_project(row) for row in file.rows("SELECT * FROM projects ORDER BY created_at, id")]


def project(file: ControlFile, project_id: str) -> Project:
    """Raises MemoryNotFoundError for one that does not exist (any more)."""
    row = file.row("SELECT * FROM projects WHERE id = ?", project_id)
    if row is None:
        raise MemoryNotFoundError("Project not found.", details={"project_id": project_id})
    return _project(row)


def _project(row: Row) -> Project:
    return Project(
        row["id"],
        row["org"],
        row["name"],
        row["description"],
        json.loads(row["settings"]),
        json.loads(row["config"]),
        row["created_at"],
        row["updated_at"],
    )


def change_project(file: ControlFile, project_id: str, changes: Mapping[str, Any], *, at: Micros) -> None:
    """`changes` to name, description, settings or config; each given one replaces the old."""
    with file.write(rights=True) as db:
        for column in ("name", "description", "settings", "config"):
            if column in changes:
                value = changes[column]
                kept = json.dumps(value) if column in ("settings", "config") else value
                sql = f"UPDATE projects SET {column} = ?, updated_at = ? WHERE id = ?"
                db.execute(sql, (kept, at, project_id))


def delete_project(file: ControlFile, project_id: str) -> None:
    """Remove a project with its keys, members and everything else that is its own here."""
    with file.write(rights=True) as db:
        db.execute("DELETE FROM projects WHERE id = ?", (project_id,))
    file.scrub()


def members(file: ControlFile, project_id: str) -> list[Member]:
    sql = (
        "SELECT person, email, name, role, members.created_at FROM members JOIN people ON people.id = person "
        "WHERE project = ? ORDER BY members.created_at, email"
    )
    return [Member(*tuple(row)) for row in file.rows(sql, project_id)]


def memberships(file: ControlFile, person: str) -> list[Row]:
    """The projects of a person, with the role in each, oldest first."""
    sql = (
        "SELECT project, org, role FROM members JOIN projects ON projects.id = project WHERE person = ? "
        "ORDER BY members.created_at, project"
    )
    return file.rows(sql, person)


def add_member(file: ControlFile, project_id: str, person: str, role: Role, *, at: Micros) -> None:
    try:
        with file.write(rights=True) as db:
            db.execute("INSERT INTO members VALUES (?, ?, ?, ?)", (project_id, person, role, at))
    except sqlite3.IntegrityError:
        raise ValidationError("This person is a member already.", details={"argument": "email"}) from None


def change_member(file: ControlFile, project_id: str, person: str, role: Role) -> None:
    """Change a role. A project that has owners among its members keeps one."""
    with file.write(rights=True) as db:
        had = _role_of(db, project_id, person)
        db.execute("UPDATE members SET role = ? WHERE project = ? AND person = ?", (role, project_id, person))
        _keep_an_owner(db, project_id, had=had == "owner")


def remove_member(file: ControlFile, project_id: str, person: str) -> None:
    """Take somebody out, with the keys they made there."""
    with file.write(rights=True) as db:
        had = _role_of(db, project_id, person)
        db.execute("DELETE FROM members WHERE project = ? AND person = ?", (project_id, person))
        db.execute("DELETE FROM keys WHERE project = ? AND person = ?", (project_id, person))
        _keep_an_owner(db, project_id, had=had == "owner")


def _role_of(db: sqlite3.Connection, project_id: str, person: str) -> str:
    row = db.execute("SELECT role FROM members WHERE project = ? AND person = ?", (project_id, person)).fetchone()
    if row is None:
        raise MemoryNotFoundError("This person is not a member.")
    return str(row["role"])


def _keep_an_owner(db: sqlite3.Connection, project_id: str, *, had: bool) -> None:
    sql = "SELECT COUNT(*) AS n, SUM(role = 'owner') AS owners FROM members WHERE project = ?"
    found = db.execute(sql, (project_id,)).fetchone()
    if had and found["n"] and not found["owners"]:
        raise ValidationError("A project keeps at least one owner.", suggestion="Make somebody else an owner first.")
