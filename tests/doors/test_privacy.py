"""Personal data and secrets are treated before anything is stored, in every verb that takes text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mem0.chat import Prompt
from mem0.errors import ConfigurationError, ValidationError
from mem0.testing import ScriptedLLM

from .behaviour import Face, open_door

POLICY = {"email": "redact", "phone": "tag", "secrets": "reject"}


@pytest.fixture(params=["sync-sqlite", "async-sqlite", "sync-memory"])
def careful(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Face]:
    kind, store = request.param.split("-")
    face = open_door(kind, Path(":memory:") if store == "memory" else tmp_path / "store.db", privacy=POLICY)
    yield face
    face.door.close()


@pytest.mark.parametrize("infer", [True, False])
def test_what_is_redacted_is_nowhere_in_the_store(careful: Face, infer: bool, tmp_path: Path) -> None:
    careful.add("My address is ana.souza@example.com.", user_id="ana", infer=infer)
    careful.door.close()

    files = b"".join(file.read_bytes() for file in tmp_path.rglob("store.db*"))
    assert b"ana.souza" not in files
    assert not files or b"[EMAIL]" in files


def test_what_is_redacted_is_shown_with_its_kind(careful: Face) -> None:
    added = careful.add("Write to ana.souza@example.com.", user_id="ana", infer=False)

    assert added["results"][0]["memory"] == "Write to [EMAIL]."


@pytest.mark.parametrize("infer", [True, False])
def test_a_tagged_memory_names_the_kinds_and_can_be_found_by_them(careful: Face, infer: bool) -> None:
    careful.add("My phone number is 010-1234-5678.", user_id="ana", infer=infer)
    careful.add("I like tea.", user_id="ana", infer=infer)

    tagged = careful.get_all(user_id="ana", filters={"pii_tags": {"contains": "phone"}})["results"]

    assert [item["metadata"]["pii_tags"] for item in tagged] == [["phone"]]
    assert len(careful.get_all(user_id="ana")["results"]) == 2


@pytest.mark.parametrize("infer", [True, False])
def test_what_is_rejected_stores_nothing_of_the_whole_call(careful: Face, infer: bool) -> None:
    messages = [{"role": "user", "content": "I like tea."}, {"role": "user", "content": "My password is Tr0ub4dor&3"}]

    with pytest.raises(ValidationError, match="password"):
        careful.add(messages, user_id="ana", infer=infer)

    assert careful.get_all(user_id="ana")["results"] == []
    assert careful.search("tea", user_id="ana")["results"] == []


def test_an_update_is_treated_like_an_addition(careful: Face) -> None:
    one = careful.add("Call 010-1234-5678.", user_id="ana", infer=False)["results"][0]["id"]
    with pytest.raises(ValidationError):
        careful.update(one, text="my password is Tr0ub4dor&3")
    assert careful.get(one)["memory"] == "Call 010-1234-5678."

    careful.update(one, text="Write to ana.souza@example.com.")

    assert (careful.get(one)["memory"], careful.get(one)["metadata"]) == ("Write to [EMAIL].", {})


def test_the_model_never_sees_what_is_redacted(tmp_path: Path) -> None:
    """Not in the messages it reads, and not in anything else of the prompt."""
    llm = ScriptedLLM(lambda _: {"facts": [{"text": "Ana has a mail address: [EMAIL].", "sources": ["m1"]}]})
    model = {"provider": "custom", "config": {"model": llm}}
    mem = open_door("sync", tmp_path / "store.db", privacy=POLICY, llm=model)

    mem.add("My address is ana.souza@example.com.", user_id="ana")

    said = "".join(turn.text for prompt in llm.prompts for turn in prompt.turns)
    assert isinstance(llm.prompts[0], Prompt)
    assert "[EMAIL]" in said
    assert "ana.souza" not in said
    mem.door.close()


def test_a_wrong_policy_is_refused_when_the_memory_is_made(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match='"email"'):
        open_door("sync", tmp_path / "store.db", privacy={"e-mail": "redact"})
    assert list(tmp_path.rglob("store.db")) == []


def test_what_must_be_encrypted_is_tagged_in_an_encrypted_store(tmp_path: Path) -> None:
    mem = open_door("sync", tmp_path / "store.db", privacy={"email": "encrypt"}, encryption_key="a passphrase")
    added = mem.add("Write to ana.souza@example.com.", user_id="ana", infer=False)["results"][0]

    assert mem.get(added["id"])["metadata"] == {"pii_tags": ["email"]}
    mem.door.close()
    assert b"ana.souza" not in b"".join(file.read_bytes() for file in tmp_path.rglob("store.db*"))


def test_encryption_is_not_promised_by_a_store_in_clear(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="encryption_key"):
        open_door("sync", tmp_path / "store.db", privacy={"email": "encrypt"})
