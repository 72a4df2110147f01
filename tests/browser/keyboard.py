"""Somebody without a mouse: Tab, Shift+Tab, Enter, Space, arrows, and what they type."""

from __future__ import annotations

import re
from dataclasses import dataclass

from street import Visitor

FAR = 90
"""How many times somebody presses Tab before they give up."""
NAME = """() => {
  const here = document.activeElement
  if (!here || here === document.body) return ""
  const ids = (here.getAttribute("aria-labelledby") || "").split(" ")
  const by = ids.map(id => document.getElementById(id)?.innerText)
  const label = here.labels?.[0]?.innerText
  const group = here.closest("[role='radiogroup']")?.getAttribute("aria-label")
  const text = here.matches("button, a, summary") ? here.innerText.replace(/\\s+/g, " ") : ""
  return [here.getAttribute("aria-label"), group, ...by, label, text].filter(Boolean).join(" ").trim()
}"""
SEEN = """() => {
  const here = document.activeElement, style = getComputedStyle(here)
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
  const around = [here.closest("[data-testid]"), here.parentElement, here.parentElement?.parentElement, here]
  return ring || style.boxShadow !== "none" || around.some(one => one && one.matches(":focus-within"))
}"""


@dataclass(frozen=True)
class Keyboard:
    """The keys of one visitor."""

    visitor: Visitor

    def to(self, name: str, back: bool = False) -> None:
        """On with Tab until the cursor is in what is called so."""
        wanted = re.compile(name)
        passed = []
        for _ in range(FAR):
            self.press("Shift+Tab" if back else "Tab")
            passed.append(self.here)
            if wanted.search(passed[-1]):
                assert self.visitor.page.evaluate(SEEN), f"nobody sees where the cursor is: {name}"
                return
        raise AssertionError(f"Tab does not lead to {name}: {passed}")

    @property
    def here(self) -> str:
        return str(self.visitor.page.evaluate(NAME))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.visitor.page.keyboard.press(key)
            self.visitor.page.wait_for_timeout(30)

    def type(self, text: str) -> None:
        self.visitor.page.keyboard.type(text)

    def open(self, name: str) -> None:
        """A button or a link."""
        self.to(name)
        self.press("Enter")
        self.visitor.settle()

    def write(self, name: str, text: str) -> None:
        """Into a field, and on."""
        self.to(name)
        self.type(text)

    def pick(self, name: str, text: str) -> None:
        """From a list: the beginning of what is wanted, then Enter."""
        self.to(name)
        self.type(text)
        self.visitor.page.wait_for_timeout(250)
        self.press("ArrowDown", "Enter")
        self.visitor.settle()
