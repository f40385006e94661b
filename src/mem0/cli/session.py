"""One run of one command: the memory it works on, whose memories are meant, and how the answer is to be shown."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from ..errors import ConfigurationError, ValidationError
from .answer import Answer, Envelope, Output, print_json, show
from .failure import exit_code, explain, leave_quietly, tell

if TYPE_CHECKING:
    from ..doors.sync import Memory

SCOPE_NAMES: Final = ("user_id", "agent_id", "run_id", "app_id")
OUTPUTS: Final[tuple[Output, ...]] = ("text", "json", "table", "quiet")


@dataclass(slots=True)
class Session:
    """What a command is given beside its own arguments. `named` holds the ids that were given as options."""

    command: str
    output: Output = "text"
    path: Path | None = None
    config: Path | None = None
    given_url: str | None = None
    named: Mapping[str, Any] = field(default_factory=dict)
    uses: bool | Literal["named"] = False  # what of the scope: nothing, all, or only what options name
    _memory: Memory | None = None

    @classmethod
    def of(cls, command: str, common: Mapping[str, Any], *, uses: bool | Literal["named"]) -> Session:
        """A session from the options that all commands share, some of them given before the command's name."""
        output = "json" if common.get("as_json") else common.get("output") or "text"
        if output not in OUTPUTS:
            raise ValidationError(f"There is no output {output!r}; there are {', '.join(OUTPUTS)}.")
        named = {name: common[name] for name in SCOPE_NAMES if common.get(name) is not None}
        return cls(command, output, common.get("path"), common.get("config"), common.get("url"), named, uses)

    @property
    def environment(self) -> dict[str, Any]:
        """The ids that the environment names: MEM0_USER_ID and its like."""
        found = {name: os.environ.get(f"MEM0_{name.upper()}") for name in SCOPE_NAMES}
        return {name: value for name, value in found.items() if value}

    @property
    def scope(self) -> dict[str, Any]:
        """Whose memories are meant. Options count; where none is given, the environment does."""
        if self.uses is True and not self.named:
            return self.environment
        return dict(self.named)

    def need_scope(self) -> dict[str, Any]:
        """The scope; raises ValidationError, in the words of the command line, where nobody is named."""
        if not self.scope:
            raise ValidationError(
                "Whose memories? Name somebody with --user-id, --agent-id, --run-id or --app-id (or set MEM0_USER_ID).",
                error_code="VALIDATION_001",
            )
        return self.scope

    @property
    def url(self) -> str | None:
        """The server that is meant: of --url, else of the environment unless an option names a file or a configuration."""
        if self.given_url or self.path is not None or self.config is not None:
            return self.given_url
        return os.environ.get("MEM0_BASE_URL") or os.environ.get("MEM0_HOST") or None

    def memory(self, *, as_made: bool = False) -> Memory:
        """The memory that the options name, opened once: in a file, or on a server behind the same methods.

        as_made: a file with its own embedder, whatever is configured.
        """
        if self._memory is None:
            self._memory = self._opened(as_made=as_made)
        return self._memory

    def _opened(self, *, as_made: bool) -> Memory:
        if self.url is not None:
            if self.path is not None:
                raise ValidationError("Give --url or --path: memories are on a server or in a file.")
            from .remote import RemoteMemory

            return cast("Memory", RemoteMemory(self.url, os.environ.get("MEM0_API_KEY") or "none"))
        from ..doors.sync import Memory

        settings = self.settings()
        return Memory({key: value for key, value in settings.items() if not as_made or key != "embedder"})

    def settings(self) -> dict[str, Any]:
        """The configuration: the file of --config or MEM0_CONFIG, with --path in it."""
        named = os.environ.get("MEM0_CONFIG")
        place = self.config or (Path(named) if named else None)
        settings = _read_config(place) if place is not None else {}
        # The answers of mem0ai 0.1 (version "v1.0") are for programs that expect them; commands read one shape.
        return settings | {"version": "v1.1"} | ({"path": str(self.path)} if self.path is not None else {})

    def place(self) -> str:
        """Where the store lies, as far as the command line knows; "" where a vector store's own settings say it."""
        from ..config import memory_dir

        if self.url is not None:
            return self.url
        settings = self.settings()
        if settings.get("path"):
            return str(settings["path"])
        return "" if settings.get("vector_store") else str(memory_dir() / "mem0.db")

    def carry_out(self, job: Callable[[], Answer]) -> int:
        """Run the command, show its answer or what went wrong, and give the exit code."""
        started = time.perf_counter()
        try:
            answer = job()
            show(answer, self.output, self._envelope(started))
            return answer.code
        except BrokenPipeError:
            return leave_quietly()  # here and not further out: click would make it the exit code 1
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last stop: told to the person, never lost
            if self.output == "json":
                print_json(self._envelope(started).of_error(explain(error)))
            tell(error)
            return exit_code(error)
        finally:
            if self._memory is not None:
                self._memory.close()

    def _envelope(self, started: float) -> Envelope:
        return Envelope(self.command, round((time.perf_counter() - started) * 1000), self.scope)


def _read_config(place: Path) -> dict[str, Any]:
    try:
        found = json.loads(place.expanduser().read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigurationError(f"The configuration {place} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise ConfigurationError(f"The configuration {place} is not valid JSON: {error}.") from None
    if not isinstance(found, dict):
        raise ConfigurationError(f"The configuration {place} must be a JSON object.")
    return found


def read_stdin() -> str:
    """All of standard input as text (UTF-8, with or without a byte order mark)."""
    raw = sys.stdin.buffer.read()
    try:
        return raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValidationError(f"Standard input is not UTF-8 text (byte {error.start}).") from None


def json_object(text: str | None, *, option: str) -> dict[str, Any] | None:
    """The JSON object of an option; None stays None. Raises ValidationError that names the option."""
    if text is None:
        return None
    try:
        value = json.loads(text)
    except ValueError as error:
        raise ValidationError(f"{option} is not valid JSON: {error}.") from None
    if not isinstance(value, dict):
        raise ValidationError(f"{option} must be a JSON object, like '{{\"topic\": \"food\"}}'.")
    return value


def moment(text: str | None) -> str | float | None:
    """A time of an option as the library takes it: nine digits and more are epoch seconds, the rest is ISO 8601."""
    return float(text) if text is not None and re.fullmatch(r"\d{9,}(\.\d+)?", text) else text
