"""The draft: edit beside preview, what is still open, save without losing anybody's text, versions."""

from __future__ import annotations

import streamlit as st

from denialops.domain.drafts import Draft
from denialops.errors import DenialOpsError, DraftConflict
from denialops.services.records import CaseView, DraftInfo
from denialops.ui import session
from denialops.ui.chips import counted, moment, plain
from denialops.ui.model import show_write_button
from denialops.ui.preview import letter_html
from denialops.ui.problems import NOTICE, act, say
from denialops.ui.sheets import show_sheets
from denialops.ui.signing import show_signature

EDITOR_HEIGHT_PX = 640
MOST_POINTS_OPEN = 5
TEXT, SHEETS = "Text as you write", "Pages as printed"


def show_editor(view: CaseView) -> None:
    """The text in the box is based on the version it was opened from, whatever others save meanwhile."""
    if not view.case.draft:
        st.info("No letter is drafted for this document.", icon=":material/drafts:")
        return
    case_id, draft = view.row.case_id, session.services().draft(view.row.case_id)
    base = st.session_state.setdefault(f"base_{case_id}", draft.version)
    if base != draft.version and not _is_edited(case_id, base):
        base = st.session_state[f"base_{case_id}"] = draft.version
    _show_conflict(case_id)
    _show_newer(case_id, base, draft)
    _show_outdated(view)
    _show_open_points(draft)
    show_signature(view)
    _show_text(view, base)


def show_versions(view: CaseView) -> None:
    """Every version that was ever saved; restoring one makes it the newest and keeps the rest."""
    with st.expander(f"Version history ({len(view.versions)})", icon=":material/history:", key="versions"):
        for info in view.versions:
            _show_version(view.row.case_id, info)


def _is_edited(case_id: str, base: int) -> bool:
    key = f"body_{case_id}_{base}"
    return key in st.session_state and st.session_state[key] != session.services().draft(case_id, base).body


def _show_text(view: CaseView, base: int) -> None:
    case_id = view.row.case_id
    key = f"body_{case_id}_{base}"
    opened = session.services().draft(case_id, base)
    with st.container(horizontal=True, key="desk"):
        with st.container(key="desk_text"):
            st.text_area(
                "Text of the letter", value=opened.body, key=key, height=EDITOR_HEIGHT_PX,
                help="## heading, - list, 1. numbered, > quote, | table |, [[blank]]. Ctrl+Enter: preview.",
            )  # fmt: skip
            _show_save(view, base, opened)
        with st.container(key="desk_preview"):
            _show_preview(view, base)


def _show_preview(view: CaseView, base: int) -> None:
    case_id = view.row.case_id
    shown = st.segmented_control(
        "Preview", [TEXT, SHEETS], default=TEXT, required=True, key=f"preview_{case_id}", label_visibility="collapsed"
    )
    if shown == SHEETS:
        if _is_edited(case_id, base):
            st.caption("These are the pages of the saved letter. Save to see your changes here.")
        show_sheets(view)
        return
    marks = session.services().draft(case_id, base).marks
    st.html(letter_html(st.session_state[f"body_{case_id}_{base}"], marks))
    st.caption(f"Letterhead, address, reference block, signature and enclosures: see “{SHEETS}”.")


def _show_save(view: CaseView, base: int, opened: Draft) -> None:
    case_id = view.row.case_id
    with st.container(horizontal=True, vertical_alignment="center", key="save_row"):
        st.button(
            "Save", key="save_draft", type="primary", icon=":material/save:", on_click=_save, args=(case_id, base)
        )
        st.button(
            "Write anew from the facts", key="redraft", icon=":material/autorenew:", on_click=_redraft, args=(case_id,),
            help="Makes a new version from the present facts. Earlier versions stay in the history.",
        )  # fmt: skip
        show_write_button(view)
        edited = ":orange-badge[:material/edit: not saved]" if _is_edited(case_id, base) else ""
        st.markdown(f":small[Version {base} by {plain(opened.author)}] {edited}", width="content")


