"""The clinic's profile form, and what its letters still lack."""

from __future__ import annotations

import streamlit as st

from denialops.domain.clinic import Clinic
from denialops.ui import session
from denialops.ui.problems import act, say

ROWS: tuple[dict[str, str], ...] = (
    {"name": "Clinic name"},
    {"street": "Street"},
    {"city": "City", "state": "State", "zip_code": "ZIP"},
    {"npi": "NPI", "tin": "Tax number (TIN)"},
    {"phone": "Phone", "fax": "Fax", "email": "E-mail"},
    {"signatory_name": "Who signs", "signatory_title": "Title of who signs"},
)

LABELS = {field: label for row in ROWS for field, label in row.items()}


def show_gaps(clinic: Clinic) -> None:
    """Every empty field is a visible blank in letters: said here first."""
    empty = [label for field, label in LABELS.items() if not getattr(clinic, field)]
    if not empty:
        st.success("Complete. Every letter and packet uses this profile.", icon=":material/task_alt:")
    elif len(empty) == len(LABELS):
        st.info(
            "Nothing is filled in yet. Until then, letters show blanks where these belong.", icon=":material/edit_note:"
        )
    else:
        st.warning(f"Still blank in letters: {', '.join(empty)}.", icon=":material/edit_note:")


def show_form(clinic: Clinic) -> None:
    with st.form("clinic_form"):
        for row in ROWS:
            widths = [1, 1, 1] if len(row) == 3 else [1] * len(row)
            for place, (field, label) in zip(st.columns(widths), row.items(), strict=True):
                place.text_input(label, value=getattr(clinic, field), key=f"clinic_{field}", max_chars=120)
        st.file_uploader(
            "Logo for the letterhead (PNG or JPG)", type=["png", "jpg", "jpeg"], key="clinic_logo", max_upload_size=5
        )
        st.form_submit_button("Save profile", key="save_clinic", type="primary", on_click=_save, args=(clinic,))


def show_letterhead(clinic: Clinic, logo: bytes | None) -> None:
    """The head of a letter as it stands now."""
    with st.container(border=True, key="letterhead"):
        if logo:
            st.image(logo, width=160, alt="Logo of the clinic")
        st.markdown(f"**{clinic.name or '[clinic name]'}**")
        place = " ".join(
            part for part in (clinic.city + "," if clinic.city else "", clinic.state, clinic.zip_code) if part
        )
        reach = " · ".join(f"{word} {value}" for word, value in (("Phone", clinic.phone), ("Fax", clinic.fax)) if value)
        ids = " · ".join(f"{word} {value}" for word, value in (("NPI", clinic.npi), ("TIN", clinic.tin)) if value)
        st.text(
            "\n".join(line for line in (clinic.street, place, reach, clinic.email, ids) if line)
            or "[address and phone]"
        )
        st.caption("Signed by")
        st.text(", ".join(part for part in (clinic.signatory_name, clinic.signatory_title) if part) or "[who signs]")


def _save(before: Clinic) -> None:
    entered = {field: st.session_state[f"clinic_{field}"].strip() for field in LABELS}
    file = st.session_state["clinic_logo"]
    logo = file.getvalue() if file else None
    act(session.services().save_clinic, before.model_copy(update=entered), logo=logo, actor=session.actor())
    say("Profile saved")
