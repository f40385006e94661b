"""Language models by provider name: ours, and what strangers register, by a table they write into or by entry points."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module, metadata
from typing import Any, Final

from ...errors import ConfigurationError
from ...ports import LLM
from ..catalog import LLMS, entry
from .custom import adopted
from .settings import BaseLlmConfig

ENTRY_POINTS = "mem0.llms"
Registration = tuple[str, type] | str


def _ours() -> dict[str, Registration]:
    return {name: (one.target.replace(":", "."), BaseLlmConfig) for name, one in LLMS.items()}


# Programs write into this dict (`LlmFactory.provider_to_class["x"] = ("module.Class", ConfigClass)`, or the bare path as
# in mem0ai 0.1), and may put a class of their own in the place of one of ours.
provider_to_class: Final[dict[str, Registration]] = _ours()
_BUILT_IN: Final[Mapping[str, Registration]] = dict(provider_to_class)


def make(provider: str, config: Any) -> Any:
    """The language model of a provider: one of ours, or an instance of the class that a stranger registered."""
    registered = provider_to_class.get(provider)
    if registered is not None and registered != _BUILT_IN.get(provider):
        return _stranger(registered, config)
    if registered is None:
        brought = next(iter(metadata.entry_points(group=ENTRY_POINTS, name=provider)), None)
        if brought is not None:
            return brought.load()(_settings(BaseLlmConfig, config))
        if provider in LLMS:  # its row was taken out of the dict
            raise ConfigurationError(f'The llm provider "{provider}" was removed by the program.')
    return entry(LLMS, "llm", provider).load()(config, provider=provider)


def as_llm(model: Any, provider: str) -> LLM:
    """What `make` gave, as the pipeline asks it."""
    return adopted(model, provider)


def _stranger(registered: Registration, config: Any) -> Any:
    path, config_class = (registered, BaseLlmConfig) if isinstance(registered, str) else registered
    return load_class(path)(_settings(config_class, config))


def _settings(config_class: type, config: Any) -> Any:
    """The configuration as the class that was registered for it; an object that is one already stays as it is."""
    if not isinstance(config, Mapping):
        return config_class() if config is None else config
    try:
        return config_class(**config)
    except TypeError as error:
        raise ConfigurationError(f"The llm config does not fit {config_class.__name__}: {error}.") from None


def load_class(path: str) -> Any:
    """The class of a dotted path "package.module.Class"."""
    module, _, name = path.rpartition(".")
    try:
        return getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise ConfigurationError(f"There is no class {path!r}: {error}.", details={"class": path}) from error
