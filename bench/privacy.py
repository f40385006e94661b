"""How well personal data is found: precision and recall over two sets of 200 sentences in two languages.

The patterns were made with the first set; the second was written later and held out (tests/privacy/heldout_*.txt).

    python bench/privacy.py            # the table
    python bench/privacy.py --misses   # and every sentence that was not read as marked

A finding counts as right when it has the marked kind and overlaps the marked place; what is marked and not found is missed,
what is found and not marked is false.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from measure import Figure, Row

from mem0.privacy import Detector, Finding

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.privacy.marked import Sentence, sentences


@dataclass
class Score:
    """right, false, missed: counts by kind."""

    right: Counter[str]
    false: Counter[str]
    missed: Counter[str]

    @property
    def precision(self) -> float:
        return self.right.total() / max(self.right.total() + self.false.total(), 1)

    @property
    def recall(self) -> float:
        return self.right.total() / max(self.right.total() + self.missed.total(), 1)


def score(cases: list[Sentence], *, tell: bool = False) -> Score:
    detector = Detector()
    result = Score(Counter(), Counter(), Counter())
    for case in cases:
        found = detector.find(case.text)
        missed = [m for m in case.marked if not any(_same(m, f) for f in found)]
        false = [f for f in found if not any(_same(m, f) for m in case.marked)]
        result.right.update(m.kind for m in case.marked if m not in missed)
        result.missed.update(m.kind for m in missed)
        result.false.update(f.kind for f in false)
        if tell and (missed or false):
            print(f"{case.text}\n    missed {_told(missed, case)}, false {_told(false, case)}")
    return result


def _told(findings: list[Finding], case: Sentence) -> list[tuple[str, str]]:
    return [(one.kind, one.of(case.text)) for one in findings]


def _same(one: Finding, other: Finding) -> bool:
    return one.kind == other.kind and one.start < other.end and one.end > other.start


def rows() -> list[Row]:
    """Precision and recall of both sets and languages, in percent."""
    found = []
    for of, language in product(("sentences", "heldout"), ("en", "ko")):
        result = score(sentences(language, of))
        name = f"personal data found, {language}{', held out' if of == 'heldout' else ''}"
        found += [
            Row(f"{name}: precision", "%", Figure(100 * result.precision), note=f"{result.right.total()} right"),
            Row(f"{name}: recall", "%", Figure(100 * result.recall)),
        ]
    return found


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--misses", action="store_true")
    tell = arguments.parse_args().misses
    print(f"{'':14}{'sentences':>10}{'marked':>8}{'precision':>11}{'recall':>9}")
    for of, language in product(("sentences", "heldout"), ("en", "ko")):
        cases = sentences(language, of)
        result = score(cases, tell=tell)
        marked = sum(len(case.marked) for case in cases)
        print(f"{of:10}{language:4}{len(cases):>10}{marked:>8}{result.precision:>11.1%}{result.recall:>9.1%}")


if __name__ == "__main__":
    main()
