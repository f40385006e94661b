"""Import path of mem0ai. This library sends nothing anywhere; these names exist so that programs that import them run."""

from typing import Any, Final

MEM0_TELEMETRY: Final = False


class _Silence:
    """A telemetry client that has nothing to tell and nobody to tell it to."""

    def capture_event(self, *_: Any, **__: Any) -> None: ...

    def close(self) -> None: ...


client_telemetry: Final = _Silence()


def capture_event(*_: Any, **__: Any) -> None: ...


def capture_client_event(*_: Any, **__: Any) -> None: ...