def _show_conflict(case_id: str) -> None:
    conflict = st.session_state.get(f"conflict_{case_id}")
    if not conflict:
        return
    latest, mine = (session.services().draft(case_id, version) for version in conflict)
    st.warning(
        f"{plain(latest.author)} saved version {latest.version} while you were writing. Nothing is lost: "
        f"your text is kept as version {mine.version}. Compare the two and choose which one goes on.",
        icon=":material/call_split:",
    )
    left, right = st.columns(2)
    for place, draft, words in ((left, latest, "Go on with theirs"), (right, mine, "Go on with mine")):
        with place:
            st.markdown(f"**Version {draft.version}** by {plain(draft.author)}")
            with st.container(height=320, border=True):
                st.html(letter_html(draft.body))
            st.button(words, key=f"choose_{draft.version}", on_click=_choose, args=(case_id, draft.version))


def _show_newer(case_id: str, base: int, latest: Draft) -> None:
    if base != latest.version and not st.session_state.get(f"conflict_{case_id}"):
        st.info(
            f"{plain(latest.author)} saved version {latest.version} meanwhile. "
            "Save yours: both are kept and shown side by side.",
            icon=":material/group:",
        )


def _show_outdated(view: CaseView) -> None:
    if view.draft_outdated:
        st.warning(
            "Facts, plan type or dates changed after this letter was written. Check it, or write it anew.",
            icon=":material/sync_problem:",
        )


def _show_open_points(draft: Draft) -> None:
    if not draft.blanks and not draft.marks:
        st.success("No open blanks, and every statement is backed by the case.", icon=":material/task_alt:")
        return
    counts = " · ".join(
        words
        for words, items in (
            (counted(len(draft.blanks), "blank") + " to fill", draft.blanks),
            (counted(len(draft.marks), "statement") + " to check", draft.marks),
        )
        if items
    )
    few = len(draft.blanks) + len(draft.marks) <= MOST_POINTS_OPEN
    with st.expander(counts, expanded=few, icon=":material/checklist:", key="open_points"):
        blanks = [f"- :orange-badge[fill] {plain(blank.text)}" for blank in draft.blanks]
        marks = [f"- :red-badge[check] “{plain(mark.text)}” :gray[{plain(mark.reason)}]" for mark in draft.marks]
        st.markdown("\n".join(blanks + marks))


def _show_version(case_id: str, info: DraftInfo) -> None:
    with st.container(key=f"version_{info.version}", horizontal=True, vertical_alignment="center"):
        latest = " :blue-badge[newest]" if info.is_latest else ""
        st.markdown(f"**Version {info.version}**{latest}  \n:small[{plain(info.author)}, {moment(info.created_at)}]")
        with st.popover("Read", key=f"read_{info.version}"):
            draft = session.services().draft(case_id, info.version)
            st.html(letter_html(draft.body, draft.marks))
        if not info.is_latest:
            st.button("Restore", key=f"restore_{info.version}", on_click=_restore, args=(case_id, info.version))


def _save(case_id: str, base: int) -> None:
    _save_body(case_id, st.session_state[f"body_{case_id}_{base}"], base)


def _save_body(case_id: str, body: str, base: int) -> None:
    try:
        saved = session.services().save_draft(case_id, body, based_on=base, actor=session.actor())
    except DraftConflict as conflict:
        st.session_state[f"conflict_{case_id}"] = (conflict.latest_version, conflict.saved_as)
        _open(case_id, conflict.saved_as)
    except DenialOpsError as error:
        st.session_state[NOTICE] = error.as_record()
    else:
        _open(case_id, saved.version)
        st.session_state.pop(f"conflict_{case_id}", None)
        say(f"Saved as version {saved.version}")


def _open(case_id: str, version: int) -> None:
    st.session_state[f"base_{case_id}"] = version


def _choose(case_id: str, version: int) -> None:
    """The chosen text becomes the newest version; the other one stays in the history."""
    st.session_state.pop(f"conflict_{case_id}", None)
    latest = session.services().draft(case_id)
    if version == latest.version:
        _open(case_id, version)
    else:
        _save_body(case_id, session.services().draft(case_id, version).body, latest.version)


def _restore(case_id: str, version: int) -> None:
    latest = session.services().draft(case_id)
    _save_body(case_id, session.services().draft(case_id, version).body, latest.version)


def _redraft(case_id: str) -> None:
    draft = act(session.services().redraft, case_id, actor=session.actor())
    if draft:
        _open(case_id, draft.version)
        say(f"Written anew as version {draft.version}")
