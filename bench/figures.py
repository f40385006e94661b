"""Carry the figures of a run into the texts, so that nobody copies numbers by hand: `python bench/figures.py [RESULTS.json]`.

Fills `<!-- figure:NAME -->...<!-- /figure -->` in both READMEs and `<!-- results -->...<!-- /results -->` in
docs/why/benchmarks.md from the newest file in bench/results. A figure that the run does not have stays as it is.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from measure import ROOT

RESULTS = ROOT / "bench" / "results"
READMES = (ROOT / "README.md", ROOT / "README.ko.md")
PAGE = ROOT / "docs" / "why" / "benchmarks.md"
_WARM = "warm search, 1,000 in scope of 100,000"
FIGURES = {  # name in the text: row, part of it, format
    "locomo-default": ("LoCoMo recall@10 micro, static", "p50", "{:.1f}"),
    "locomo-minilm": ("LoCoMo recall@10 micro, minilm", "p50", "{:.1f}"),
    "updates-default": ("facts that change, static", "p50", "{:.0f}"),
    "updates-minilm": ("facts that change, minilm", "p50", "{:.0f}"),
    "updates-unseen-default": ("same, unseen cases, static", "p50", "{:.0f}"),
    "updates-unseen-minilm": ("same, unseen cases, minilm", "p50", "{:.0f}"),
    "updates-passing-default": ("same, unseen, told in passing, static", "p50", "{:.0f}"),
    "updates-passing-minilm": ("same, unseen, told in passing, minilm", "p50", "{:.0f}"),
    "paraphrase-en-default": ("paraphrased recall@5 English, static", "p50", "{:.1f}"),
    "paraphrase-en-minilm": ("paraphrased recall@5 English, minilm", "p50", "{:.1f}"),
    "paraphrase-ko-default": ("paraphrased recall@5 Korean, static", "p50", "{:.1f}"),
    "search-p50": (_WARM, "p50", "{:.1f}"),
    "search-p95": (_WARM, "p95", "{:.1f}"),
    "search-ratio": ("warm search, 10,000 of 100 users", "peer/ours", "{:.0f}"),
    "add-ratio": ("add of 100 messages in one call", "peer/ours", "{:.0f}"),
    "disk-bytes": ("disk a memory", "p50", "{:,.0f}"),
}
_FIGURE = re.compile(r"(<!-- figure:([\w-]+) -->).*?(<!-- /figure -->)")
_RESULTS = re.compile(r"(<!-- results -->\n).*?(<!-- /results -->)", re.S)


def main() -> None:
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else max(RESULTS.glob("*.json"))
    run = json.loads(file.read_text(encoding="utf-8"))
    rows = {row["cell"]: row for row in run["rows"]}
    for page in READMES:
        _rewrite(page, _filled(page.read_text(encoding="utf-8"), rows))
    text = "\n".join(run["text"])
    _rewrite(PAGE, _RESULTS.sub(lambda found: f"{found[1]}{text}\n{found[2]}", PAGE.read_text(encoding="utf-8")))


def _filled(text: str, rows: dict[str, Any]) -> str:
    def figure(found: re.Match[str]) -> str:
        value = _value(found[2], rows)
        return found[0] if value is None else f"{found[1]}{value}{found[3]}"

    return _FIGURE.sub(figure, text)


def _value(name: str, rows: dict[str, Any]) -> str | None:
    cell, part, form = FIGURES[name]
    row = rows.get(cell)
    if row is None or row["ours"] is None:
        return None
    value = row[part] if part in row else row["ours"][part]
    return None if value is None else form.format(value)


def _rewrite(page: Path, text: str) -> None:
    if text != page.read_text(encoding="utf-8"):
        page.write_text(text, encoding="utf-8")
        print(page.relative_to(ROOT))


if __name__ == "__main__":
    main()
