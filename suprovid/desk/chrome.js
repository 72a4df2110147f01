// Streamlit speaks English only: this sets the language of the page and says its fixed words in it.
// Helpers for the keyboard live here too: Ctrl+S in any layout, own words in a list, the jump to a field;
// and for the ear: what is wrong with an answer is tied to its box and said aloud.
const QUIET = '[data-testid="stText"], [data-testid="stMarkdownContainer"], .suprovid-reading, textarea, script, style'
const SPOKEN = ["aria-label", "aria-valuetext", "placeholder", "title"]
const OUTSIDE = ".stFileUploader button, [data-testid='stTooltipErrorContent']"
let said = { plain: new Map(), shaped: [] }

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")

const learn = (words) => {
  said = { plain: new Map(), shaped: [] }
  for (const [english, ours] of words) {
    if (!english.includes("{")) said.plain.set(english, ours)
    else said.shaped.push([new RegExp("^" + escaped(english).replace(/\\\{\w+\\\}/g, "(.+)") + "$"), ours])
  }
}

const measured = (text) => text.replace(/(\d)([KMG]B)\b/g, (all, digit, unit) => `${digit} ${said.plain.get(unit) || unit}`)

const say = (text) => {
  const bare = text.trim().replace(/^Error(?=: )/, "")
  if (!bare) return null
  if (said.plain.has(bare)) return text.replace(bare, () => said.plain.get(bare))
  for (const [shape, ours] of said.shaped) {
    const found = shape.exec(bare)
    let number = 0
    if (found) return ours.replace(/\{\w+\}/g, () => measured(found[++number]))
  }
  return null
}

const sayElement = (element) => {
  for (const name of SPOKEN) {
    const ours = element.hasAttribute(name) && say(element.getAttribute(name))
    if (ours) element.setAttribute(name, ours)
  }
}

const sayText = (node) => {
  const around = node.parentElement
  if (around?.closest(QUIET) && !around.closest(OUTSIDE)) return
  const ours = say(node.data)
  if (ours && ours !== node.data) node.data = ours
}

const sayAll = (root) => {
  if (root.nodeType === Node.TEXT_NODE) return sayText(root)
  if (root.nodeType !== Node.ELEMENT_NODE) return
  sayElement(root)
  root.querySelectorAll(SPOKEN.map((name) => `[${name}]`).join()).forEach(sayElement)
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) sayText(walker.currentNode)
}

const watched = (changes) => {
  for (const change of changes) {
    if (change.type === "attributes") sayElement(change.target)
    else if (change.type === "characterData") sayText(change.target)
    else change.addedNodes.forEach(sayAll)
  }
}

