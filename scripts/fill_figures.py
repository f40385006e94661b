"""Put the figures of a bench run into the READMEs, between their `<!-- figure:name -->` marks.

    python scripts/fill_figures.py [bench/results/<date>.json]    default: the newest
    python scripts/fill_figures.py --names                        which figures there are

A figure that the run did not measure (quality needs BENCH_DATA) stays as it is and is named.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
READMES = (ROOT / "README.md", ROOT / "README.ko.md")
MARK = re.compile(r"(<!-- figure:([\w-]+) -->)(.*?)(<!-- /figure -->)")


@dataclass(frozen=True, slots=True)
class Figure:
    """Where a figure stands in the table of the bench, and how it is written."""

    cell: str
    part: str = "p50"  # of our side; or "peer/ours"
    form: str = "{:.1f}"


FIGURES: Mapping[str, Figure] = {
    "locomo-default": Figure("LoCoMo recall@10 micro, static"),
    "locomo-minilm": Figure("LoCoMo recall@10 micro, minilm"),
    "updates-default": Figure("facts that change, static"),
    "updates-minilm": Figure("facts that change, minilm"),
    "paraphrase-en-default": Figure("paraphrased recall@5 English, static"),
    "paraphrase-en-minilm": Figure("paraphrased recall@5 English, minilm"),
    "paraphrase-ko-default": Figure("paraphrased recall@5 Korean, static"),
    "search-p50": Figure("warm search, 1,000 in scope of 100,000"),
    "search-p95": Figure("warm search, 1,000 in scope of 100,000", part="p95"),
    "search-ratio": Figure("warm search, 10,000 of 100 users", part="peer/ours", form="{:.0f}"),
    "add-ratio": Figure("add of 100 messages in one call", part="peer/ours", form="{:.0f}"),
    "disk-bytes": Figure("disk a memory", form="{:,.0f}"),
}


def measured(results: Mapping[str, Any]) -> dict[str, str]:
    """The figures that a run measured, as they are written."""
    rows = {row["cell"]: row for row in results["rows"]}
    found: dict[str, str] = {}
    for name, figure in FIGURES.items():
        row = rows.get(figure.cell) or {}
        value = row.get(figure.part) if "/" in figure.part else (row.get("ours") or {}).get(figure.part)
        if value is not None:
            found[name] = figure.form.format(value)
    return found


def filled(text: str, figures: Mapping[str, str]) -> str:
    """The text with these figures between their marks."""
    return MARK.sub(lambda m: f"{m[1]}{figures.get(m[2], m[3])}{m[4]}", text)


def main(arguments: list[str]) -> None:
    if arguments == ["--names"]:
        print("\n".join(FIGURES))
        return
    source = Path(arguments[0]) if arguments else max((ROOT / "bench" / "results").glob("*.json"))
    figures = measured(json.loads(source.read_text("utf-8")))
    for readme in READMES:
        readme.write_text(filled(readme.read_text("utf-8"), figures), encoding="utf-8")
    missing = ", ".join(name for name in FIGURES if name not in figures)
    print(f"{len(figures)} figures of {source.name}." + (f" Not measured: {missing}." if missing else ""))


if __name__ == "__main__":
    main(sys.argv[1:])
