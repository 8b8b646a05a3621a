"""What axe finds wrong with a page that is open in a browser, and what it does not look for."""

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

SMALL_TARGETS = """(least) => [...document.querySelectorAll("a, button, select, summary, input:not([type=hidden])")]
  .filter((one) => one.checkVisibility() && !one.closest(".skip"))
  .filter((one) => !(one.matches("a") && [...one.parentNode.childNodes].some(
    (beside) => beside.nodeType === Node.TEXT_NODE && beside.textContent.trim())))
  .map((one) => one.labels && one.labels[0] && one.type === "checkbox" ? one.labels[0] : one)
  .filter((one) => one.getBoundingClientRect().height < least)
  .map((one) => `${one.tagName} ${one.textContent.trim().slice(0, 40)} ${one.getBoundingClientRect().height}`)"""

FAINT_FOCUS = """() => {
  const light = (colour) => colour.match(/[0-9.]+/g).slice(0, 3).map((part) => part / 255)
    .map((part) => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4)
    .reduce((sum, part, n) => sum + part * [.2126, .7152, .0722][n], 0)
  const ground = (one) => one ? [getComputedStyle(one).backgroundColor].map(
    (colour) => colour === "rgba(0, 0, 0, 0)" ? ground(one.parentElement) : colour)[0] : "rgb(255, 255, 255)"
  return [...document.querySelectorAll("a, button, select, summary, input:not([type=hidden])")]
    .filter((one) => one.checkVisibility() && !one.closest("[aria-hidden]"))
    .filter((one) => {
      one.focus({ focusVisible: true })
      const ring = one.closest(".file.ready")?.querySelector(".shown") ?? one.closest(".find .box") ?? one
      const [a, b] = [getComputedStyle(ring).outlineColor, ground(ring.parentElement)].map(light)
      return getComputedStyle(ring).outlineStyle !== "solid" || (Math.max(a, b) + .05) / (Math.min(a, b) + .05) < 3
    })
    .map((one) => `${one.tagName} ${one.textContent.trim().slice(0, 40)}`)
}"""
"""What has no ring, or one of less than 3:1 on what it stands on, while the keyboard is on it."""

BEYOND_ITS_CARD = """() => [...document.querySelectorAll(".card *:not(.visually-hidden, .chart *)")].filter((one) => {
  const card = one.closest(".card").getBoundingClientRect(), own = one.getBoundingClientRect()
  return one.checkVisibility() && own.width && (own.right > card.right + 1 || own.left < card.left - 1)
}).map((one) => `${one.tagName} ${one.textContent.trim().slice(0, 40)}`)"""
"""What goes beyond the card it stands on."""


def violations(page: Page, rules: dict[str, Any] | None = None) -> list[Any]:
    """Each rule that is broken, with the first places; ``rules`` switches some of them ({id: {"enabled": …}})."""
    page.evaluate(Axe().axe_script)
    found: list[Any] = page.evaluate(FIND, rules or {})
    return found


def asked(page: Page, rules: dict[str, Any]) -> set[str]:
    """The rules by which a page is judged with these ``rules`` switched."""
    page.evaluate(Axe().axe_script)
    return set(page.evaluate(IDS, rules))
