"""The work while it runs, read from the case and its events; and what to do when it failed."""

from __future__ import annotations

import streamlit as st

from denialops.services.records import CaseView, Upload
from denialops.ui import pages, session
from denialops.ui.chips import counted, moment, plain, shown
from denialops.ui.intake import FILE_TYPES, as_upload
from denialops.ui.life import show_removed
from denialops.ui.model import show_writing
from denialops.ui.problems import act, show_error
from denialops.ui.words import CLASSIFIED_FIELDS, FIELDS, ORIGINS, STAGES, in_words

POLL_S = 0.4
RECENT_EVENTS = 20

STAGE_MARKS = {
    "done": ":green[:material/check_circle:]",
    "running": ":blue[:material/pending:]",
    "waiting": ":gray[:material/circle:]",
    "failed": ":red[:material/error:]",
}

NEEDS_PASSWORD = frozenset({"password_protected", "wrong_password"})


def show_new_case(case_id: str) -> None:
    """One letter that just came in: running, failed or ready to open."""
    view = session.services().case(case_id)
    with st.container(border=True, key=f"card_{case_id}"):
        if view.row.removed_at:
            show_removed(view)
        elif view.progress.is_running:
            show_running(case_id, titled=True)
        elif view.error:
            st.markdown(f"**{_name(view)}**")
            show_failure(view)
        else:
            _show_ready(view)


def show_running(case_id: str, *, titled: bool = False) -> None:
    """Polls while the work runs, then lets the whole page show the result."""
    draw = st.fragment(_draw_running, run_every=POLL_S, key=f"running_{case_id}")
    draw(case_id, titled=titled)


def _draw_running(case_id: str, *, titled: bool) -> None:
    view = session.services().case(case_id)
    if not view.progress.is_running:
        st.rerun()
    _show_stop()
    if view.model.is_writing:
        if titled:
            st.markdown(f"**{_name(view)}**")
        show_writing(view)
        return
    head, stop = st.columns([5, 1], vertical_alignment="center")
    head.markdown(f"**{_name(view)}**  \n{_doing(view)}" if titled else f"**{_doing(view)}**")
    with stop.container(horizontal=True, horizontal_alignment="right"):
        st.button("Stop", key=f"stop_{case_id}", icon=":material/stop_circle:", on_click=_stop, args=(case_id,))
    st.progress(_share_done(view))
    steps, found = st.columns([1, 2])
    steps.markdown("  \n".join(_stage_line(name, view) for name in STAGES))
    with found:
        show_found(view)


def _show_stop() -> None:
    """What stops all work on cases just now, so that nobody wonders why nothing moves."""
    stop = session.services().find_stop_of_cases()
    if stop:
        until = f" until {moment(stop.expires_at)}" if stop.expires_at else ""
        words = f"Work on cases is stopped{until}: {plain(stop.reason)}  \nThis case waits and goes on by itself."
        st.warning(words, icon=":material/front_hand:")


def show_found(view: CaseView) -> None:
    """The facts read so far, as they stand in the letter."""
    facts = [fact for fact in view.case.facts.items if fact.field not in CLASSIFIED_FIELDS]
    if not facts:
        st.caption("Facts appear here as they are found.")
        return
    lines = (f":gray[{in_words(fact.field, FIELDS)}] **{plain(shown(fact.field, fact.value))}**" for fact in facts)
    st.markdown("  \n".join(lines))


def show_failure(view: CaseView) -> None:
    """Why the letter could not be read and every way on."""
    if not view.error:
        return
    case_id = view.row.case_id
    show_error(view.error)
    if view.error["code"] in NEEDS_PASSWORD:
        with st.form(f"password_form_{case_id}", border=False):
            st.text_input("Password of the file", type="password", key=f"password_{case_id}")
            st.form_submit_button(
                "Open the file", key=f"unlock_{case_id}", type="primary", on_click=_unlock, args=(case_id,)
            )
    st.file_uploader(
        "Upload a better copy instead", type=FILE_TYPES, key=f"better_{case_id}", on_change=_replace, args=(case_id,)
    )
    with st.container(horizontal=True, key=f"ways_on_{case_id}"):
        st.button("Try again", key=f"again_{case_id}", icon=":material/refresh:", on_click=_again, args=(case_id,))
        st.button("Remove", key=f"drop_{case_id}", icon=":material/delete:", on_click=_remove, args=(case_id,))


def _show_ready(view: CaseView) -> None:
    words, way = st.columns([5, 1], vertical_alignment="center")
    routing = view.case.routing
    route = f"Route: **{plain(routing.route.label)}**" if routing else "Read"
    found = counted(len(view.case.facts.items), "fact")
    words.markdown(
        f":green[:material/check_circle:] **{_name(view)}**  \n{route} · {found} found · {_draft_words(view)}"
    )
    with way.container(key=f"go_{view.row.case_id}", horizontal=True, horizontal_alignment="right"):
        st.page_link(
            pages.CASE, label="**Open case**", icon=":material/folder_open:", query_params={"case": view.row.case_id}
        )


def _draft_words(view: CaseView) -> str:
    return "draft written" if view.case.draft else "no letter to draft"


def _name(view: CaseView) -> str:
    if view.row.patient:
        return plain(f"{view.row.patient} · {view.row.payer}" if view.row.payer else view.row.patient)
    return plain(view.row.filename) or f"Case {view.row.number}"


def _doing(view: CaseView) -> str:
    progress = view.progress
    if progress.stage == "ingest" and progress.pages:
        return f"Reading page {min(progress.page + 1, progress.pages)} of {progress.pages}{_origin(view)}"
    if view.model.is_reading:
        return f"Reading with {plain(view.model.name)}: {progress.facts_found} facts so far"
    if progress.stage == "extract":
        return f"Finding facts: {progress.facts_found} so far"
    return {
        "ingest": "Opening the file",
        "route": "Working out the deadline and the route",
        "draft": "Writing the draft",
        "ground": "Checking every statement of the draft",
    }.get(progress.stage, "Waiting for its turn")


def _origin(view: CaseView) -> str:
    """Whether the last page was text or a scan, from the newest events."""
    after = max(view.progress.last_event - RECENT_EVENTS, 0)
    events = session.services().events(view.row.case_id, after=after)
    origins = [str(event.ids.get("origin")) for event in events if event.type == "page_read"]
    return f" ({ORIGINS[origins[-1]]})" if origins and origins[-1] in ORIGINS else ""


def _share_done(view: CaseView) -> float:
    done = sum(stage.status == "done" for stage in view.stages.values())
    pages_read = (
        view.progress.page / view.progress.pages if view.progress.stage == "ingest" and view.progress.pages else 0
    )
    return min((done + pages_read) / len(STAGES), 1.0)


def _stage_line(name: str, view: CaseView) -> str:
    stage = view.stages.get(name)
    status = "running" if name == view.progress.stage else stage.status if stage else "waiting"
    return f"{STAGE_MARKS[status]} {STAGES[name]}"


def _stop(case_id: str) -> None:
    act(session.services().cancel, case_id, actor=session.actor())


def _unlock(case_id: str) -> None:
    act(session.services().enter_password, case_id, st.session_state[f"password_{case_id}"], actor=session.actor())


def _replace(case_id: str) -> None:
    file = st.session_state[f"better_{case_id}"]
    if file:
        upload: Upload = as_upload(file)
        act(session.services().replace_letter, case_id, upload, actor=session.actor())


def _again(case_id: str) -> None:
    act(session.services().rerun, case_id, actor=session.actor())


def _remove(case_id: str) -> None:
    act(session.services().remove, case_id, actor=session.actor())
