"""How letters come in, and what the page shows while and after they are read."""

from __future__ import annotations

import pytest

from denialops.domain.recovery.safety import Stop
from denialops.errors import DuplicateDocument, EmptyFile, WrongPassword
from denialops.services.records import Progress
from denialops.ui import pages
from tests.fakes.page_cases import make_failed_view, make_running_view, make_stages, make_view
from tests.fakes.services import FakeServices
from tests.pages.conftest import Open, keys, words

FAILURES = (
    "empty_file", "damaged_file", "password_protected", "wrong_password", "unsupported_type", "file_too_large",
    "too_many_pages", "page_too_large", "image_too_large", "no_legible_text", "reading_timed_out",
    "reader_out_of_memory", "cancelled", "internal_error",
)  # fmt: skip


def test_each_uploaded_file_opens_a_case_and_the_zone_is_free_again(open_page: Open) -> None:
    services = FakeServices()
    at = open_page(services, pages.NEW_CASE)
    at.file_uploader(key="letters_0").upload("one.pdf", b"%PDF one").upload("two.txt", b"two").run()

    assert not at.exception
    assert services.calls == [("open_case", ("one.pdf",)), ("open_case", ("two.txt",))]
    assert at.query_params["cases"] == "new-1,new-2"
    assert at.file_uploader(key="letters_1").value == []


def test_a_file_that_is_here_already_leads_to_its_case_and_the_others_go_on(open_page: Open) -> None:
    services = FakeServices([make_view()])
    services.refuse["open_case"] = DuplicateDocument("case-1")
    at = open_page(services, pages.NEW_CASE)
    at.file_uploader(key="letters_0").upload("one.pdf", b"%PDF one").upload("two.txt", b"two").run()

    assert not at.exception
    assert "Already here" in words(at)
    assert any(
        link.value == "Open its case" and link.proto.query_string == "case=case-1" for link in at.get("page_link")
    )
    assert at.query_params["cases"] == "new-1"


def test_pasted_text_opens_a_case(open_page: Open) -> None:
    services = FakeServices()
    at = open_page(services, pages.NEW_CASE)
    at.text_area(key="pasted_text").set_value("Dear provider").run()
    at.button(key="read_pasted").click().run()

    assert not at.exception
    assert services.calls == [("open_pasted", ("Dear provider",))]


def test_pasting_nothing_says_what_to_do(open_page: Open) -> None:
    services = FakeServices()
    services.refuse["open_pasted"] = EmptyFile(hint="Paste the text of the letter first.")
    at = open_page(services, pages.NEW_CASE)
    at.button(key="read_pasted").click().run()

    assert not at.exception
    assert "Paste the text of the letter first." in words(at)


def test_a_sample_opens_its_case(open_page: Open) -> None:
    services = FakeServices()
    at = open_page(services, pages.NEW_CASE)
    at.button(key="try_mri").click().run()

    assert not at.exception
    assert services.calls == [("open_sample", ("mri",))]
    assert at.query_params["case"] == "new-1"


def test_a_sample_tried_before_opens_the_same_case(open_page: Open) -> None:
    services = FakeServices([make_view()])
    services.refuse["open_sample"] = DuplicateDocument("case-1")
    at = open_page(services, pages.NEW_CASE)
    at.button(key="try_mri").click().run()

    assert not at.exception
    assert at.query_params["case"] == "case-1"


def test_a_letter_being_read_shows_its_page_of_how_many_and_can_be_stopped(open_page: Open) -> None:
    running = make_running_view("run")
    progress = Progress(is_running=True, stage="ingest", page=2, pages=12, last_event=1)
    services = FakeServices([running.model_copy(update={"progress": progress, "stages": make_stages(done=0)})])
    at = open_page(services, pages.NEW_CASE, cases="run")
    at.button(key="stop_run").click().run()

    assert not at.exception
    assert "Reading page 3 of 12 (scan)" in words(at)
    assert services.calls == [("cancel", ("run",))]


