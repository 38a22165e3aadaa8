"""One case: the letter on the left, everything known and to do about it on the right."""

import streamlit as st

from denialops.ui import pages, session
from denialops.ui.defects import show_defects
from denialops.ui.editor import show_editor, show_versions
from denialops.ui.evidence import show_letter
from denialops.ui.facts import show_facts
from denialops.ui.files import show_downloads, show_exhibits
from denialops.ui.header import show_header, show_several_letters
from denialops.ui.later_letters import show_attaching, show_letters, show_matches, show_resolution
from denialops.ui.life import show_actions, show_removed
from denialops.ui.model import show_model_notes, show_model_use
from denialops.ui.plan import show_plan, show_plan_state
from denialops.ui.progress import show_failure, show_running
from denialops.ui.route import show_route
from denialops.ui.timeline import show_timeline

case_id = session.chosen_case()
if not case_id:
    st.info("Choose a case in the work list.", icon=":material/view_list:")
    st.page_link(pages.WORK_LIST, label="Go to the work list", icon=":material/arrow_back:")
    st.stop()

view = session.services().case(case_id)
show_header(view)
if view.row.removed_at:
    show_removed(view)
if view.progress.is_running:
    show_running(case_id)
    st.stop()
if view.error and not view.case.facts.items:
    failure, history = st.columns([3, 2], gap="large")
    with failure:
        show_failure(view)
    with history:
        show_timeline(session.services().timeline(case_id))
    st.stop()
show_failure(view)
show_model_notes(view)
show_several_letters(view)
show_matches(view)
show_resolution(view)

left, right = st.columns([5, 7], gap="medium")
with left.container(key="letter"):
    show_letter(view)
with right:
    facts, route, plan, letter, exhibits, timeline, actions = st.tabs(
        ["Facts", "Route", "Plan", "Letter", "Exhibits", "Timeline", "Actions"], key="case_tab", on_change="rerun"
    )
if facts.open:
    with facts:
        show_facts(view)
if route.open:
    with route:
        show_plan_state(view)
        show_route(view)
        show_defects(view)
if plan.open:
    with plan:
        show_plan(view)
if letter.open:
    with letter:
        show_downloads(view)
        show_plan_state(view)
        show_editor(view)
        show_versions(view)
if exhibits.open:
    with exhibits:
        show_exhibits(view)
if timeline.open:
    with timeline:
        show_letters(view)
        show_model_use(case_id)
        show_timeline(session.services().timeline(case_id))
if actions.open:
    with actions:
        show_actions(view)
        show_attaching(view)
