"""Commands that read memories: search, list, get, history, users."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from ..errors import MemoryNotFoundError, ValidationError
from . import options
from .answer import Answer, Grid
from .helping import argument
from .registering import command
from .session import Session, json_object, moment, read_stdin
from .words import day, one_line, owner, validity

if TYPE_CHECKING:
    from .screen import Screen

Item = Mapping[str, Any]
_IDS = ("user_id", "agent_id", "run_id", "app_id")
_EVERYONE = {"OR": [{name: "*"} for name in _IDS]}


@command("search")
@argument("query", help='The question; "-" reads standard input.')
@options.limit
@click.option("--threshold", type=float, help="The least score, from 0 to 1.")
@options.filters
@options.as_of
@options.show_expired
@click.option("--explain", is_flag=True, help="What each signal gave to the score.")
@click.option("--rerank", is_flag=True, default=None, help="Order the best anew, where a reranker is set.")
@click.option("--reference-date", help='What "yesterday" counts from.')
@click.option("--fields", help="With --json: only these keys, parted by commas.")
@click.option("--everyone", is_flag=True, help="Search everybody's memories.")
def search(
    session: Session, query: str, limit: int, threshold: float | None, filters: str | None, as_of: str | None,
    show_expired: bool, explain: bool, rerank: bool | None, reference_date: str | None, fields: str | None, everyone: bool,
) -> Answer:
    """Find the memories that answer a question, best first."""
    found = session.memory().search(
        read_stdin().strip() if query == "-" else query, **_scope(session, everyone, filters), limit=limit, threshold=threshold,
        filters=_filters(filters, everyone), as_of=moment(as_of), show_expired=show_expired, explain=explain, rerank=rerank,
        reference_date=moment(reference_date),
    )
    items = list(found["results"])
    return Answer(
        data=_chosen(items, fields), count=len(items), ids=[item["id"] for item in items],
        grid=Grid(("score", "id", "since", "memory"), [_scored(item) for item in items]),
        show=lambda screen: _show_found(screen, items), note=None if items else "Nothing found.", code=0 if items else 1,
    )


def _scope(session: Session, everyone: bool, filters: str | None) -> dict[str, Any]:
    """The ids of a read: with --everyone only those on the command line; a filter may name them too."""
    if everyone:
        return dict(session.named)
    return session.scope if filters is not None else session.need_scope()


def _filters(text: str | None, everyone: bool, more: Sequence[Item] = ()) -> dict[str, Any] | None:
    """All conditions of a read as one filter."""
    given = json_object(text, option="--filter")
    conditions = [*([given] if given else []), *more, *([_EVERYONE] if everyone else [])]
    if len(conditions) > 1:
        return {"AND": [dict(condition) for condition in conditions]}
    return dict(conditions[0]) if conditions else None


def _chosen(items: Sequence[Item], fields: str | None) -> list[Item]:
    """The items with only the keys that --fields names."""
    if fields is None:
        return list(items)
    names = [name.strip() for name in fields.split(",")]
    return [{name: item[name] for name in names if name in item} for item in items]


def _scored(item: Item) -> tuple[object, ...]:
    return f"{item['score']:.3f}", item["id"], day(item.get("valid_from") or item.get("created_at")), item["memory"]


def _show_found(screen: Screen, items: Sequence[Item]) -> None:
    for number, item in enumerate(items, 1):
        screen.say(f"{number}. ", (one_line(item["memory"]), "bold"), (f"  {item['score']:.2f}", "cyan"), hang=3)
        kind = "a message, " if item.get("evidence") else ""
        screen.say((f"   {kind}{validity(item)} · {owner(item)} · {item['id']}", "dim"), hang=3)
        for name, share in (item.get("score_details") or {}).items():
            screen.say((f"   {name:>20} {share:.3f}", "dim"))


@command("list")
@click.option("--limit", "-k", "--top-k", type=int, help="How many at most; all without it.")
@click.option("--offset", default=0, help="How many to pass over first.")
@click.option("--page", type=int, help="Which page, from 1.")
@click.option("--page-size", default=100, help="Memories on a page.")
@options.filters
@click.option("--category", help="Of this category alone.")
@click.option("--after", help="Made at that time or later (ISO 8601).")
@click.option("--before", help="Made at that time or earlier.")
@options.as_of
@click.option("--superseded", is_flag=True, help="Past versions too.")
@options.show_expired
@click.option("--everyone", is_flag=True, help="Everybody's memories.")
def list_all(
    session: Session, limit: int | None, offset: int, page: int | None, page_size: int, filters: str | None,
    category: str | None, after: str | None, before: str | None, as_of: str | None, superseded: bool, show_expired: bool,
    everyone: bool,
) -> Answer:
    """List memories, oldest first."""
    if page is not None:
        if page < 1 or page_size < 1:
            raise ValidationError("--page and --page-size count from 1.")
        limit, offset = page_size, (page - 1) * page_size
    found = session.memory().get_all(
        **_scope(session, everyone, filters), limit=limit, offset=offset, as_of=moment(as_of), include_superseded=superseded,
        filters=_filters(filters, everyone, _conditions(category, after, before)), show_expired=show_expired,
    )
    items, total = list(found["results"]), int(found["total"])
    return Answer(
        data=items, count=len(items), ids=[item["id"] for item in items],
        grid=Grid(("id", "since", "owner", "memory"), [_listed(item) for item in items]),
        show=lambda screen: _show_list(screen, items, total), note=None if items else "Nothing found.",
        code=0 if items else 1,
    )


def _conditions(category: str | None, after: str | None, before: str | None) -> list[Item]:
    conditions: list[Item] = [{"categories": {"contains": category}}] if category else []
    span = {name: value for name, value in (("gte", moment(after)), ("lte", moment(before))) if value}
    return [*conditions, {"created_at": span}] if span else conditions


def _listed(item: Item) -> tuple[object, ...]:
    return item["id"], validity(item).removeprefix("since "), owner(item), item["memory"]


def _show_list(screen: Screen, items: Sequence[Item], total: int) -> None:
    for item in items:
        past = bool(item.get("valid_to"))
        screen.say("• ", (one_line(item["memory"]), "dim strike" if past else ""), hang=2)
        screen.say((f"  {validity(item)} · {owner(item)} · {item['id']}", "dim"), hang=2)
    more = f" of {total:,}" if total > len(items) else ""
    screen.say((f"{len(items):,}{more} {'memory' if total == 1 else 'memories'}", "cyan"))


@command("get", scope=False)
@argument("memory_id", metavar="ID")
def get(session: Session, memory_id: str) -> Answer:
    """Show one memory with all that is known of it."""
    item = session.memory().get(memory_id)
    if item is None:
        raise MemoryNotFoundError(f"There is no memory {memory_id}.", details={"memory_id": memory_id})
    rows = [(key, _shown(value)) for key, value in item.items() if value not in (None, [], {})]
    return Answer(data=item, count=1, ids=[item["id"]], grid=Grid(("field", "value"), rows))


def _shown(value: object) -> str:
    if isinstance(value, list) and all(isinstance(v, Mapping) and "message_id" in v for v in value):
        return "; ".join(f"{v['message_id']}: “{one_line(v.get('quote') or '')}”" for v in value)
    return one_line(value)


@command("history", scope=False)
@argument("memory_id", metavar="ID")
def history(session: Session, memory_id: str) -> Answer:
    """Show how a memory came to be what it is."""
    entries = session.memory().history(memory_id)
    if not entries:
        raise MemoryNotFoundError(f"There is no history of a memory {memory_id}.", details={"memory_id": memory_id})
    rows = [(day(e["timestamp"]), e["event"], _change(e), e.get("reason") or "") for e in entries]
    return Answer(
        data=entries, count=len(entries), ids=[e["id"] for e in entries],
        grid=Grid(("date", "event", "memory", "reason"), rows),
    )


def _change(entry: Item) -> str:
    old, new = entry["old_memory"], entry["new_memory"]
    if old and new:
        return f"{one_line(old)} → {one_line(new)}"
    return one_line(new or old or "(removed)")


@command("users", scope=False)
def users(session: Session) -> Answer:
    """Show everyone the store knows: users, agents, runs and apps."""
    items = list(session.memory().users()["results"])
    rows = [(i["type"], i["name"], i["total_memories"], day(i["created_at"]), day(i["updated_at"])) for i in items]
    return Answer(
        data=items, count=len(items), ids=[item["name"] for item in items],
        grid=Grid(("type", "name", "memories", "since", "changed"), rows),
        note=None if items else "The store holds nobody yet.",
    )


COMMANDS: Final = (search, list_all, get, history, users)
