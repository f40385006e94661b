"""A policy says for each kind of personal data what is done about it."""

from __future__ import annotations

from typing import Any

import pytest

from mem0.errors import ConfigurationError, ValidationError
from mem0.privacy import Policy, read_policy


def policy(settings: Any) -> Policy:
    made = read_policy(settings)
    assert made is not None
    return made


def test_without_settings_there_is_no_policy() -> None:
    assert read_policy(None) is None
    assert read_policy("off") is None
    assert read_policy({"email": "off"}) is None


def test_redacted_places_name_their_kind_and_the_rest_stays() -> None:
    cleaned = policy({"email": "redact", "phone": "redact"}).clean("Ana: ana@example.com, 010-1234-5678.")

    assert cleaned == "Ana: [EMAIL], [PHONE]."


def test_tagged_kinds_are_told_and_the_text_stays() -> None:
    tagging = policy("tag")

    assert tagging.clean("mail ana@example.com") == "mail ana@example.com"
    assert tagging.tags("ana@example.com or 010-1234-5678") == ("email", "phone")


def test_what_is_rejected_names_the_kind_and_never_the_text() -> None:
    with pytest.raises(ValidationError) as told:
        policy({"secrets": "reject"}).clean("my password is Tr0ub4dor&3")

    assert "password" in str(told.value)
    assert "Tr0ub4dor" not in str(told.value) + repr(told.value.details)
    assert told.value.error_code == "PRIVACY_001"


def test_a_kind_of_its_own_goes_before_secrets_before_the_default() -> None:
    mixed = policy({"default": "tag", "secrets": "redact", "password": "off"})

    assert mixed.modes["email"] == "tag"
    assert mixed.modes["api_key"] == "redact"
    assert mixed.modes["password"] == "off"


def test_regions_decide_what_a_phone_number_is() -> None:
    assert policy({"phone": "redact", "regions": ["de"]}).clean("030 901820") == "[PHONE]"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"e-mail": "tag"}, '"email"'),
        ({"email": "hide"}, "one of off, tag"),
        ({"regions": "KR", "email": "tag"}, "list of country codes"),
        ("hide", "one of off, tag"),
    ],
)
def test_a_wrong_setting_is_refused_with_what_is_right(settings: Any, said: str) -> None:
    with pytest.raises(ConfigurationError) as told:
        read_policy(settings)

    assert said in str(told.value)