// What is being typed is committed when its box loses the focus; only then is it saved.
const save = (event) => {
  if (event.code !== "KeyS" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
  const button = document.querySelector(".st-key-form-save button")
  if (!button) return
  event.preventDefault()
  event.stopImmediatePropagation()
  document.activeElement?.blur()
  setTimeout(() => button.click(), 60)
}

// A list that takes own words forgets what was typed when it loses the focus: take it before that happens.
const keepTyped = (event) => {
  const box = document.activeElement
  if (event.type === "keydown" && event.key !== "Tab") return
  if (box?.getAttribute("role") !== "combobox" || !box.value?.trim()) return
  const list = document.getElementById(box.getAttribute("aria-controls"))
  if (!list || list.contains(event.target)) return
  const same = [...list.querySelectorAll('[role="option"]')].find(one => one.textContent.trim() === box.value.trim())
  ;(list.querySelector('[data-key="__creatable__"]') || same)?.click()
}

const within = (one) => {
  const list = one?.closest(".st-key-form-sections")
  if (!list) return
  const [here, there] = [list.getBoundingClientRect(), one.getBoundingClientRect()]
  const away = (before, after) => Math.min(before, 0) || Math.max(after, 0)
  list.scrollBy(away(there.left - here.left, there.right - here.right), away(there.top - here.top, there.bottom - here.bottom))
}

const jump = (data) => {
  if (data.beside) within(document.querySelector(data.beside))
  const there = document.querySelector(data.jump)
  there?.scrollIntoView({ block: data.focus && !data.whole ? "center" : "nearest" })
  if (!data.focus || !there) return
  const typed = [...there.querySelectorAll("input, textarea, [role='radio'], [role='slider'], [role='spinbutton']")]
    .filter(box => box.type !== "file" && box.type !== "hidden" && box.tabIndex >= 0)
  const target = typed[0] || there.querySelector("button:not(:disabled)")
  if (!target || data.whole) there.tabIndex = -1
  ;(data.whole ? there : target || there).focus({ preventScroll: true })
}

// What is wrong is said to those who do not see the frame around a field.
const INVALID = "input, textarea, [role='combobox'], [role='radiogroup'], [role='spinbutton'], [role='slider']"
const DESCRIBED = `${INVALID}, [role='group'], [role='toolbar'], .stFileUploader button`
const heard = (id, role) => {
  const found = document.getElementById(id) || document.body.appendChild(document.createElement("div"))
  if (found.id) return found
  found.id = id
  found.className = "suprovid-heard"
  if (role) found.setAttribute("role", role)
  return found
}
const describe = (box, id, wrong) => {
  if (wrong && box.matches(INVALID)) box.setAttribute("aria-invalid", "true")
  const by = (box.getAttribute("aria-describedby") || "").split(" ").filter(one => one && one !== id)
  const said = [...by, ...(wrong ? [id] : [])].join(" ")
  if (said !== (box.getAttribute("aria-describedby") || "")) box.setAttribute("aria-describedby", said)
}
const frame = (wrong, ids) => wrong.forEach(([selector], number) => {
  document.querySelectorAll(selector).forEach(there => there.querySelectorAll(DESCRIBED).forEach(box => {
    if (box.getAttribute("aria-describedby")?.includes(ids[number])) return
    describe(box, ids[number], true)
  }))
})

const sayWrong = (wrong) => {
  const store = heard("suprovid-wrong")
  store.hidden = true
  const ids = wrong.map(([selector]) => "wrong" + selector.replace(/[^\w-]/g, "_"))
  const before = new Set([...store.children].map(one => one.textContent))
  store.replaceChildren(...wrong.map(([, said], number) => {
    const one = document.createElement("p")
    one.id = ids[number]
    one.textContent = said
    return one
  }))
  const fresh = wrong.map(([, said]) => said).filter(said => !before.has(said))
  if (fresh.length && fresh.length < 3) heard("suprovid-said", "status").textContent = fresh.join(". ")
  frame(wrong, ids)
  const observer = new MutationObserver(() => frame(wrong, ids))
  observer.observe(document.body, { subtree: true, childList: true })
  return () => {
    observer.disconnect()
    document.querySelectorAll("[aria-describedby*='wrong_']").forEach(box => {
      ids.forEach(id => describe(box, id, false))
      box.removeAttribute("aria-invalid")
    })
  }
}

// The same component is asked again with other problems, or goes away: what was said before is taken back.
const sayWrongAnew = (wrong) => {
  window.suprovidUnsay?.()
  const unsay = window.suprovidUnsay = sayWrong(wrong)
  return () => {
    if (window.suprovidUnsay !== unsay) return
    unsay()
    window.suprovidUnsay = null
    document.getElementById("suprovid-wrong")?.replaceChildren()
  }
}

// A calendar opens as soon as the cursor is in a date, and covers what comes next: whoever types does not need it.
// A click into the date shows it until the first key; its own button and Alt+ArrowDown open it at any time.
const CALENDAR = "[data-testid^='stDateInput'], [data-testid^='stDateTimeInput']"
const pointed = (event) => {
  if (event.type === "keydown" && !event.target.matches?.("[role='spinbutton']")) return
  const at = event.type === "pointerdown" && event.target.closest?.(CALENDAR)
  document.documentElement.toggleAttribute("data-pointed", !!at)
}

// A date that is not typed to its end, or whose year cannot be, is not sent by Streamlit: it would be gone at the save.
const LEAVING = ":is(.st-key-form-bar, .st-key-form-sections, .st-key-form-steps) button"
const isUnfinished = (date) => {
  const parts = [...date.querySelectorAll("[role='spinbutton']")]
  const empty = parts.filter(part => part.hasAttribute("data-placeholder")).length
  return date.hasAttribute("data-invalid") || (empty > 0 && empty < parts.length)
}
const finish = (words) => (event) => {
  if (!event.target.closest?.(LEAVING)) return
  const date = [...document.querySelectorAll(".stMain [role='group']:has([role='spinbutton'])")].find(isUnfinished)
  if (!date) return
  event.preventDefault()
  event.stopImmediatePropagation()
  const parts = [...date.querySelectorAll("[role='spinbutton']")]
  const wanted = parts.find(part => part.hasAttribute("data-placeholder")) || parts.find(part => part.dataset.type === "year")
  date.scrollIntoView({ block: "center" })
  ;(wanted || parts[0]).focus({ preventScroll: true })
  const told = complain([words], date.closest("[data-testid='stElementContainer']"))
  date.addEventListener("keydown", () => told.forEach(one => one.remove()), { once: true })
}

// Sentences of the browser's own, under what they are about; the last ones only.
const complain = (sentences, beneath) => {
  document.querySelectorAll(".suprovid-unfinished").forEach(one => one.remove())
  return sentences.map(words => {
    const told = document.createElement("p")
    told.className = "suprovid-unfinished"
    told.setAttribute("role", "alert")
    told.textContent = words
    beneath.append(told)
    return told
  })
}

// A file above the limit never leaves the browser, and Streamlit forgets it as soon as another one is taken.
const UNITS = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, "К": 2 ** 10, "М": 2 ** 20, "Г": 2 ** 30 }
const weighed = (words) => (event) => {
  const room = event.target.closest?.(".stFileUploader")
  const limit = room?.innerText.match(/(\d+)\s*([KMGКМГ])[BБ]/)
  const files = event.type === "drop" ? event.dataTransfer?.files : event.target.files
  if (!limit || !files) return
  const large = [...files].filter(file => file.size > limit[1] * UNITS[limit[2]])
  const most = limit[0].replace(/\s*(?=\D+$)/, " ")
  complain(
    large.map(file => words.replace("{size}", () => most).replace("{name}", () => file.name)),
    room.closest("[data-testid='stVerticalBlock']"),
  )
}

