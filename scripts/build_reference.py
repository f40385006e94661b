"""Write docs/reference/api.md from the signatures and docstrings of the public classes.

    python scripts/build_reference.py            writes the file
    python scripts/build_reference.py --print    prints it
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from mem0 import AsyncMemory, Memory, errors
from mem0.config import MemoryConfig, ProviderConfig

TARGET = Path(__file__).resolve().parents[1] / "docs" / "reference" / "api.md"
HEAD = """# API reference

Written by `python scripts/build_reference.py` from the docstrings; do not edit. What each call answers with, key by key,
is in [answers.md](answers.md); the grammar of `filters` in [filters.md](../how-to/filters.md). In the signatures `Messages` is a
text, a dict or a list of dicts, `Item` a dict, `Results` a dict that also reads like its list.
"""
# Keys that exist because programs of other generations set them.
COMPATIBILITY = {
    "history_db_path": "Taken for programs of 1.x and 2.x; no effect: the history is in the store file.",
}
ASYNC_INTRO = "The arguments, answers and errors of a method are those of the method of the same name of `Memory`."


def build() -> str:
    """The whole page."""
    parts = [HEAD, *door(Memory), *door(AsyncMemory, ASYNC_INTRO), *configuration(), *all_errors()]
    return "\n".join(parts).rstrip() + "\n"


def door(cls: type, intro: str = "") -> Iterator[str]:
    """A section for a class: what it is, how it is made, its methods in the order of the code."""
    yield f"## {cls.__name__}\n"
    yield prose(cls, names=())
    if intro:
        yield intro + "\n"
    for name, method in methods(cls):
        yield f"### {cls.__name__}.{name}\n"
        yield f"```text\n{shown(cls, name, method)}\n```\n"
        yield prose(method, names=tuple(inspect.signature(method).parameters))


def methods(cls: type) -> Iterator[tuple[str, Any]]:
    """Public methods in the order they are written in: those of the class, then those that it inherits from ours."""
    seen: set[str] = set()
    for base in (one for one in cls.__mro__ if one.__module__.startswith("mem0.")):
        for name in vars(base):
            if name not in seen and not name.startswith("_") and callable(getattr(cls, name)):
                seen.add(name)
                yield name, getattr(cls, name)


def shown(cls: type, name: str, method: Any) -> str:
    """A signature as it is written in code, one argument a line when it is long."""
    signature = inspect.signature(method)
    arguments: list[str] = []
    starred = False
    for parameter in signature.parameters.values():
        if parameter.name == "self" or parameter.kind is inspect.Parameter.VAR_KEYWORD:
            continue
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and not starred:
            arguments.append("*")
            starred = True
        arguments.append(argument(parameter))
    owner = cls.__name__ if inspect.ismethod(method) else "memory"
    waits = "await " if inspect.iscoroutinefunction(method) else "async for record in " * inspect.isasyncgenfunction(method)
    head, tail = f"{waits}{owner}.{name}(", f") -> {signature.return_annotation}"
    line = head + ", ".join(arguments) + tail
    return line if len(line) <= 100 else head + "".join(f"\n    {a}," for a in arguments) + "\n" + tail


def argument(parameter: inspect.Parameter) -> str:
    """An argument with its type and default, as in code."""
    text = f"{parameter.name}: {parameter.annotation}"
    return text if parameter.default is inspect.Parameter.empty else f"{text} = {parameter.default!r}"


def prose(documented: Any, *, names: tuple[str, ...]) -> str:
    """A docstring as Markdown: arguments become a list, examples a block."""
    paragraphs = (inspect.getdoc(documented) or "").split("\n\n")
    return "\n".join(_paragraph(paragraph, names) for paragraph in paragraphs if paragraph.strip())


def _paragraph(paragraph: str, names: tuple[str, ...]) -> str:
    if paragraph.startswith(">>>"):
        return f"```text\n{re.sub(r'  +# doctest: .*', '', paragraph)}\n```\n"
    flat = " ".join(paragraph.split())
    if not names:
        return flat + "\n"
    one = "|".join(sorted(names, key=len, reverse=True))
    flat, ending, outcome = _split_outcome(flat)
    parts = re.split(rf"(?:^|(?<=[.] ))((?:{one})(?:, (?:{one}))*(?: \(also [^)]*\))?): ", flat)
    lines = [parts[0].strip()] if parts[0].strip() else []
    told = zip(parts[1::2], parts[2::2], strict=True)
    lines += [f"- {_code(name)}: {_upper(text.strip())}" for name, text in told]
    if outcome:
        lines += ([""] if lines else []) + [ending + outcome]
    return "\n".join(lines) + "\n"


def _split_outcome(flat: str) -> tuple[str, str, str]:
    """What is said of the arguments, and what is returned or raised."""
    parts = re.split(r"(?:^|(?<=[.] ))(Returns |Raises )", flat, maxsplit=1)
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else (flat, "", "")


def _code(names: str) -> str:
    """Argument names in code type, with a remark in brackets left as it is."""
    bare, _, remark = names.partition(" (")
    return ", ".join(f"`{name}`" for name in bare.split(", ")) + (f" ({remark}" if remark else "")


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def configuration() -> Iterator[str]:
    """A table of the keys of the configuration."""
    yield "## MemoryConfig\n"
    yield (
        "`from mem0.configs.base import MemoryConfig`. `Memory(config)` and `Memory.from_config(config)` take it or a dict with\n"
        "these keys. A key close to a known one is refused (`ConfigurationError`); a wholly unknown one is named in the log.\n"
    )
    yield "| key | type | default | meaning |\n|---|---|---|---|"
    meanings = meanings_of_keys()
    for key, field in MemoryConfig.model_fields.items():
        default = "{}" if field.default_factory is not None else repr(field.default)
        yield f"| `{key}` | {kind(field.annotation)} | `{default}` | {meanings[key]} |"
    yield "\nA provider (`llm`, `embedder`, ...) is a dict `{\"provider\": name, \"config\": {...}}`.\n"


def meanings_of_keys() -> dict[str, str]:
    """What each key means: from the docstring of MemoryConfig, of the provider's class, or as compatibility."""
    doc = " ".join((inspect.getdoc(MemoryConfig) or "").split())
    keys = "|".join(MemoryConfig.model_fields)
    parts = re.split(rf"(?:^|(?<=[.] ))({keys}): ", doc)
    found = {key: _upper(text.strip()) for key, text in zip(parts[1::2], parts[2::2], strict=True)}
    for key, field in MemoryConfig.model_fields.items():
        classes = [part for part in get_args(field.annotation) if inspect.isclass(part) and part is not type(None)]
        if key not in found and classes and classes[0].__module__ == MemoryConfig.__module__:
            found[key] = " ".join((inspect.getdoc(classes[0]) or "").split())
    return {**COMPATIBILITY, **found}


