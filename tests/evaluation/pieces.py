"""A small made-up LoCoMo file, and a model that answers and judges it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mem0.chat import Prompt
from mem0.testing import ScriptedLLM

CONVERSATION = {
    "speaker_a": "Iris",
    "speaker_b": "Noah",
    "session_1_date_time": "10:00 am on 3 March, 2024",
    "session_1": [
        {"speaker": "Iris", "dia_id": "D1:1", "text": "I adopted a grey cat named Pixel."},
        {"speaker": "Noah", "dia_id": "D1:2", "text": "Lovely! I moved to Oslo yesterday."},
        {"speaker": "Iris", "dia_id": "D1:3", "text": "Oslo must be cold in March."},
    ],
    "session_2_date_time": "6:30 pm on 9 July, 2024",
    "session_2": [
        {"speaker": "Noah", "dia_id": "D2:1", "text": "I started to play the cello last week."},
        {"speaker": "Iris", "dia_id": "D2:2", "text": "Pixel would run away from a cello."},
    ],
}
QUESTIONS = [
    {"question": "Which instrument does the man in Oslo play?", "answer": "cello", "category": 1},
    {"question": "When did Noah move to Oslo?", "answer": "2 March 2024", "category": 2},
    {"question": "Would Iris enjoy a cat cafe?", "answer": "yes", "category": 3},
    {"question": "What is the name of Iris's cat?", "answer": "Pixel", "category": 4},
    {"question": "What is the name of Noah's dog?", "adversarial_answer": "Pixel", "category": 5},
]
FILE = [{"sample_id": "made-up", "conversation": CONVERSATION, "qa": QUESTIONS}]
RIGHT = {q["question"]: q.get("answer", "not mentioned") for q in QUESTIONS}
STORE: dict[str, Any] = {"vector_store": {"provider": "memory"}, "embedder": {"provider": "static"}}


def locomo_file(folder: Path) -> str:
    place = folder / "locomo.json"
    place.write_text(json.dumps(FILE))
    return str(place)


def knows_all(prompt: Prompt) -> Any:
    """Answers every question rightly, and grades by comparing with the right answer."""
    told = prompt.turns[-1].text
    question = found(r"Question: (.*)", told)
    if prompt.shape is None:
        return RIGHT[question]
    said = found(r"(?:Answer to grade|Reply): (.*)", told)
    return {"reason": "compared", "label": "CORRECT" if said == RIGHT[question] else "WRONG"}


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match is not None
    return match[1]


def model(script: Callable[[Prompt], Any] = knows_all) -> ScriptedLLM:
    return ScriptedLLM(script)
