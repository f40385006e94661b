"""Make graph stores by name, as mem0ai 1.x does: an object over the graph alone."""

from __future__ import annotations

import difflib
from typing import Any, ClassVar

from ...errors import ConfigurationError
from ..catalog import EMBEDDED_GRAPHS, GRAPHS, loaded

_OURS = "mem0.memory.graph_memory.MemoryGraph"


class GraphStoreFactory:
    """`provider_to_class` maps a provider's name to "module.Class", which is made with the whole configuration.

    Programs may write their own names into it. The library's are served by one class: the graph is kept in the store, and
    shown in the database that is named.
    """

    provider_to_class: ClassVar[dict[str, str | type]] = {
        **dict.fromkeys((*EMBEDDED_GRAPHS, *GRAPHS, "neptune", "neptunedb", "apache_age"), _OURS),
        "default": _OURS,
    }

    @classmethod
    def create(cls, provider_name: str, config: Any) -> Any:
        """A graph store: `add(data, filters)`, `search(query, filters, limit)`, `get_all(filters, limit)`,
        `delete_all(filters)`, `reset()`. `config` is a MemoryConfig or a dict of the same.

        Raises ConfigurationError for a name that is not known, or that this version does not serve.
        """
        target = cls.provider_to_class.get(provider_name)
        if target is None:
            near = difflib.get_close_matches(str(provider_name), cls.provider_to_class, n=1)
            hint = f'Did you mean "{near[0]}"?' if near else f"There are: {', '.join(cls.provider_to_class)}."
            raise ConfigurationError(f'There is no graph_store provider "{provider_name}".', suggestion=hint)
        made = loaded(target) if isinstance(target, str) else target
        return made(config, provider_name) if target == _OURS and provider_name != "default" else made(config)
