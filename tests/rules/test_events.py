"""Changes told as an event rather than as a state."""

from __future__ import annotations

import pytest

from .sayings import decide, events, remembered


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("I keep my notes in Evernote.", "I moved all my notes over to Obsidian."),
        ("I use Evernote for my notes.", "I moved all my notes over to Obsidian."),
        ("I'm learning Italian.", "I dropped Italian and started Greek."),
        ("I take the bus to work.", "Cycling is how I commute now."),
        ("I get up at 7.", "I've been dragging myself out of bed at 5:30 lately."),
        ("I live in Leeds.", "I was transferred to York in March."),
        ("My GP is Dr Wu.", "They put me on Dr Osei's list."),
    ],
)
def test_an_event_replaces_the_state_it_ends(before: str, now: str) -> None:
    known = [remembered("I like jazz."), remembered("My sister lives in Bonn."), remembered(before)]

    assert [(d.event, d.target) for d in decide(now, known)] == [("UPDATE", known[2])]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("My photos are in Dropbox.", "I moved all my notes over to Obsidian."),
        ("I live in Leeds.", "I was moved to tears by the film."),
        ("My sister lives in Leeds.", "I was transferred to York in March."),
    ],
)
def test_an_event_of_something_else_replaces_nothing(before: str, now: str) -> None:
    assert events(now, before) == ["ADD"]
