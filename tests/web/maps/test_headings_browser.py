"""Headings of narrow columns in a real browser: no Thai word is broken within, on a phone or on a PC."""

from typing import Any

import pytest

from tests.web.committees.test_committee_browser import OUT, Enter, enter

__all__ = ["enter"]
pytestmark = pytest.mark.browser

BROKEN = """() => {
  const dictionary = new Intl.Segmenter('th', {granularity: 'word'}), found = [];
  for (const head of document.querySelectorAll('thead th')) {
    if (!head.offsetParent || head.querySelector('.sr')) continue;
    const walker = document.createTreeWalker(head, NodeFilter.SHOW_TEXT), range = document.createRange();
    const text = head.textContent, starts = new Set();
    for (const part of dictionary.segment(text)) starts.add(part.index);
    for (const whole of ['ดำเนินการ', 'งบประมาณ'])
      for (let at = text.indexOf(whole); at >= 0; at = text.indexOf(whole, at + 1))
        for (let inside = 1; inside < whole.length; inside += 1) starts.delete(at + inside);
    if (head.scrollWidth > head.clientWidth + 1) found.push(text + ' is wider than its column');
    let at = 0, before = null;
    while (walker.nextNode()) {
      for (let here = 0; here < walker.currentNode.length; here += 1, at += 1) {
        range.setStart(walker.currentNode, here); range.setEnd(walker.currentNode, here + 1);
        const box = range.getClientRects()[0];
        if (!box || !box.width || !text[at].trim()) continue;
        if (before !== null && box.top > before + 4 && !starts.has(at))
          found.push(text.slice(0, at) + '|' + text.slice(at));
        before = box.top;
      }
    }
  }
  return found;
}"""
"""Headings cut off, or with a line that begins within a word, "|" where it does; marks have no width."""
WIDTHS = (360, 768, 1024, 1280, 1366)
PAGES = [("ผู้ดูข้อมูล กระทรวงมหาดไทย", "/nation"), ("ผู้ว่าราชการจังหวัด", "/governor")]


@pytest.mark.parametrize(("role", "path"), PAGES)
def test_no_heading_is_broken_within_a_word(enter: Enter, role: str, path: str) -> None:
    page = enter(role, path)
    broken: dict[int, Any] = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("document.fonts.ready")
        page.screenshot(path=OUT / f"headings{path.replace('/', '-')}-{width}.png", full_page=True)
        broken[width] = page.evaluate(BROKEN)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert broken == {width: [] for width in WIDTHS}
