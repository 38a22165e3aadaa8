"""The clinic profile and the name of who is here."""

from __future__ import annotations

from denialops.domain.clinic import Clinic
from denialops.errors import InvalidValue
from denialops.ui import pages
from tests.fakes.services import FakeServices
from tests.pages.conftest import Open, words


def test_an_empty_profile_says_what_happens_to_letters(open_page: Open) -> None:
    at = open_page(FakeServices(), pages.CLINIC)

    assert "letters show blanks" in words(at)


def test_a_profile_is_saved_and_names_what_is_still_blank(open_page: Open) -> None:
    services = FakeServices()
    at = open_page(services, pages.CLINIC)
    at.text_input(key="clinic_name").set_value("Harbor Street Imaging")
    at.button(key="save_clinic").click().run()

    assert not at.exception
    assert services.profile.name == "Harbor Street Imaging"
    assert "Still blank in letters: Street, City" in words(at)


def test_a_complete_profile_says_so(open_page: Open) -> None:
    services = FakeServices()
    services.profile = Clinic.model_validate(dict.fromkeys(set(Clinic.model_fields) - {"logo_sha256"}, "x"))
    at = open_page(services, pages.CLINIC)

    assert "Complete." in words(at)


def test_a_refused_number_is_said_and_nothing_is_kept(open_page: Open) -> None:
    services = FakeServices()
    services.refuse["save_clinic"] = InvalidValue("The NPI's check digit does not fit.")
    at = open_page(services, pages.CLINIC)
    at.text_input(key="clinic_npi").set_value("2000000011")
    at.button(key="save_clinic").click().run()

    assert not at.exception
    assert "The NPI's check digit does not fit." in words(at)
    assert services.profile == Clinic()


def test_a_logo_goes_with_the_profile(open_page: Open, one_pixel: bytes) -> None:
    services = FakeServices()
    at = open_page(services, pages.CLINIC)
    at.file_uploader(key="clinic_logo").upload("logo.png", one_pixel)
    at.button(key="save_clinic").click().run()

    assert services.calls[0][1][1] == one_pixel


def test_a_new_browser_is_asked_for_a_name_before_anything_is_shown(open_page: Open) -> None:
    services = FakeServices(name=None)
    at = open_page(services)
    at.text_input(key="new_name").set_value("Ben Ito")
    at.button(key="save_name").click().run()

    assert not at.exception
    assert services.name == "Ben Ito"
    assert "Work list" in words(at)


def test_a_nameless_browser_sees_no_case(open_page: Open) -> None:
    from tests.fakes.page_cases import make_view

    at = open_page(FakeServices([make_view()], name=None), pages.CASE, case="case-1")

    assert "Dana Whitlock" not in words(at)


def test_an_empty_name_is_asked_for_again(open_page: Open) -> None:
    services = FakeServices(name=None)
    at = open_page(services)
    at.button(key="save_name").click().run()

    assert not at.exception
    assert services.name is None
    assert "Enter your name." in words(at)


def test_the_name_can_be_changed_on_every_page(open_page: Open) -> None:
    services = FakeServices()
    at = open_page(services, pages.HELP)
    at.text_input(key="new_name").set_value("Maria L. Lopez")
    at.button(key="save_name").click().run()

    assert services.name == "Maria L. Lopez"


def test_help_explains_the_words_of_the_pages(open_page: Open) -> None:
    at = open_page(FakeServices(), pages.HELP)

    assert "Provisional" in words(at)
