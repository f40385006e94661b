"""What is done about each kind of personal data: a policy read from the configuration, and its work on one text."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias, get_args

from ..errors import ConfigurationError, ValidationError
from .detect import REGIONS, Detector
from .findings import KINDS, SECRETS, Kind

Mode: TypeAlias = Literal["off", "tag", "redact", "reject", "encrypt"]
MODES: Final[tuple[Mode, ...]] = get_args(Mode)
_OTHER_KEYS: Final = ("default", "secrets", "regions")


@dataclass(frozen=True, slots=True)
class Policy:
    """What is done about each kind.

    off: nothing. tag: the memory says that it holds it. redact: "[EMAIL]" stands in its place before anything is stored,
    searched or shown to a model. reject: the whole call is refused and nothing is stored. encrypt: allowed only in an
    encrypted store, where it is tagged.
    """

    modes: Mapping[Kind, Mode]
    detector: Detector = field(repr=False)

    def clean(self, text: str) -> str:
        """The text with everything redacted that is to be. Raises ValidationError where something is to be rejected."""
        found = self.detector.find(text)
        refused = sorted({one.kind for one in found if self.modes[one.kind] == "reject"})
        if refused:
            raise ValidationError(
                f"The text holds personal data that this memory does not take: {', '.join(refused)}.",
                error_code="PRIVACY_001",
                details={"kinds": refused},
                suggestion='Leave it out, or set another mode under "privacy" in the configuration.',
            )
        for one in reversed(found):
            if self.modes[one.kind] == "redact":
                text = f"{text[: one.start]}[{one.kind.upper()}]{text[one.end :]}"
        return text

    def tags(self, text: str) -> tuple[Kind, ...]:
        """The kinds to tag that a text holds, sorted."""
        return tuple(sorted({one.kind for one in self.detector.find(text) if self.modes[one.kind] in ("tag", "encrypt")}))

    @property
    def needs_encryption(self) -> bool:
        return "encrypt" in self.modes.values()


def read_policy(settings: Mapping[str, Any] | str | None) -> Policy | None:
    """The policy of a configuration: one mode for all, or a mode a kind; None when everything is off.

    {"email": "redact", "secrets": "reject", "default": "tag", "regions": ["KR"]}: `secrets` stands for api_key,
    private_key and password, `default` for the kinds not named (off without it).
    Raises ConfigurationError (unknown kind or mode), MissingExtra.
    """
    if settings is None:
        return None
    given: Mapping[str, Any] = {"default": settings} if isinstance(settings, str) else settings
    modes: dict[Kind, Mode] = dict.fromkeys(KINDS, _mode("default", given.get("default", "off")))
    if "secrets" in given:
        modes.update(dict.fromkeys(SECRETS, _mode("secrets", given["secrets"])))
    for key, value in given.items():
        if key not in _OTHER_KEYS:
            modes[_kind(key)] = _mode(key, value)
    wanted = [kind for kind, mode in modes.items() if mode != "off"]
    return Policy(modes, Detector(wanted, regions=_regions(given))) if wanted else None


def _regions(given: Mapping[str, Any]) -> tuple[str, ...]:
    regions = given.get("regions", REGIONS)
    if isinstance(regions, str) or not all(isinstance(one, str) and len(one) == 2 for one in regions) or not regions:
        raise ConfigurationError('"regions" under "privacy" is a list of country codes, e.g. ["KR", "US"].')
    return tuple(one.upper() for one in regions)


def _kind(key: str) -> Kind:
    if key in KINDS:
        return key
    near = difflib.get_close_matches(str(key), KINDS, n=1)
    hint = f'Did you mean "{near[0]}"?' if near else f"There are: {', '.join(KINDS)}."
    raise ConfigurationError(f'There is no kind of personal data {key!r} under "privacy".', suggestion=hint)


def _mode(key: str, value: object) -> Mode:
    if value in MODES:
        return value
    raise ConfigurationError(f'"{key}" under "privacy" is one of {", ".join(MODES)}, not {value!r}.')
