"""Changes that need no known question, and what never counts as said before."""

from __future__ import annotations

import pytest

from mem0.rules.extract import extract

from .sayings import decide, events, facts, remembered, said


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("I drink milk.", "I don't drink milk."),
        ("We have a cleaner.", "We don't have a cleaner."),
        ("I'm married.", "I'm not married."),
        ("I run every day.", "I run every other day."),
        ("I see my physio once a week.", "I see my physio twice a week."),
        ("I have two nephews and one niece.", "I have three nephews and one niece."),
        ("Our desk is on the second floor.", "Our desk is on the third floor."),
    ],
)
def test_denial_and_numbers_are_never_a_repetition(before: str, now: str) -> None:
    assert "NOOP" not in events(now, before)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("I drink milk.", "I don't drink milk."),
        ("I own a boat.", "I don't own a boat."),
        ("I'm allergic to pollen.", "It turns out I'm not allergic to pollen."),
    ],
)
def test_a_denial_replaces_what_it_denies(before: str, now: str) -> None:
    assert events(now, before) == ["UPDATE"]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("I like my job.", "I don't like my commute."),
        ("I have a car.", "I don't like the car."),
        ("I go to yoga.", "I didn't go to yoga today."),
        ("My aunt eats fish.", "I don't eat fish."),
    ],
)
def test_a_denial_of_something_else_replaces_nothing(before: str, now: str) -> None:
    assert events(now, before) == ["ADD"]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("I teach chemistry.", "I teach geography now."),
        ("I sing alto in the choir.", "These days I sing tenor in the choir."),
        ("I ride a Brompton.", "I traded my Brompton for a Trek."),
        ("We get our veg from Field Box.", "We get our veg from Green Crate now."),
        ("I drink oat milk.", "I've switched from oat milk to soy."),
        ("My tailor is Mr Quist.", "Ms Varga is my tailor now."),
        ("My accountant is Ms Lund.", "I've got a new accountant, Mr Odum."),
        ("The hallway is white.", "The hallway is teal."),
    ],
)
def test_another_thing_in_the_same_place_replaces_the_old_one(before: str, now: str) -> None:
    assert events(now, before) == ["UPDATE"]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("I take metformin.", "I take folic acid."),
        ("I have a cat.", "I have a dog now."),
        ("I like jazz.", "I like opera now."),
        ("I play the flute.", "I play hockey now."),
        ("I play the flute.", "My son plays the harp now."),
        ("I play football on Mondays.", "I play chess on Tuesdays now."),
        ("I take ramipril for my heart.", "I take cetirizine for my hay fever now."),
        ("I love Seoul.", "I moved from Seoul to Busan."),
        ("My work phone is a Nokia.", "My private phone is a Fairphone."),
        ("I own a flat in Rome.", "I live in Oslo."),
        ("I have a meeting on Monday at 9.", "I have a meeting on Tuesday at 10."),
        ("I moved to Lyon.", "The flat is on the Croix-Rousse."),
        ("I have lunch with my father on Fridays.", "I have lunch with my mother on Fridays."),
    ],
)
def test_what_can_be_true_beside_it_stays(before: str, now: str) -> None:
    assert events(now, before) == ["ADD"]


def test_a_plan_does_not_hide_its_fulfilment() -> None:
    known = [remembered("I live in Porto."), remembered("I'm moving to Lyon at the end of April.")]

    decisions = decide("I've moved to Lyon!", known)

    assert [d.event for d in decisions] == ["UPDATE", "DELETE"]
    assert {d.target.id for d in decisions if d.target} == {m.id for m in known}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("I live in Kent and work as a vet.", ["I live in Kent", "I work as a vet"]),
        ("My sister lives in Kent and works at Aldi.", ["My sister lives in Kent", "My sister works at Aldi"]),
        ("I like tea and coffee.", ["I like tea and coffee"]),
        ("I want to move to Spain and work as a teacher.", ["I want to move to Spain and work as a teacher"]),
    ],
)
def test_two_statements_of_one_subject_are_two_facts(text: str, parts: list[str]) -> None:
    assert [fact.text for fact in facts(text)] == parts


@pytest.mark.parametrize(
    ("before", "correction", "after"),
    [
        ("I live at 9 Larkspring Close.", "I meant 9 Larkspur Close.", "I live at 9 Larkspur Close."),
        ("Our gate code is 5512.", "Wait, it's 5521.", "Our gate code is 5521."),
        ("My shift is on Monday with Ana.", "Sorry, I meant Tuesday.", "My shift is on Tuesday with Ana."),
        ("My niece is a florist.", "She's not a florist, she's a baker.", "My niece is a baker."),
        ("My cousin's wedding is in Venice.", "I mixed that up, the wedding is in Verona.", "My cousin's wedding is in Verona."),
    ],
)  # fmt: skip
def test_a_correction_changes_only_the_value(before: str, correction: str, after: str) -> None:
    decision = decide(correction, [remembered(before, days_ago=0)])[0]

    assert (decision.event, decision.fact.text) == ("UPDATE", after)


@pytest.mark.parametrize("text", ["Sorry, I was busy at the office.", "Actually, I love hiking in the Alps."])
def test_a_word_of_correction_alone_corrects_nothing(text: str) -> None:
    assert set(events(text, "My dentist is Dr Wu.")) <= {"ADD"}


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("As a diabetic, which fruit can I eat?", "I'm a diabetic"),
        ("Which shoes should I buy, given that I'm flat-footed?", "I'm flat-footed"),
        ("Since I'm vegan, what should I order?", "I'm vegan"),
    ],
)
def test_what_a_question_takes_for_granted_is_a_fact(question: str, fact: str) -> None:
    assert [found.text for found in facts(question)] == [fact]


@pytest.mark.parametrize(
    "text",
    ["Is oyster sauce ok?", "Would I like living in Cork, do you think?", "If I were rich I'd buy an island.", "Big news!",
     "I don't know", "I have a question", "A packing list would be great.", "Lovely weather today"],
)  # fmt: skip
def test_phrases_and_suppositions_are_no_facts(text: str) -> None:
    assert said(text).facts == []


def test_an_ending_that_stands_for_itself_is_kept() -> None:
    decision = decide("We broke up.", [remembered("My boyfriend Aldo is a potter.")])[0]

    assert (decision.event, decision.keep) == ("DELETE", True)


def test_extraction_of_nothing_is_nothing() -> None:
    assert extract([]).facts == []
