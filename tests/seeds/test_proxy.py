"""mem0ai's chat completions that remember, through litellm against a server that speaks OpenAI's protocol."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mem0.errors import ValidationError
from mem0.proxy.main import Mem0

from ..loopback import Say, Server
from .brain import ANSWER, chats
from .conftest import KEY

SAID = [{"role": "user", "content": "I love hiking in the Alps"}]
ASKED = [{"role": "system", "content": "Be short."}, {"role": "user", "content": "Where do I like hiking?"}]


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Mem0]:
    pytest.importorskip("litellm")
    made = Mem0(config={"path": str(tmp_path / "m.db"), "embedder": {"provider": "static"}})
    yield made
    made.mem0_client.close()


def how(server: Server) -> dict[str, Any]:
    return {"model": "openai/gpt-4o-mini", "api_base": f"{server.url}/v1", "api_key": KEY, "temperature": 0.3}


def test_what_was_said_before_is_told_to_the_model(client: Mem0, server: Server) -> None:
    first = client.chat.completions.create(messages=SAID, user_id="ana", **how(server))
    client.chat.completions.create(messages=ASKED, user_id="ana", limit=3, **how(server))
    client.chat.completions.create(messages=ASKED, user_id="bo", metadata={"k": 1}, **how(server))

    assert first.choices[0].message.content == ANSWER
    sent = [one.body["messages"] for one in chats(server)]
    assert sent[0] == SAID
    assert "Alps" in sent[1][-1]["content"]
    assert sent[1][-1]["content"].endswith("Where do I like hiking?")
    assert sent[2] == ASKED
    assert chats(server)[0].body["temperature"] == 0.3
    known = client.mem0_client.get_all(user_id="ana")["results"]
    assert [one["memory"] for one in known] == ["I love hiking in the Alps"]  # not what was told with the question


def test_where_the_model_fails_nothing_is_remembered(client: Mem0, server: Server) -> None:
    server.says(*[Say({"error": {"message": "no"}}, 401)] * 3)

    with pytest.raises(Exception, match="no"):
        client.chat.completions.create(messages=SAID, user_id="ana", **how(server))

    assert client.mem0_client.get_all(user_id="ana")["results"] == []


@pytest.mark.parametrize("wrong", [{"messages": SAID}, {"messages": [], "user_id": "ana"}])
def test_an_id_and_a_message_are_needed(client: Mem0, wrong: Any) -> None:
    with pytest.raises(ValidationError, match="must be given"):
        client.chat.completions.create(model="m", **wrong)
