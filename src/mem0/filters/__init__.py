"""Filters: what a caller writes as a dict, read once into a checked tree with one meaning for every store.

**Grammar.** Sibling conditions are ANDed. `AND`, `OR`, `NOT` (also `$and`, `$or`, `$not`) take lists of filters and
nest; `NOT` also takes one dict. `NOT: [a, b]` means neither a nor b; `NOT: {a, b}` means not both. An empty AND is
true, an empty OR is false. A field takes a scalar (equal), a list (in), None (missing or null), "*" (present and
not null) or a dict of operators that must all hold: eq ne gt gte lt lte in nin contains icontains.

**Fields.** user_id agent_id app_id run_id (session_id) actor_id role id (memory_ids) text (memory, data) keywords
hash memory_type categories immutable; times: created_at updated_at event_at (timestamp) valid_from valid_to; a day:
expiration_date. Every other name is a key of the metadata; `metadata.a.b` and `{"metadata": {"a": {"b": 1}}}` are
paths.

**Meaning.** Values are compared with values of their own kind only: numbers with numbers (a bool is not a number),
strings with strings, times with times. Where the kinds differ, or the field is missing, a condition is false; `ne`
and `nin` are the exact opposites of eq and in, so they are true there, and so is `NOT`. A list (categories, lists
in the metadata) fulfils a condition when one of its elements does (`ne`, `nin`: when none does); `contains` on a
list means within an element. `icontains` compares case-folded. A time may be an ISO 8601 string (without zone:
UTC), a date, a datetime or epoch seconds; a date without a time means that whole UTC day (`lte` includes it, `gt`
begins after it).
"""

from .evaluate import matches
from .parse import parse
from .plan import entities, exact_entity_scope, needs, pins_entity
from .times import Span
from .tree import All, AnyOf, Condition, Filter, Not, Operator

__all__ = [
    "All",
    "AnyOf",
    "Condition",
    "Filter",
    "Not",
    "Operator",
    "Span",
    "entities",
    "exact_entity_scope",
    "matches",
    "needs",
    "parse",
    "pins_entity",
]
