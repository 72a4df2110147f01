"""A small watch in the browser: when the session is over, the page goes away and the sign-in comes.

It asks the server, so it sees the end of idle time, a sign-out elsewhere and a disabled person alike.
It also says that somebody types: a long text is sent only when its field is left, and that may take a while.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

SCRIPT = """
export default function ({ data }) {
  const toSignIn = () => {
    const target = location.pathname + location.search
    location.replace("/auth/login?ended=1&next=" + encodeURIComponent(target))
  }
  if (data.left) { location.replace(data.left); return }
  if (data.gone) { toSignIn(); return }
  let asked = 0
  const ask = async (least, method) => {
    if (Date.now() - asked < least) return
    asked = Date.now()
    try {
      const answer = await fetch("/auth/here", { method, cache: "no-store", redirect: "manual" })
      if (answer.status === 401) toSignIn()
      else if (answer.ok && (await answer.json()).session !== data.session) location.reload()
    } catch { /* the server is away; Streamlit says so */ }
  }
  const soon = () => ask(3000, "POST")
  const timer = setInterval(() => ask(0, "GET"), 20000)
  const events = ["pointerdown", "keydown", "focus"]
  events.forEach((name) => window.addEventListener(name, soon, true))
  return () => {
    clearInterval(timer)
    events.forEach((name) => window.removeEventListener(name, soon, true))
  }
}
"""


def watch(session: str) -> None:
    """Keep this watch in the page; `session` is the beginning of the session's fingerprint."""
    _component({"session": session[:16]}, "watch")


def send_to_the_sign_in() -> None:
    """Leave for the sign-in and come back to this page afterwards."""
    _component({"gone": True}, "watch_gone")


def leave(place: str) -> None:
    """Go where those go who signed out."""
    _component({"left": place}, "watch_left")


def _component(data: Mapping[str, object], key: str) -> None:
    st.components.v2.component("suprovid_watch", js=SCRIPT)(data=data, key=key)
