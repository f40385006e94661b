"""What labels of relations mean alike: "works_for" and 근무 are one kind, and of some kinds only one holds at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of relation. `single`: a new one ends the former. `slots`: the questions (rules/slots.py) that it answers.

    `left` says that giving it up may be told by the target alone ("I left Acme", "we broke up").
    """

    name: str
    labels: frozenset[str]
    single: bool = False
    slots: frozenset[str] = frozenset()
    left: bool = False


def _kind(name: str, labels: str, *, single: bool = False, slots: str = "", left: bool = False) -> Kind:
    return Kind(name, frozenset([name, *labels.split()]), single, frozenset(slots.split()), left)


KINDS = (
    _kind(
        "lives_in",
        "live_in lived_in living_in resides_in resident_of based_in moved_to relocated_to home residence 거주 거주지 이사",
        single=True,
        slots="residence address",
        left=True,
    ),
    _kind(
        "works_at",
        "work_at works_for work_for works_in employed_by employed_at employer joined employee_of 근무 직장 재직 입사 회사",
        single=True,
        slots="workplace",
        left=True,
    ),
    _kind("works_as", "occupation job profession job_title 직업 직책", single=True, slots="occupation title"),
    _kind(
        "married_to",
        "spouse wife husband spouse_of wife_of husband_of is_married_to 결혼 배우자 아내 남편 와이프 신랑",
        single=True,
        slots="partner marital",
        left=True,
    ),
    _kind(
        "partner",
        "girlfriend boyfriend dating in_relationship_with engaged_to fiance fiancee 여자친구 남자친구 연인 애인 약혼자",
        single=True,
        slots="partner marital",
        left=True,
    ),
    _kind("born_in", "birthplace hometown from originally_from comes_from 출생 출신 고향", slots="hometown"),
    _kind("located_in", "headquartered_in situated_in is_in location located_at 위치 소재"),
    _kind("boss", "manager reports_to supervisor 상사 팀장 사수", single=True, slots="boss"),
    _kind("studies_at", "studied_at attends enrolled_in student_at goes_to 재학 학교", slots="school", left=True),
    _kind("likes", "loves enjoys prefers fan_of 좋아함", slots="like hobby favourite"),
    _kind("dislikes", "hates 싫어함", slots="dislike"),
    _kind("allergic_to", "allergy has_allergy 알레르기", slots="allergy"),
    _kind("plays", "plays_instrument 연주", slots="instrument"),
    _kind("owns", "has drives possesses 소유 운전", slots="car bike device possession"),
    _kind("visited", "travelled_to traveled_to went_to trip_to 방문 여행", slots="trip"),
    _kind("member_of", "belongs_to 소속", slots="club team", left=True),
)
# Relations that say what brought something about.
CAUSAL = frozenset(
    [
        "caused",
        "caused_by",
        "because_of",
        "leads_to",
        "led_to",
        "results_in",
        "resulted_in",
        "due_to",
        "triggered",
        "triggered_by",
        "원인",
        "때문",
    ]
)
_WORD = re.compile(r"[^\w가-힣]+")


def as_label(text: str) -> str:
    """A label in snake_case."""
    return _WORD.sub("_", text.strip().casefold()).strip("_")


@cache
def kind_of(label: str) -> Kind:
    """The kind of a label; a label that is not known is a kind of its own, of which many may hold."""
    return next((kind for kind in KINDS if label in kind.labels), Kind(label, frozenset([label])))


def slot_labels(slot: str) -> frozenset[str]:
    """The labels that answer a question of this slot (its bare name)."""
    return frozenset(label for kind in KINDS if slot in kind.slots for label in kind.labels)
