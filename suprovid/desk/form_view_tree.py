"""A question that is a tree: groups in groups, lists of anything, branches, answers of one's own names.

Each node is drawn by the widget of its kind; what changes the shape of the tree draws it anew.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import tzinfo
from functools import partial
from typing import Any

import streamlit as st

from suprovid.desk import form_view_tree_shape as shaping
from suprovid.desk import widgets
from suprovid.desk.drafting import Filling, Steps
from suprovid.desk.escaping import in_html, keyed, plain, sendable
from suprovid.desk.form_view_rows import shape
from suprovid.desk.form_view_sheet import Sheet, asked
from suprovid.desk.form_view_tree_items import called, draw_items
from suprovid.desk.form_view_tree_parts import open_part
from suprovid.desk.style import TOOLS
from suprovid.desk.widgets import Place
from suprovid.forms.answers import Path
from suprovid.forms.fields import Field
from suprovid.forms.plain.choosing import same
from suprovid.forms.plain.growing import MORE, TYPE, Node
from suprovid.forms.plain.merging import Fork

LONGEST = 400
FORK_TITLES = {TYPE: "form.type"}


@shape("tree")
def draw_tree(sheet: Sheet, field: Field, steps: Steps, path: Path) -> None:
    """The whole tree of a question; of the conditions of a whole form, what they bring up."""
    node = sheet.view.tree(path)
    if field.name != MORE:
        draw_node(sheet, node)
        return
    for fork in node.forks:
        _fork(sheet, node, fork)
    for child in node.children:
        draw_node(sheet, child)


def draw_node(sheet: Sheet, node: Node) -> None:
    """One node with everything in it."""
    if node.kind in DRAWS:
        with st.container(
            border=node.kind != "closed" and not _is_all(sheet, node), key=node_key(sheet, node)
        ):
            _heading(sheet, node)
            DRAWS[node.kind](sheet, node)
            _troubles(sheet, sheet.troubles(node.path) if node.children else sheet.troubles_below(node.path))
        return
    _leaf(sheet, node)


def _is_all(sheet: Sheet, node: Node) -> bool:
    """Is it the whole of a form? Then it needs no frame and no name."""
    return sheet.opened.form.plain and len(node.path) == 1


def _heading(sheet: Sheet, node: Node) -> None:
    """What the node is called, its hint, the tools of its line, its branches."""
    texts = asked(node.field, sheet.language)
    if not _is_all(sheet, node) and node.kind != "closed":
        head = node_key(sheet, node, TOOLS)
        with st.container(horizontal=True, vertical_alignment="center", key=head):
            name = f": {plain(name_of_it)}" if (name_of_it := called(sheet, node)) else ""
            st.markdown(f"**{texts.title}{name}**" + (r" \*" if node.required else ""))
            _tools(sheet, node)
    if texts.note and node.kind != "closed":
        st.caption(texts.note)
    for fork in node.forks:
        _fork(sheet, node, fork)


def _group(sheet: Sheet, node: Node) -> None:
    for child in open_part(sheet, node, node_key(sheet, node, "part")):
        if not _is_said_by_the_branch(sheet, node, child):
            draw_node(sheet, child)
    if node.takes_more and not node.read_only:
        _free(sheet, node)


def _is_said_by_the_branch(sheet: Sheet, node: Node, child: Node) -> bool:
    """Is the only answer that the chosen branch leaves already there? Then the choice of it says all."""
    name, value = child.path[-1], sheet.value(child.path)
    forks = [fork for fork in node.forks if fork.key != TYPE]
    said = [fork.sketches[fork.chosen].constants for fork in forks if fork.chosen is not None]
    return child.present and any(name in known and same(value, known[name]) for known in said)


def _array(sheet: Sheet, node: Node) -> None:
    draw_items(sheet, node, partial(draw_node, sheet), partial(node_key, sheet, what="open"))
    with st.container(horizontal=True):
        if node.takes_more and not node.read_only:
            st.button(
                sheet.say("form.line_add"),
                key=node_key(sheet, node, "add"),
                icon=":material/add:",
                on_click=shaping.add_item,
                args=(sheet.filling, node),
            )
        if node.hidden:
            st.button(
                sheet.say("form.items_more", count=node.hidden),
                key=node_key(sheet, node, "more"),
                on_click=shaping.show_more,
                args=(sheet.filling, node),
                type="tertiary",
            )


def _odd(sheet: Sheet, node: Node) -> None:
    """What is stored and cannot be asked for here: shown as it is, until somebody removes it."""
    stored = "•••" if node.secret else json.dumps(sheet.value(node.path), ensure_ascii=False, default=str)
    st.caption(plain(sheet.say("form.odd_value", value=stored[:LONGEST])))
    if not node.removable and not node.read_only and not _is_all(sheet, node):
        _button(sheet, node, "remove", "close", shaping.remove, (sheet.filling, node.path))


def _closed(sheet: Sheet, node: Node) -> None:
    """One level more, for whoever wants it."""
    title = asked(node.field, sheet.language).title
    st.button(
        sheet.say("form.unfold", title=title) + (r" \*" if node.required else ""),
        key=node_key(sheet, node, "unfold"),
        icon=":material/add:",
        on_click=shaping.unfold,
        args=(sheet.filling, node),
        type="tertiary",
        disabled=node.read_only,
    )


def _nothing(sheet: Sheet, node: Node) -> None:
    """Nothing is asked here yet, or ever."""


DRAWS = {"group": _group, "array": _array, "odd": _odd, "closed": _closed, "nothing": _nothing}


def _leaf(sheet: Sheet, node: Node) -> None:
    """One widget, with its hint and what is wrong."""
    for fork in node.forks:
        _fork(sheet, node, fork)
    if node.removable:
        with st.container(horizontal=True, vertical_alignment="bottom", key=node_key(sheet, node, "row")):
            _answer(sheet, node)
            _tools(sheet, node)
    else:
        _answer(sheet, node)
    if note := asked(node.field, sheet.language).note:
        st.caption(note)
    _troubles(sheet, sheet.troubles_below(node.path))


def _answer(sheet: Sheet, node: Node) -> None:
    if node.secret:
        _secret(sheet, node)
    elif node.read_only:
        title, text = node.field.title(sheet.language), sheet.read(node.field, sheet.value(node.path)) or "—"
        st.html(f'<dl class="suprovid-locked"><dt>{in_html(title)}</dt><dd>{in_html(text)}</dd></dl>')
    else:
        widgets.draw(place_of(sheet, node))


def _secret(sheet: Sheet, node: Node) -> None:
    """Something to write that is never shown back; left empty, what is stored stays."""
    hint = sheet.say("form.secret_stored") if node.present else None
    key = node_key(sheet, node)
    st.text_input(
        _label(sheet, node),
        key=key,
        type="password",
        placeholder=hint,
        on_change=shaping.write_secret,
        args=(sheet.filling, node, key),
    )


def place_of(sheet: Sheet, node: Node) -> Place:
    """The place of one answer of a tree, for its widget."""
    texts = asked(node.field, sheet.language)
    examples = node.field.schema.get("examples")
    example = sendable(str(examples[0])) if isinstance(examples, list) and examples else None
    return Place(
        field=node.field,
        path=node.path,
        key=node_key(sheet, node),
        label=_label(sheet, node),
        value=sheet.value(node.path),
        say=sheet.say,
        language=sheet.language,
        now=sheet.desk.by.now,
        write=Write(sheet.filling, node, sheet.desk.by.now.tzinfo),
        choices=node.field.choices(sheet.language),
        help=texts.help,
        placeholder=texts.placeholder or example,
        disabled=sheet.read_only,
    )


def _label(sheet: Sheet, node: Node) -> str:
    texts = asked(node.field, sheet.language)
    return texts.label + (" *" if node.required else "")


@dataclass(frozen=True, slots=True, repr=False)
class Write:
    """Where a widget of a tree puts its answer."""

    filling: Filling
    node: Node
    zone: tzinfo | None

    def __call__(self, value: Any) -> None:
        shaping.write(self.filling, self.node, value, self.zone)


def _fork(sheet: Sheet, node: Node, fork: Fork) -> None:
    """Which branch: nothing is chosen until an answer or a person says so."""
    key = node_key(sheet, node, f"fork{fork.key}")
    st.selectbox(
        plain(f"{node.field.title(sheet.language)}: {sheet.say(FORK_TITLES.get(fork.key, 'form.branch'))}"),
        list(range(len(fork.branches))),
        index=fork.chosen,
        key=key,
        format_func=partial(_branch_title, sheet, fork),
        placeholder=sheet.say("form.choose"),
        on_change=shaping.switch,
        args=(sheet.filling, node, fork, key),
        disabled=node.read_only,
    )


def _branch_title(sheet: Sheet, fork: Fork, number: int) -> str:
    """What a branch is called; its number tells twins apart."""
    titles = [_own_title(sheet, fork, each) for each in range(len(fork.branches))]
    title = sendable(titles[number])
    return title if titles.count(titles[number]) == 1 else f"{title} ({number + 1})"


def _own_title(sheet: Sheet, fork: Fork, number: int) -> str:
    if fork.key == TYPE:
        return sheet.say(f"form.type.{fork.branches[number].words['type']}")
    drawn = fork.sketches[number]
    constant = next((str(value) for value in drawn.constants.values()), "")
    kind = drawn.types[0] if len(drawn.types) == 1 and drawn.types[0] != "object" else ""
    told = (
        drawn.called(sheet.language)
        or constant
        or drawn.reference
        or (sheet.say(f"form.type.{kind}") if kind else "")
    )
    return " ".join(told.split()) or sheet.say("form.branch_number", number=number + 1)


def _free(sheet: Sheet, node: Node) -> None:
    """An answer of a name of one's own."""
    key = node_key(sheet, node, "name")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(sheet.say("form.free_name"), key=key)
        st.button(
            sheet.say("form.free_add"),
            key=node_key(sheet, node, "free"),
            icon=":material/add:",
            on_click=shaping.add_named,
            args=(sheet.filling, node, key),
        )


