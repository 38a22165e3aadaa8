"""How letters come in: files, pasted text and samples; what was refused is said with a way on."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from denialops.config import load_settings
from denialops.errors import DenialOpsError, DuplicateDocument
from denialops.services.records import Upload
from denialops.services.remittances import is_remittance
from denialops.ui import pages, session
from denialops.ui.chips import plain
from denialops.ui.problems import NOTICE
from denialops.ui.remittances import take_remittance

FILE_TYPES = ["pdf", "jpg", "jpeg", "png", "heic", "heif", "tif", "tiff", "docx", "txt", "html", "htm"]
FILE_TYPES += ["835", "era", "edi", "x12", "rmt", "dat"]
KINDS = {
    "application/pdf": ":material/picture_as_pdf: PDF",
    "image/png": ":material/image: Scan",
    "image/jpeg": ":material/photo_camera: Photo",
    "image/tiff": ":material/fax: Fax",
    "text/plain": ":material/notes: Text",
    "text/html": ":material/html: Web page",
}
WORD_KIND = ":material/description: Word"


def show_samples(*, key: str) -> None:
    """One card a sample letter; a click opens its case, a second click opens the same one."""
    samples = session.services().samples()
    for first in range(0, len(samples), 3):
        for place, sample in zip(st.columns(3), samples[first : first + 3], strict=False):
            with place.container(border=True, height="stretch", key=f"{key}_{sample.name}"):
                st.markdown(f"**{plain(sample.title)}**  \n:small[{KINDS.get(sample.media_type, WORD_KIND)}]")
                st.caption(plain(sample.description))
                if st.button("Try this letter", key=f"try_{sample.name}"):
                    _open_sample(sample.name)


def show_drop_zone() -> None:
    """Reading starts as soon as files arrive; the zone is empty again afterwards."""
    turn = st.session_state.setdefault("upload_turn", 0)
    st.file_uploader(
        "Denial letters",
        type=FILE_TYPES,
        accept_multiple_files=True,
        max_upload_size=load_settings().max_file_mb,
        key=f"letters_{turn}",
        help="PDF, scan, fax, photo (JPG, PNG, HEIC, TIFF), Word, text or web page: one file for each letter. "
        "An electronic remittance (835) opens a case for each denied claim.",
        on_change=_take_files,
    )


def show_paste_box() -> None:
    st.text_area(
        "Text of the letter",
        key="pasted_text",
        height=220,
        placeholder="Paste the whole letter, from the letterhead to the last line.",
    )
    st.button("Read this text", key="read_pasted", type="primary", on_click=_take_text)


def show_refused() -> None:
    """Files that are in the system already, each with the way to its case."""
    for number, (filename, case_id, hint) in enumerate(st.session_state.get("refused", [])):
        with st.container(border=True, key=f"refused_{number}", horizontal=True, vertical_alignment="center"):
            st.markdown(f":orange-badge[:material/content_copy: Already here] **{plain(filename)}**  \n{hint}")
            st.page_link(
                pages.CASE, label="Open its case", icon=":material/folder_open:", query_params={"case": case_id}
            )


def new_case_ids() -> list[str]:
    """The cases opened on this page, kept in the address so that a reload shows them again."""
    return [case_id for case_id in st.query_params.get("cases", "").split(",") if case_id]


def as_upload(file: UploadedFile) -> Upload:
    return Upload(file.name, file.getvalue())


def _take_files() -> None:
    turn = st.session_state["upload_turn"]
    st.session_state["refused"] = []
    for file in st.session_state[f"letters_{turn}"]:
        upload = as_upload(file)
        if is_remittance(upload):
            _follow(take_remittance(upload))
        else:
            _take(session.services().open_case, upload, called=file.name)
    st.session_state["upload_turn"] = turn + 1


def _take_text() -> None:
    st.session_state["refused"] = []
    _take(session.services().open_pasted, st.session_state["pasted_text"], called="The pasted text")


def _take(opens: Callable[..., str], what: Upload | str, *, called: str) -> None:
    try:
        case_id = opens(what, actor=session.actor())
    except DuplicateDocument as error:
        st.session_state["refused"].append((called, error.case_id, error.hint_text))
    except DenialOpsError as error:
        st.session_state[NOTICE] = error.as_record()
    else:
        _follow((case_id,))


def _follow(case_ids: tuple[str, ...]) -> None:
    st.query_params["cases"] = ",".join([*new_case_ids(), *case_ids])


def _open_sample(name: str) -> None:
    try:
        case_id = session.services().open_sample(name, actor=session.actor())
    except DuplicateDocument as error:
        case_id = error.case_id
    st.switch_page(pages.CASE, query_params={"case": case_id})