def test_facts_stand_on_the_page_as_they_are_found(open_page: Open) -> None:
    at = open_page(FakeServices([make_running_view("run")]), pages.NEW_CASE, cases="run")

    assert "Finding facts: 3 so far" in words(at)
    assert "**LMH4471902**" in words(at)


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("route", "deadline and the route"),
        ("draft", "Writing the draft"),
        ("ground", "Checking every statement"),
        ("", "Waiting for its turn"),
    ],
)
def test_every_stage_is_said_in_words(open_page: Open, stage: str, said: str) -> None:
    running = make_running_view("run").model_copy(update={"progress": Progress(is_running=True, stage=stage)})
    at = open_page(FakeServices([running]), pages.NEW_CASE, cases="run")

    assert said in words(at)


def test_a_case_that_a_kill_switch_holds_says_so(open_page: Open) -> None:
    services = FakeServices([make_running_view("run")])
    services.stop = Stop("workflow", "case_stage", "The model *invents* codes.", "s1", "2026-03-02T18:00:00+00:00")
    at = open_page(services, pages.NEW_CASE, cases="run")

    (said,) = [warning.value for warning in at.warning]
    assert said.startswith("Work on cases is stopped until Mar 2") and r"The model \*invents\* codes." in said
    assert "goes on by itself" in said


def test_a_read_letter_can_be_opened(open_page: Open) -> None:
    at = open_page(FakeServices([make_view()]), pages.NEW_CASE, cases="case-1")

    assert "Appeal, first level" in words(at)
    assert any(link.value == "**Open case**" for link in at.get("page_link"))


@pytest.mark.parametrize("code", FAILURES)
def test_every_failure_says_what_to_do_and_offers_a_way_on(open_page: Open, code: str) -> None:
    view = make_failed_view("bad", code=code, message="Page 3 is damaged.", hint="Do this next.")
    at = open_page(FakeServices([view]), pages.NEW_CASE, cases="bad")

    assert "Do this next." in words(at)
    assert f"`{code}`" in words(at)
    assert {"again_bad", "drop_bad"} <= keys(at)
    assert at.file_uploader(key="better_bad")


def test_a_protected_file_asks_for_its_password(open_page: Open) -> None:
    services = FakeServices([make_failed_view("bad", code="password_protected")])
    at = open_page(services, pages.NEW_CASE, cases="bad")
    at.text_input(key="password_bad").set_value("sesame")
    at.button(key="unlock_bad").click().run()

    assert not at.exception
    assert services.calls == [("enter_password", ("bad", "sesame"))]
    assert "Finding facts" in words(at)


def test_a_wrong_password_is_said_and_asked_again(open_page: Open) -> None:
    services = FakeServices([make_failed_view("bad", code="password_protected")])
    services.refuse["enter_password"] = WrongPassword()
    at = open_page(services, pages.NEW_CASE, cases="bad")
    at.button(key="unlock_bad").click().run()

    assert not at.exception
    assert WrongPassword.hint in words(at)
    assert at.text_input(key="password_bad")


def test_only_protected_files_ask_for_a_password(open_page: Open) -> None:
    at = open_page(FakeServices([make_failed_view("bad", code="damaged_file")]), pages.NEW_CASE, cases="bad")

    assert "unlock_bad" not in keys(at)


def test_a_better_copy_replaces_the_letter(open_page: Open) -> None:
    services = FakeServices([make_failed_view("bad")])
    at = open_page(services, pages.NEW_CASE, cases="bad")
    at.file_uploader(key="better_bad").upload("better.pdf", b"%PDF").run()

    assert not at.exception
    assert services.calls == [("replace_letter", ("bad", "better.pdf"))]


def test_a_removed_letter_leaves_the_page_but_can_be_found(open_page: Open) -> None:
    services = FakeServices([make_failed_view("bad")])
    at = open_page(services, pages.NEW_CASE, cases="bad")
    at.button(key="drop_bad").click().run()

    assert not at.exception
    assert services.calls == [("remove", ("bad",))]
    assert "Removed" in words(at)


def test_an_unknown_case_in_the_address_is_an_answer_and_no_crash(open_page: Open) -> None:
    at = open_page(FakeServices(), pages.NEW_CASE, cases="nobody")

    assert "There is no such case" in words(at)