def _tools(sheet: Sheet, node: Node) -> None:
    """Move, rename, remove: what is possible with an item or with an answer of a free name."""
    if not node.removable or node.read_only:
        return
    filling, path = sheet.filling, node.path
    if isinstance(path[-1], int):
        _button(sheet, node, "up", "arrow_upward", shaping.move, (filling, path, -1))
        _button(sheet, node, "down", "arrow_downward", shaping.move, (filling, path, 1))
    else:
        key = node_key(sheet, node, "rename")
        with st.popover(sheet.say("form.free_rename"), type="tertiary"):
            st.text_input(
                sheet.say("form.free_name"), sendable(str(path[-1])), key=key,
                on_change=shaping.rename, args=(filling, path, key),
            )  # fmt: skip
    _button(sheet, node, "remove", "delete", shaping.remove, (filling, path))


def _button(sheet: Sheet, node: Node, what: str, icon: str, act: Any, args: tuple[Any, ...]) -> None:
    st.button(
        sheet.say(f"form.line_{what}"),
        key=node_key(sheet, node, what),
        help=sheet.say(f"form.line_{what}"),
        icon=f":material/{icon}:",
        on_click=act,
        args=args,
        type="tertiary",
    )


def _troubles(sheet: Sheet, told: list[str]) -> None:
    for sentence in told:
        st.markdown(f":red[:small[:material/error: {plain(sentence)}]]")


def node_key(sheet: Sheet, node: Node, what: str = "") -> str:
    """The key of a widget; a name with dots in it is spelt so that no other is like it."""
    steps = (str(step).replace("~", "~0").replace(".", "~1") for step in node.path)
    return f"{sheet.token}.{keyed('.'.join(steps))}" + (f"~{what}" if what else "")
