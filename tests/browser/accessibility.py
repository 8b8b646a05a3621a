"""What axe finds wrong with a page that is open in a browser."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

CONTRAST = {"color-contrast-enhanced": {"enabled": True}, "color-contrast": {"enabled": False}}
"""7:1; the milder rule would measure everything once more."""
ASKED = CONTRAST | {
    rule: {"enabled": True}
    for rule in (
        "identical-links-same-purpose",
        "label-content-name-mismatch",
        "table-fake-caption",
        "target-size",
        "td-has-header",
    )
}
"""With what Lighthouse asks beyond axe's own choice of rules."""
FIND = """(rules) => axe.run({ resultTypes: ["violations"], rules }).then(({ violations }) => violations.map(
  ({ id, nodes }) => [id, nodes.slice(0, 3).map(({ target }) => target)]))"""
"""Nothing but this leaves the browser: the whole report is larger than the page."""

IDS = """(rules) => axe.run({ rules }).then(({ violations, passes, incomplete, inapplicable }) =>
  [...violations, ...passes, ...incomplete, ...inapplicable].map(({ id }) => id))"""


def violations(page: Page, rules: dict[str, Any] | None = None) -> list[Any]:
    """Each rule that is broken, with the first places; ``rules`` switches some of them ({id: {"enabled": …}})."""
    page.evaluate(Axe().axe_script)
    found: list[Any] = page.evaluate(FIND, rules or {})
    return found


def asked(page: Page, rules: dict[str, Any]) -> set[str]:
    """The rules by which a page is judged with these ``rules`` switched."""
    page.evaluate(Axe().axe_script)
    return set(page.evaluate(IDS, rules))
