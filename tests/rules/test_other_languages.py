"""Languages that the rules do not know: everything told is kept as it was said, nothing is taken for a change."""

from __future__ import annotations

from pathlib import Path

import pytest

from mem0 import Memory
from mem0.rules.language import language_of

from .sayings import events, facts, said

TOLD = {
    "ja": ("私は東京に住んでいます。", "どこに住んでいますか？"),
    "zh": ("我对花生过敏。", "我对什么过敏？"),
    "ru": ("Я живу в Москве.", "Где я живу?"),
    "ar": ("أعيش في القاهرة.", "أين أعيش؟"),
    "hi": ("मैं दिल्ली में रहता हूँ।", "मैं कहाँ रहता हूँ?"),
    "th": ("ฉันอาศัยอยู่ในกรุงเทพ", "ฉันอาศัยอยู่ที่ไหน"),
    "el": ("Μένω στην Αθήνα.", "Πού μένω;"),
    "he": ("אני גר בתל אביב.", "איפה אני גר?"),
    "es": ("Soy alérgica a los cacahuetes.", "¿A qué soy alérgica?"),
    "fr": ("J'habite à Lyon depuis mai.", "Où est-ce que j'habite ?"),
    "de": ("Mein Hund heißt Bello.", "Wie heißt mein Hund?"),
    "pt": ("Moro em Lisboa com meu irmão.", "Onde eu moro?"),
    "tr": ("Ankara'da yaşıyorum.", "Nerede yaşıyorum?"),
    "vi": ("Tôi sống ở Hà Nội.", "Tôi sống ở đâu?"),
}


@pytest.mark.parametrize("code", TOLD)
def test_what_is_told_is_kept_and_found(code: str, tmp_path: Path) -> None:
    told, asked = TOLD[code]
    with Memory({"path": tmp_path / "m.db", "embedder": {"provider": "static"}}) as memory:
        added = memory.add(told, user_id="u")

        assert [(one["event"], one["memory"]) for one in added["results"]] == [("ADD", told.rstrip("。.।"))]
        assert memory.search(asked, user_id="u", limit=1)[0]["memory"] == told.rstrip("。.।")
        again = memory.add(told, user_id="u")
        assert [one["event"] for one in again["results"]] in ([], ["NOOP"])


@pytest.mark.parametrize("code", [code for code in TOLD if code != "th"])  # Thai marks no question
def test_a_question_tells_nothing(code: str) -> None:
    found = said(TOLD[code][1])

    assert ([f.text for f in found.facts], [s.reason for s in found.skipped]) == ([], ["question"])


@pytest.mark.parametrize(
    "text",
    [
        "こんにちは！", "谢谢你", "Спасибо большое!", "شكرا جزيلا", "नमस्ते 🙏", "ขอบคุณครับ", "Muchas gracias", "Guten Morgen!",
        "Merci beaucoup.", "好的👍",
    ],
)
def test_greetings_and_thanks_are_small_talk(text: str) -> None:
    assert [one.reason for one in said(text).skipped] == ["small talk"]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("他在北京大学工作", "他在南京大学工作"),
        ("我对花生过敏", "我对花生不过敏"),
        ("我喜欢狗肉", "我喜欢狗"),
        ("Я живу в Москве вместе с братом", "Я не живу в Москве вместе с братом"),
        ("Ich mag Kaffee mit Milch und Zucker", "Ich mag keinen Kaffee mit Milch und Zucker"),
        ("Vivo en la calle Mayor 12", "Vivo en la calle Mayor 21"),
    ],
)
def test_nothing_that_differs_in_a_word_is_taken_for_known(before: str, now: str) -> None:
    assert events(now, before) == ["ADD"]


@pytest.mark.parametrize(
    "text",
    [
        "I live in Madrid.", "La Paz trip cancelled.", "Moved to El Paso.", "My café is closed.", "See ya!", "Vegan now",
        "I love Die Hard", "Los Angeles is hot",
    ],
)
def test_english_is_not_taken_for_another_language(text: str) -> None:
    assert language_of(text).code == "en"


def test_days_get_their_dates() -> None:
    assert [one.text for one in facts("昨日、京都へ行きました。", "Вчера купил велосипед.", "我2024年3月5日结婚了。")] == [
        "昨日 (2024-10-03)、京都へ行きました",
        "Вчера (2024-10-03) купил велосипед",
        "我2024年3月5日结婚了",
    ]


def test_the_sentences_of_a_message_are_memories_of_their_own() -> None:
    found = facts("私は東京に住んでいます。猫が二匹います！\n仕事は教師です")

    assert [one.text for one in found] == ["私は東京に住んでいます", "猫が二匹います！", "仕事は教師です"]
