"""What goes out and what goes with it: downloads, and the exhibits of the packet in order."""

from __future__ import annotations

from functools import partial

import streamlit as st

from denialops.services.records import CaseView, ExhibitView
from denialops.ui import session
from denialops.ui.chips import counted, plain
from denialops.ui.intake import FILE_TYPES, as_upload
from denialops.ui.problems import NOTICE, act, say
from denialops.ui.remittances import show_origin
from denialops.ui.signing import show_open_state
from denialops.ui.words import DOC_TYPES, in_words

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
RECORD_TYPES = [name for name in DOC_TYPES if name != "denial_letter"]


def show_downloads(view: CaseView) -> None:
    """Made on click from the saved text; file names carry the case number and no name."""
    if not view.case.draft:
        return
    case_id, number, ours, who = view.row.case_id, view.row.number, session.services(), session.actor()
    with st.container(horizontal=True, key="downloads"):
        st.download_button(
            "Word", partial(ours.letter_docx, case_id, actor=who), f"appeal-{number}.docx", DOCX,
            key="download_docx", icon=":material/description:", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "PDF", partial(ours.letter_pdf, case_id, actor=who), f"appeal-{number}.pdf", PDF,
            key="download_pdf", icon=":material/picture_as_pdf:", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "Packet with exhibits", partial(ours.packet_pdf, case_id, actor=who), f"packet-{number}.pdf", PDF,
            key="download_packet", icon=":material/folder_zip:", on_click="ignore", type="primary",
        )  # fmt: skip
        show_open_state(view)


def show_exhibits(view: CaseView) -> None:
    st.caption("The packet is the letter and these exhibits in this order. None is left out in silence.")
    last = len(view.exhibits) - 1
    for place, exhibit in enumerate(view.exhibits):
        with st.container(border=True, key=f"exhibit_{exhibit.document_id}"):
            _show_exhibit(view.row.case_id, exhibit, is_first=place <= 1, is_last=place == last)
            show_origin(view.row.case_id, exhibit)
    _show_undo(view.row.case_id)
    _show_adding(view.row.case_id)


def _show_exhibit(case_id: str, exhibit: ExhibitView, *, is_first: bool, is_last: bool) -> None:
    words, ways = st.columns([3, 2], vertical_alignment="center")
    words.markdown(
        f"**{plain(exhibit.label)}** · {plain(exhibit.title) or in_words(exhibit.doc_type, DOC_TYPES)}  \n"
        f":small[:gray[{plain(exhibit.filename)} · {counted(exhibit.pages, 'page')} · {exhibit.size / 1024:,.0f} KB]]"
    )
    if exhibit.problem:
        words.error(plain(exhibit.problem), icon=":material/error:")
    document_id, ours = exhibit.document_id, session.services()
    with ways.container(horizontal=True, horizontal_alignment="right"):
        if exhibit.doc_type != "denial_letter":
            st.button(
                "Up",
                key=f"up_{document_id}",
                icon=":material/arrow_upward:",
                disabled=is_first,
                on_click=_move,
                args=(case_id, document_id, -1),
            )
            st.button(
                "Down",
                key=f"down_{document_id}",
                icon=":material/arrow_downward:",
                disabled=is_last,
                on_click=_move,
                args=(case_id, document_id, 1),
            )
            st.button(
                "Remove",
                key=f"remove_{document_id}",
                icon=":material/delete:",
                on_click=_remove,
                args=(case_id, exhibit),
            )
        st.download_button("Original", lambda: ours.original(case_id, document_id).data, exhibit.filename,
                           key=f"original_{document_id}", icon=":material/download:", on_click="ignore")  # fmt: skip


def _show_undo(case_id: str) -> None:
    removed: ExhibitView | None = st.session_state.get(f"removed_exhibit_{case_id}")
    if removed:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key="undo_exhibit_row"):
            st.markdown(f"Removed: {plain(removed.title or removed.filename)}")
            st.button("Undo", key="undo_exhibit", icon=":material/undo:", on_click=_undo, args=(case_id, removed))


def _show_adding(case_id: str) -> None:
    st.subheader("Add a supporting record", anchor=False)
    with st.form("exhibit_form", clear_on_submit=True):
        st.file_uploader("File", type=FILE_TYPES, key=f"record_{case_id}")
        kind, title = st.columns(2)
        kind.selectbox("Kind", RECORD_TYPES, format_func=DOC_TYPES.__getitem__, key=f"record_type_{case_id}")
        title.text_input(
            "Title in the list of enclosures",
            key=f"record_title_{case_id}",
            max_chars=80,
            placeholder="For example: therapy notes, January 2026",
        )
        st.form_submit_button("Add to the packet", key="add_exhibit", type="primary", on_click=_add, args=(case_id,))


def _add(case_id: str) -> None:
    file = st.session_state[f"record_{case_id}"]
    if not file:
        st.session_state[NOTICE] = {"code": "empty_file", "message": "", "hint": "Choose a file first."}
        return
    kind, title = st.session_state[f"record_type_{case_id}"], st.session_state[f"record_title_{case_id}"].strip()
    added = act(
        session.services().add_exhibit,
        case_id,
        as_upload(file),
        doc_type=kind,
        title=title or DOC_TYPES[kind],
        actor=session.actor(),
    )
    if added:
        say("Added to the packet")


def _move(case_id: str, document_id: str, offset: int) -> None:
    act(session.services().move_exhibit, case_id, document_id, offset, actor=session.actor())


def _remove(case_id: str, exhibit: ExhibitView) -> None:
    act(session.services().remove_exhibit, case_id, exhibit.document_id, actor=session.actor())
    if NOTICE not in st.session_state:
        st.session_state[f"removed_exhibit_{case_id}"] = exhibit


def _undo(case_id: str, exhibit: ExhibitView) -> None:
    act(session.services().restore_exhibit, case_id, exhibit.document_id, actor=session.actor())
    if NOTICE not in st.session_state:
        del st.session_state[f"removed_exhibit_{case_id}"]