// Another page of a list begins at its beginning; whoever turns it by keys keeps the cursor where it is.
const turned = (event) => {
  if (!event.detail || !event.target.closest?.("[data-testid='stPagination'] button:not(:disabled)")) return
  document.querySelector(".stMain")?.scrollTo({ top: 0 })
}

// Dialogs and what pops up stand beside the app, not in it: they know its colours from the page as a whole.
const colour = (app) => {
  document.documentElement.style.colorScheme = getComputedStyle(app).colorScheme
}

// What is jumped to may be drawn a little later than the jump itself; nothing moves under a hand that is at work.
const AT_WORK = ["pointerdown", "wheel", "keydown"]
const jumpSoon = (data) => {
  let tries = 20
  const stop = () => {
    clearInterval(waiting)
    AT_WORK.forEach(kind => window.removeEventListener(kind, stop, true))
  }
  const waiting = setInterval(() => {
    const there = document.querySelector(data.jump)
    if (!there && tries--) return
    stop()
    if (there) jump(data)
  }, 150)
  AT_WORK.forEach(kind => window.addEventListener(kind, stop, true))
}

export default function ({ data }) {
  if (data.jump) {
    jumpSoon(data)
    return
  }
  if (data.wrong) return sayWrongAnew(data.wrong)
  document.documentElement.lang = data.language
  heard("suprovid-said", "status")
  Object.defineProperty(navigator, "language", { get: () => data.locale, configurable: true })
  learn(data.words)
  window.addEventListener("keydown", save, true)
  window.addEventListener("keydown", keepTyped, true)
  window.addEventListener("pointerdown", keepTyped, true)
  window.addEventListener("keydown", pointed, true)
  window.addEventListener("pointerdown", pointed, true)
  window.addEventListener("click", turned, true)
  const finished = finish(data.unfinished)
  window.addEventListener("click", finished, true)
  const weigh = weighed(data.large)
  window.addEventListener("change", weigh, true)
  window.addEventListener("drop", weigh, true)
  const app = document.querySelector(".stApp")
  colour(app)
  const colours = new MutationObserver(() => colour(app))
  colours.observe(app, { attributeFilter: ["class"] })
  const observer = new MutationObserver(watched)
  if (data.words.length) {
    sayAll(document.body)
    observer.observe(document.body, {
      subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: SPOKEN,
    })
  }
  return () => {
    observer.disconnect()
    colours.disconnect()
    window.removeEventListener("keydown", save, true)
    window.removeEventListener("keydown", keepTyped, true)
    window.removeEventListener("pointerdown", keepTyped, true)
    window.removeEventListener("keydown", pointed, true)
    window.removeEventListener("pointerdown", pointed, true)
    window.removeEventListener("click", turned, true)
    window.removeEventListener("click", finished, true)
    window.removeEventListener("change", weigh, true)
    window.removeEventListener("drop", weigh, true)
  }
}
