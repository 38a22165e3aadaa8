"""What the plan documents say: what bears on this denial, where they contradict the letter, and all that was found."""

from __future__ import annotations

import streamlit as st

from denialops.domain.documents import Document
from denialops.domain.facts import Evidence
from denialops.domain.packets import exhibit_title
from denialops.domain.plans import PLAN_TYPES, PlanConflict, PlanQuote, PlanReading, PlanSection, place_fact
from denialops.services.records import CaseView
from denialops.ui import session
from denialops.ui.chips import counted, plain
from denialops.ui.evidence import show_button
from denialops.ui.intake import FILE_TYPES, as_upload
from denialops.ui.problems import NOTICE, act, say
from denialops.ui.words import DOC_TYPES, PLAN_KINDS, PLAN_USES

NOT_VERIFIED = "Plan terms not verified: no plan document is with this case."
UNREAD = "Plan terms not verified: the plan document could not be read."


def show_plan_state(view: CaseView) -> None:
    """One line where plan terms matter and nobody has compared them."""
    status = view.case.routing.plan.status if view.case.routing else "not_needed"
    if status in ("not_verified", "unread"):
        st.caption(f":orange-badge[:material/help: {NOT_VERIFIED if status == 'not_verified' else UNREAD}]")


def show_plan(view: CaseView) -> None:
    show_plan_state(view)
    terms = view.case.routing.plan if view.case.routing else None
    for number, conflict in enumerate(terms.conflicts if terms else ()):
        with st.container(border=True, key=f"plan_conflict_{number}"):
            _show_conflict(view, conflict, number)
    if terms and terms.quotes:
        st.subheader("What bears on this denial", anchor=False)
    for number, quote in enumerate(terms.quotes if terms else ()):
        with st.container(border=True, key=f"plan_quote_{number}"):
            _show_quote(view, quote, number)
    documents = {document.document_id: document for document in view.case.documents}
    for plan in view.case.plans:
        _show_document(view, documents[plan.document_id], plan)
    if view.row.status in ("review", "failed"):
        _show_adding(view.row.case_id)


def _show_conflict(view: CaseView, conflict: PlanConflict, number: int) -> None:
    st.warning(plain(f"{conflict.detail[:1].upper()}{conflict.detail[1:]}"), icon=":material/compare_arrows:")
    if conflict.letter:
        st.markdown(f":gray[:small[The letter, page {conflict.letter.page}]]  \n{_quoted(conflict.letter)}")
    st.markdown(f":gray[:small[The plan, {plain(conflict.title)}]]  \n{_quoted(conflict.plan)}")
    show_button(view, place_fact(conflict.source, conflict.title, conflict.plan), key=f"show_conflict_{number}")


def _show_quote(view: CaseView, quote: PlanQuote, number: int) -> None:
    head, way = st.columns([6, 1], vertical_alignment="center")
    use = ":green-badge[in the letter]" if quote.in_letter else ":gray-badge[for you]"
    head.markdown(f"**{PLAN_KINDS[quote.kind]}** · {plain(quote.title)} {use}")
    with way:
        show_button(view, place_fact(quote.source, quote.title, quote.place), key=f"show_plan_{number}")
    st.markdown(_quoted(quote.place))
    if quote.lines:
        st.markdown("\n".join(f"- {plain(line.quote)}" for line in quote.lines))


def _show_document(view: CaseView, document: Document, plan: PlanReading) -> None:
    case_id, title = view.row.case_id, exhibit_title(document)
    st.subheader(plain(title), anchor=False)
    if plan.problem:
        st.error(plain(plan.problem), icon=":material/error:")
    st.caption(f"{counted(len(document.pages), 'page')}, {counted(len(plan.sections), 'section')} found")
    key = f"plan_use_{document.document_id}"
    st.selectbox(
        "In the packet", list(PLAN_USES), index=list(PLAN_USES).index(plan.use), format_func=PLAN_USES.__getitem__,
        key=key, on_change=_use, args=(case_id, document.document_id, key),
    )  # fmt: skip
    kinds = [kind for kind in PLAN_KINDS if any(section.kind == kind for section in plan.sections)]
    if kinds:
        with st.expander("Everything that was found", key=f"plan_all_{document.document_id}"):
            _show_found(view, plan, kinds)


def _show_found(view: CaseView, plan: PlanReading, kinds: list[str]) -> None:
    """One kind and one section at a time: a long plan has hundreds."""
    left, right = st.columns(2)
    kind = left.selectbox("Kind", kinds, format_func=lambda name: PLAN_KINDS[name], key=f"plan_kind_{plan.document_id}")
    sections = {section.section_id: section for section in plan.sections if section.kind == kind}
    chosen = right.selectbox(
        "Section",
        list(sections),
        format_func=lambda name: f"{sections[name].title}, page {sections[name].place.page}",
        key=f"plan_section_{plan.document_id}_{kind}",
    )
    if chosen:
        _show_section(view, sections[chosen])


def _show_section(view: CaseView, section: PlanSection) -> None:
    for number, passage in enumerate(section.passages):
        words, way = st.columns([6, 1])
        words.markdown(f"- {plain(passage.place.quote)}" if passage.is_item else plain(passage.place.quote))
        with way:
            fact = place_fact(section.source, section.title, passage.place)
            show_button(view, fact, key=f"show_{section.source}_{number}")


def _show_adding(case_id: str) -> None:
    st.subheader("Add a plan document", anchor=False)
    st.caption("Summary plan description, evidence of coverage, certificate, summary of benefits or medical policy.")
    with st.form("plan_form", clear_on_submit=True):
        st.file_uploader("File", type=FILE_TYPES, key=f"plan_file_{case_id}")
        kinds = [name for name in DOC_TYPES if name in PLAN_TYPES]
        st.selectbox("Kind", kinds, format_func=DOC_TYPES.__getitem__, key=f"plan_type_{case_id}")
        st.form_submit_button("Add and read", key="add_plan", type="primary", on_click=_add, args=(case_id,))


def _quoted(place: Evidence) -> str:
    return f"> {plain(place.quote)}"


def _add(case_id: str) -> None:
    file = st.session_state[f"plan_file_{case_id}"]
    if not file:
        st.session_state[NOTICE] = {"code": "empty_file", "message": "", "hint": "Choose a file first."}
        return
    kind = st.session_state[f"plan_type_{case_id}"]
    added = act(
        session.services().add_exhibit, case_id, as_upload(file), doc_type=kind, title=DOC_TYPES[kind],
        actor=session.actor(),
    )  # fmt: skip
    if added:
        say("Added. It is being read")


def _use(case_id: str, document_id: str, key: str) -> None:
    act(session.services().use_plan, case_id, document_id, st.session_state[key], actor=session.actor())
    say("Saved. The list of enclosures follows")