def kind(annotation: Any) -> str:
    """A type as a reader sees it."""
    members = get_args(annotation)
    if annotation in (int, str, bool, float):
        return str(annotation.__name__)
    if members and all(isinstance(member, str) for member in members):
        return " or ".join(f'`"{member}"`' for member in members)
    if annotation is Any:
        return "anything"
    if inspect.isclass(annotation) and not members:
        return "settings"
    kinds = [_plain_kind(member) for member in (members or (annotation,)) if member is not type(None)]
    return " or ".join([*dict.fromkeys(kinds), *(["None"] if type(None) in members else [])])


def _plain_kind(member: Any) -> str:
    """One member of a type: a word where there is one, else as it is written in code."""
    name = getattr(member, "__name__", "")
    if inspect.isclass(member) and issubclass(member, ProviderConfig):
        return "provider"
    if get_origin(member) is Literal:
        return kind(member)
    shown = name if inspect.isclass(member) and not get_args(member) else str(member)
    return {"Path": "path", "str": "text"}.get(name) or shown


def all_errors() -> Iterator[str]:
    """A table of the error classes, parents before children."""
    yield "## Errors\n"
    yield (
        "`from mem0.errors import ...` (all) or `from mem0.exceptions import ...` (the names of mem0ai). Attributes: `message`,\n"
        "`error_code` (stable, for programs), `details`, `suggestion`, `debug_info`. The status is the one of HTTP.\n"
    )
    yield "| class | is also | status | code | when |\n|---|---|---|---|---|"
    for cls in error_classes():
        parents = ", ".join(f"`{parent.__name__}`" for parent in cls.__bases__)
        when = (inspect.getdoc(cls) or "").split("\n\n")[0].replace("\n", " ")
        yield f"| `{cls.__name__}` | {parents} | {cls.status} | `{cls.code}` | {when} |"
    yield "\n`MemoryCorruptionError` is another name of `StoreCorruptError`."


def error_classes() -> list[type[errors.MemoryError]]:
    """Every error class once, in the order of the code."""
    found = [member for member in vars(errors).values() if inspect.isclass(member) and issubclass(member, errors.MemoryError)]
    return list(dict.fromkeys(found))


if __name__ == "__main__":
    page = build()
    if sys.argv[1:] == ["--print"]:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[attr-defined]  # the page is UTF-8 whatever the locale
        sys.stdout.write(page)
    else:
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        TARGET.write_text(page, encoding="utf-8")
