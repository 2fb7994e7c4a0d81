"""What holds of every page: what axe finds, and what axe does not look at."""

from __future__ import annotations

import json

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

ASK_AXE = """
async (rules) => {
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  await Promise.all(document.getAnimations().map((motion) => motion.finished));
  const { violations } = await axe.run({ runOnly: rules, resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary}`));
}
"""  # noqa: E501

SIDEWAYS = """
() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  const beyond = (one) => one.getBoundingClientRect().right > clientWidth + 1;
  const parts = [...document.body.querySelectorAll("*")].filter(beyond).map((one) => one.outerHTML.slice(0, 120));
  return scrollWidth > clientWidth ? [`${scrollWidth} px wide: ${parts.slice(0, 3).join(" ")}`] : [];
}
"""

# A link in a sentence is as high as its line: WCAG 2.5.8 leaves it out, and axe looks at the room around it. A radio
# button or checkbox is as large as its label, which can be pressed in its place.
SMALL = """
() => {
  const size = (one) => one.getBoundingClientRect();
  const found = [];
  for (const one of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
    if (!one.checkVisibility() || getComputedStyle(one).display === "inline") continue;
    const boxes = [one, ...(one.matches("[type=radio], [type=checkbox]") ? one.labels : [])].map(size);
    const [width, height] = ["width", "height"].map((side) => Math.max(...boxes.map((box) => box[side])));
    if (Math.min(width, height) < 23.9) found.push(`${width} × ${height} px: ${one.outerHTML.slice(0, 160)}`);
  }
  return found;
}
"""

TITLES = """
() => {
  const titles = [...document.querySelectorAll("h1:not(dialog h1)")].filter((one) => one.checkVisibility());
  return titles.length === 1 && document.title ? [] : [`titled “${document.title}”, with ${titles.length} h1`];
}
"""


def barriers(page: Page) -> list[str]:
    """What axe has against the page as it is shown now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return list(page.evaluate(ASK_AXE, RULES))


def flaws(page: Page, *, language: str) -> list[str]:
    """Whatever else is wrong with it."""
    found = [flaw for question in (SIDEWAYS, SMALL, TITLES) for flaw in page.evaluate(question)]
    said = page.get_attribute("html", "lang")
    return found if said == language else [*found, f"says it is in {json.dumps(said)}"]
