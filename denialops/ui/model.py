"""What a language model does and did for a case: while it writes, where it failed, what it cost, what left for it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from denialops.domain.draft_text import print_body
from denialops.domain.models import ModelCall, SentText
from denialops.services.model_use import hint_of
from denialops.services.records import CaseView
from denialops.ui import session
from denialops.ui.chips import counted, moment, plain
from denialops.ui.preview import letter_html
from denialops.ui.problems import act, say
from denialops.ui.words import CALL_OUTCOMES, PURPOSES, in_words

PAPER_HEIGHT_PX = 480


def show_writing(view: CaseView) -> None:
    """The letter paragraph by paragraph as the model gives it; the draft of the rules waits behind it."""
    case_id = view.row.case_id
    with st.container(horizontal=True, vertical_alignment="center", key=f"writing_{case_id}"):
        st.markdown(
            f":blue-badge[:material/edit_note: Writing with {plain(view.model.name)}] "
            f"{counted(len(view.model.paragraphs), 'paragraph')} so far. The draft of the rules is kept."
        )
        st.button(
            "Stop writing", key=f"stop_writing_{case_id}", icon=":material/stop_circle:", on_click=_stop,
            args=(case_id,), help="Goes on at once with the draft that is there.",
        )  # fmt: skip
    with st.container(height=PAPER_HEIGHT_PX, border=False, key=f"paper_{case_id}"):
        st.html(letter_html(print_body(view.model.paragraphs)))


def show_model_notes(view: CaseView) -> None:
    """Calm words where the model did not do its part, with the way to have it try again."""
    case_id, model = view.row.case_id, view.model
    if model.reading_fault:
        _show_note(
            "The model did not read this letter; the facts come from the rules.", model.reading_fault,
            f"reread_model_{case_id}", _read_again, case_id, offered=bool(model.name),
        )  # fmt: skip
    if model.writing_fault:
        _show_note(
            "The model did not write this letter; the draft that was there stands.", model.writing_fault,
            f"rewrite_model_{case_id}", write, case_id, offered=bool(model.name),
        )  # fmt: skip


def show_write_button(view: CaseView) -> None:
    """Where a model is chosen: have it write the letter, or write it once more."""
    if view.model.name and view.case.draft:
        again = any(info.author.endswith(f" with {view.model.name}") for info in view.versions)
        st.button(
            "Write anew" if again else f"Write with {plain(view.model.name)}",
            key="write_with_model", icon=":material/auto_awesome:", on_click=write, args=(view.row.case_id,),
            disabled=view.row.status != "review",
            help=f"{plain(view.model.name)} writes a new version. Earlier versions stay in the history.",
        )  # fmt: skip


def show_model_use(case_id: str) -> None:
    """Each call for this case, and, for the audit, the text that left."""
    calls = session.services().model_calls(case_id)
    if not calls:
        return
    with st.expander(f"Model use ({counted(len(calls), 'call')})", icon=":material/smart_toy:", key="model_use"):
        head = "| When | For | Model | Result | Tokens in, out | Cost | First word | Whole |"
        st.markdown("\n".join((head, "|" + "---|" * 8, *map(_call_row, calls))))
        for sent in session.services().sent_texts(case_id):
            _show_sent(sent)


def write(case_id: str) -> None:
    act(session.services().write_with_model, case_id, actor=session.actor())


def _show_note(words: str, code: str, key: str, action: Callable[[str], None], case_id: str, *, offered: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", border=True, key=f"{key}_note"):
        st.markdown(f":gray-badge[:material/smart_toy: Without the model] {words} {plain(hint_of(code))}")
        if offered:
            st.button("Run again with the model", key=key, icon=":material/refresh:", on_click=action, args=(case_id,))


def _call_row(call: ModelCall) -> str:
    cost = "from the cache" if call.from_cache else f"${call.cost_usd:,.4f}" if call.is_priced else "price not known"
    about = "about " if call.tokens.is_estimate else ""
    cells = (
        moment(call.at), in_words(call.purpose, PURPOSES), call.model, in_words(call.outcome, CALL_OUTCOMES),
        f"{about}{call.tokens.input:,}, {call.tokens.output:,}", cost, f"{call.first_token_s:.2f} s",
        f"{call.total_s:.2f} s",
    )  # fmt: skip
    return f"| {' | '.join(map(plain, cells))} |"


def _show_sent(sent: SentText) -> None:
    hidden = counted(sum(sent.placeholders.values()), "placeholder")
    with st.popover(f"What was sent, {moment(sent.at)}", key=f"sent_{sent.call_id}"):
        st.caption(f"To {plain(sent.provider)}, {plain(sent.model)}; {hidden} in place of identifiers.")
        st.code(sent.body, language=None, wrap_lines=True)


def _read_again(case_id: str) -> None:
    act(session.services().rerun, case_id, first_stage="extract", actor=session.actor())


def _stop(case_id: str) -> None:
    act(session.services().stop_writing, case_id, actor=session.actor())
    say("Writing stopped")
