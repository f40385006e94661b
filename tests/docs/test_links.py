"""Links between the documents lead to files and headings that exist, and every page can be reached."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .blocks import ROOT, documents

_LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
_CODE = re.compile(r"```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("path", documents(), ids=lambda p: str(p.relative_to(ROOT)))
def test_links_of_a_file_lead_somewhere(path: Path) -> None:
    broken = [link for link in links(path) if not leads_somewhere(path, link)]

    assert broken == []


def test_every_page_is_reached_from_the_index() -> None:
    seen: set[Path] = set()
    wanted = [ROOT / "docs" / "index.md"]
    while wanted:
        page = wanted.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        wanted += [(page.parent / link.partition("#")[0]).resolve() for link in links(page) if not link.startswith("#")]

    assert set((ROOT / "docs").rglob("*.md")) - seen == set()


def links(path: Path) -> list[str]:
    found = _LINK.findall(_CODE.sub("", path.read_text("utf-8")))
    return [link for link in found if "://" not in link]


def leads_somewhere(page: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    if not target.exists():
        return False
    return not anchor or anchor in anchors(target)


def anchors(path: Path) -> set[str]:
    """Headings as links name them: lower case, without punctuation, hyphens for spaces."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?^```", "", path.read_text("utf-8"), flags=re.M | re.S), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}
