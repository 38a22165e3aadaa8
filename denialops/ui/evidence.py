"""The letter as it came in, with the evidence of the chosen fact marked."""

from __future__ import annotations

from html import escape

import streamlit as st

from denialops.domain.documents import Document, Page
from denialops.domain.facts import Evidence, Fact
from denialops.domain.plans import find_place
from denialops.services.records import CaseView
from denialops.ui import session
from denialops.ui.chips import plain, shown
from denialops.ui.words import FIELDS, ORIGINS, in_words

PICTURE_WIDTH_PX = 1100


def choose_fact(case_id: str, fact: Fact) -> None:
    """Callback of every 'show on page' button: turns to the page and marks the words."""
    if fact.evidence:
        turn, _ = st.session_state.get(f"turned_{case_id}", (0, 1))
        st.session_state[f"shown_fact_{case_id}"] = fact.fact_id
        st.session_state[f"document_{case_id}"] = fact.evidence.document_id
        st.session_state[f"turned_{case_id}"] = (turn + 1, _position(case_id, fact.evidence))


def forget_fact(case_id: str) -> None:
    st.session_state.pop(f"shown_fact_{case_id}", None)


def show_button(view: CaseView, fact: Fact | None, *, key: str) -> None:
    """The way from a fact to its place in the letter; a fact without a place has none."""
    if not fact or not fact.evidence:
        return
    chosen = st.session_state.get(f"shown_fact_{view.row.case_id}") == fact.fact_id
    st.button(
        f"p. {fact.evidence.page}",
        key=key,
        icon=":material/visibility:",
        type="primary" if chosen else "secondary",
        help="Show on the page where this was read",
        on_click=choose_fact,
        args=(view.row.case_id, fact),
    )


def show_letter(view: CaseView) -> None:
    """The page chosen, as a picture where the file has one and as text where it has none."""
    document = _choose_document(view)
    if not document or not document.pages:
        st.info("No page has been read yet.", icon=":material/description:")
        return
    case_id, fact = view.row.case_id, _shown_fact(view)
    page = _choose_page(case_id, document)
    if fact:
        _show_choice(case_id, fact)
    fact_id = fact.fact_id if fact else None
    picture = session.services().page_image(
        case_id, document.document_id, page.number, fact_id=fact_id, width_px=PICTURE_WIDTH_PX
    )
    as_text = picture is None or st.session_state.get(f"as_text_{case_id}", False)
    if picture is None or as_text:
        _show_text(document, page, fact.evidence if fact else None)
    else:
        st.image(picture, width="stretch", alt=f"Page {page.number} of {document.filename}")
    _show_origin(case_id, page, has_picture=picture is not None)


def _choose_document(view: CaseView) -> Document | None:
    documents = {document.document_id: document for document in view.case.documents}
    if len(documents) < 2:
        return view.case.documents[0] if documents else None
    labels = {exhibit.document_id: f"{exhibit.label}: {exhibit.title or exhibit.filename}" for exhibit in view.exhibits}
    chosen = st.selectbox(
        "Document",
        list(documents),
        format_func=lambda document_id: labels.get(document_id, documents[document_id].filename),
        key=f"document_{view.row.case_id}",
        label_visibility="collapsed",
    )
    return documents[chosen]


def _choose_page(case_id: str, document: Document) -> Page:
    if len(document.pages) == 1:
        return document.pages[0]
    turn, start = st.session_state.get(f"turned_{case_id}", (0, 1))
    start = min(start, len(document.pages))
    # A new key each turn: the switch starts at the fact's page and then belongs to the reader.
    number = st.pagination(len(document.pages), default=start, key=f"page_{case_id}_{document.document_id}_{turn}")
    return document.pages[number - 1]


def _shown_fact(view: CaseView) -> Fact | None:
    fact_id = st.session_state.get(f"shown_fact_{view.row.case_id}")
    quotes = view.case.routing.quotes if view.case.routing else ()
    others = (other for fact in view.case.facts.items for other in fact.other_facts)
    known = next((fact for fact in (*view.case.facts.items, *others, *quotes) if fact.fact_id == fact_id), None)
    return known or find_place(view.case.plans, fact_id or "")


def _show_choice(case_id: str, fact: Fact) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"choice_{case_id}"):
        label, value = in_words(fact.field, FIELDS), plain(shown(fact.field, fact.value))
        st.markdown(f":yellow-background[{label}: **{value}**]", width="content")
        st.button("Clear mark", key=f"clear_{case_id}", type="tertiary", on_click=forget_fact, args=(case_id,))


def _show_text(document: Document, page: Page, evidence: Evidence | None) -> None:
    text = escape(page.text)
    if evidence and (evidence.document_id, evidence.page) == (document.document_id, page.number):
        before, quote, after = (
            page.text[: evidence.start],
            page.text[evidence.start : evidence.end],
            page.text[evidence.end :],
        )
        text = f"{escape(before)}<mark>{escape(quote)}</mark>{escape(after)}"
    st.html(f'<div class="letter-text">{text}</div>')


def _show_origin(case_id: str, page: Page, *, has_picture: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"origin_{case_id}"):
        sure = f", {page.ocr_confidence:.0%} sure" if page.ocr_confidence is not None else ""
        st.caption(f"Page {page.number}, read from {ORIGINS.get(page.origin, page.origin)}{sure}", width="content")
        if has_picture:
            st.toggle("Show as text", key=f"as_text_{case_id}")


def _position(case_id: str, evidence: Evidence) -> int:
    """Pages are counted by their place in the document as read, which may lack some numbers of the file."""
    documents = session.services().case(case_id).case.documents
    document = next(item for item in documents if item.document_id == evidence.document_id)
    return next(place for place, page in enumerate(document.pages, 1) if page.number == evidence.page)
