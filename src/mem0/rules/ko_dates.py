# ruff: noqa: E501 - one rule a line reads better than broken ones
"""Korean: how days are named relative to the day of speaking."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from .dates_calendar import in_week, month_before, nearest_year, real_day
from .language import DateRule
from .spared import spared

_DAYS = "월화수목금토일"
_COUNTS = {"하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "일주일": 7, "보름": 15, "열흘": 10}
_NATIVE = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10}
_N = r"(?P<n>\d+|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열)"


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _NATIVE[word]


def _moved(match: re.Match[str], said: date, sign: int) -> date | str | None:
    count, unit = _count(match["n"]), match["u"]
    if count > 1000:
        return None
    if unit == "일":
        return said + timedelta(days=sign * count)
    if unit in ("주", "주일"):
        return said + timedelta(weeks=sign * count)
    if unit in ("달", "개월"):
        return month_before(said, -sign * count)
    return str(said.year + sign * count)


def _words(match: re.Match[str], said: date, sign: int) -> date:
    return said + timedelta(days=sign * _COUNTS[match["w"]])


_HOUR = r"(?:\s(?:오전|오후|아침|점심|저녁|밤|새벽)?\s?\d{1,2}시(?:\s?(?:\d{1,2}분|반))?)?"


def _rule(pattern: str, day: Callable[[re.Match[str], date], date | str | None], *, show: bool = True) -> DateRule:
    return DateRule(spared(pattern), day, show)


def _plus(days: int) -> Callable[[re.Match[str], date], date]:
    return lambda _, said: said + timedelta(days=days)


def _week(weeks: int) -> Callable[[re.Match[str], date], date]:
    return lambda m, said: in_week(said, _DAYS.index(m["d"]), weeks=weeks)


def _in_month(months: int) -> Callable[[re.Match[str], date], date | None]:
    def day(match: re.Match[str], said: date) -> date | None:
        year, month = month_before(said, months).split("-")
        return real_day(int(year), int(month), int(match["n"]))

    return day


_BARE_MONTH = r"(?<![\d년] )(?<!\d)(?P<m>1[0-2]|[1-9])월(?!\s?\d)"
_TO_COME = r"[^.!?]*(?:예정|계획|[할갈볼살될탈올줄] ?(?:거|게|건데)|려고|기로 했|앞두|가기로|하기로)"
_SO_FAR = r"(?:달)?(?:부터[^.!?]*(?:[해워려아어와봐녀펴쳐]요?$|[고] 있|중이|합니다|습니다|째|다녀|살아|일해)|(?:에|초에?|말에?|중순에?|쯤에?)?\s[^.!?]*[았었였했갔왔샀났됐렸졌켰꿨](?:어|다|음|는데|고|습|거든|네|지))"

# Longer wordings first: a rule never reads words that an earlier one has read. A clock time stays with its day.
DATES: tuple[DateRule, ...] = (
    _rule(r"(?P<y>\d{4})[-./](?P<m>\d{1,2})[-./](?P<n>\d{1,2})", lambda m, _: real_day(int(m["y"]), int(m["m"]), int(m["n"])), show=False),
    _rule(r"(?P<y>\d{4})년\s?(?P<m>\d{1,2})월\s?(?P<n>\d{1,2})일", lambda m, _: real_day(int(m["y"]), int(m["m"]), int(m["n"])), show=False),
    _rule(r"(?P<w>작년|올해|내년) (?P<m>\d{1,2})월\s?(?P<n>\d{1,2})일", lambda m, said: real_day(said.year + ("작년", "올해", "내년").index(m["w"]) - 1, int(m["m"]), int(m["n"]))),
    _rule(r"(?P<w>작년|올해|내년) (?P<m>1[0-2]|[1-9])월", lambda m, said: f"{said.year + ('작년', '올해', '내년').index(m['w']) - 1}-{int(m['m']):02d}"),
    _rule(r"(?P<m>\d{1,2})월\s?(?P<n>\d{1,2})일", lambda m, said: nearest_year(int(m["m"]), int(m["n"]), said), show=False),
    _rule(rf"지지난\s?주 (?P<d>[{_DAYS}])요일{_HOUR}", _week(-2)),
    _rule(rf"(?:지난|저번)\s?주 (?P<d>[{_DAYS}])요일{_HOUR}", _week(-1)),
    _rule(rf"이번\s?주 (?P<d>[{_DAYS}])요일{_HOUR}", _week(0)),
    _rule(rf"(?:다음\s?다음|다다음)\s?주 (?P<d>[{_DAYS}])요일{_HOUR}", _week(2)),
    _rule(rf"(?:다음|담)\s?주 (?P<d>[{_DAYS}])요일{_HOUR}", _week(1)),
    _rule(rf"(?:지난|저번)\s?달 (?P<n>\d{{1,2}})일{_HOUR}", _in_month(1)),
    _rule(rf"이번\s?달 (?P<n>\d{{1,2}})일{_HOUR}", _in_month(0)),
    _rule(rf"다음\s?달 (?P<n>\d{{1,2}})일{_HOUR}", _in_month(-1)),
    _rule(r"(?:지난|저번)\s?주말", lambda _, said: in_week(said, 5, weeks=-1)),
    _rule(r"이번\s?주말", lambda _, said: in_week(said, 5, weeks=0)),
    _rule(r"(?:다음|담)\s?주말", lambda _, said: in_week(said, 5, weeks=1)),
    _rule(rf"{_N}\s?(?P<u>일|주일|주|달|개월|년) 전", lambda m, said: _moved(m, said, -1)),
    _rule(rf"{_N}\s?(?P<u>일|주일|주|달|개월|년) (?:뒤|후)", lambda m, said: _moved(m, said, 1)),
    _rule(rf"(?P<w>{'|'.join(_COUNTS)}) 전", lambda m, said: _words(m, said, -1)),
    _rule(rf"(?P<w>{'|'.join(_COUNTS)}) (?:뒤|후)", lambda m, said: _words(m, said, 1)),
    _rule(rf"(?:그끄저께){_HOUR}", _plus(-3)),
    _rule(rf"(?:그저께|그제|엊그제){_HOUR}", _plus(-2)),
    _rule(rf"(?:어제|어젯밤|어저께){_HOUR}", _plus(-1)),
    _rule(rf"(?:오늘|오늘 (?:아침|저녁|밤|오후|오전)){_HOUR}(?!부터)", _plus(0)),
    _rule(rf"내일모레{_HOUR}|모레{_HOUR}", _plus(2)),
    _rule(rf"글피{_HOUR}", _plus(3)),
    _rule(rf"내일{_HOUR}", _plus(1)),
    _rule(r"지지난\s?주", lambda _, said: in_week(said, 0, weeks=-2)),
    _rule(r"(?:지난|저번)\s?주", lambda _, said: in_week(said, 0, weeks=-1)),
    _rule(r"(?:다다음|다음\s?다음)\s?주", lambda _, said: in_week(said, 0, weeks=2)),
    _rule(r"(?:다음|담)\s?주", lambda _, said: in_week(said, 0, weeks=1)),
    _rule(r"(?:지난|저번)\s?달", lambda _, said: month_before(said, 1)),
    _rule(r"이번\s?달", lambda _, said: month_before(said, 0)),
    _rule(r"다음\s?달", lambda _, said: month_before(said, -1)),
    _rule(r"재작년", lambda _, said: str(said.year - 2)),
    _rule(r"작년|지난해", lambda _, said: str(said.year - 1)),
    _rule(r"올해", lambda _, said: str(said.year)),
    _rule(r"내후년", lambda _, said: str(said.year + 2)),
    _rule(r"내년|다음 해", lambda _, said: str(said.year + 1)),
    _rule(rf"{_BARE_MONTH}(?={_TO_COME})", lambda m, said: _month_beside(int(m["m"]), said, ahead=True)),
    _rule(rf"{_BARE_MONTH}(?={_SO_FAR})", lambda m, said: _month_beside(int(m["m"]), said, ahead=False)),
    _rule(r"(?<![\d년] )(?<!\d)(?P<m>1[0-2]|[1-9])월(?!\s?\d)", lambda m, said: _month(int(m["m"]), said)),
)  # fmt: skip


def _month(month: int, said: date) -> str:
    """A month without a year: the nearest one."""
    day = nearest_year(month, 15, said)
    return f"{day.year if day else said.year}-{month:02d}"


def _month_beside(month: int, said: date, *, ahead: bool) -> str:
    """A month without a year, the next one where something is planned, the last one where it holds or happened."""
    year = said.year + (month < said.month) if ahead else said.year - (month > said.month)
    return f"{year}-{month:02d}"
