"""Supporting records, the clinic's profile and people's names."""

from __future__ import annotations

import pytest

from denialops.domain.clinic import Clinic
from denialops.errors import DamagedFile, DocumentNotFound, InvalidValue
from denialops.services import Services
from denialops.services.records import Upload
from tests.fakes.pipeline import DAMAGED

MARIA = "Maria Lopez"
PNG = b"\x89PNG\r\n\x1a\n logo"


def _add(services: Services, case_id: str, name: str, *, data: bytes = b"Notes") -> str:
    return services.add_exhibit(case_id, Upload(f"{name}.txt", data), doc_type="chart", title=name, actor=MARIA)


def _titles(services: Services, case_id: str) -> list[tuple[str, str]]:
    return [(exhibit.label, exhibit.title) for exhibit in services.case(case_id).exhibits]


def test_records_become_exhibits_after_the_letter(services: Services, case_id: str) -> None:
    _add(services, case_id, "Therapy notes")
    _add(services, case_id, "Imaging")

    assert _titles(services, case_id) == [
        ("Exhibit A", "Denial notice"),
        ("Exhibit B", "Therapy notes"),
        ("Exhibit C", "Imaging"),
    ]


def test_an_exhibit_without_a_title_is_called_by_its_kind(services: Services, case_id: str) -> None:
    _add(services, case_id, "")

    assert _titles(services, case_id)[1] == ("Exhibit B", "Medical records")


def test_exhibits_change_places_and_stop_at_the_ends(services: Services, case_id: str) -> None:
    first, second = _add(services, case_id, "First"), _add(services, case_id, "Second")
    services.move_exhibit(case_id, second, -1, actor=MARIA)
    services.move_exhibit(case_id, second, -1, actor=MARIA)
    services.move_exhibit(case_id, first, 5, actor=MARIA)

    assert [title for _, title in _titles(services, case_id)] == ["Denial notice", "Second", "First"]


def test_an_exhibit_passes_the_shown_ones_only(services: Services, case_id: str) -> None:
    first, second, third = (_add(services, case_id, name) for name in ("First", "Second", "Third"))
    services.remove_exhibit(case_id, second, actor=MARIA)

    services.move_exhibit(case_id, third, -1, actor=MARIA)

    assert [title for _, title in _titles(services, case_id)] == ["Denial notice", "Third", "First"]
    assert first != third


def test_a_removed_exhibit_leaves_the_packet_and_its_original_stays(services: Services, case_id: str) -> None:
    document_id = _add(services, case_id, "Therapy notes")

    services.remove_exhibit(case_id, document_id, actor=MARIA)

    assert _titles(services, case_id) == [("Exhibit A", "Denial notice")]
    assert b"Notes" not in services.packet_pdf(case_id)
    assert services.original(case_id, document_id).data == b"Notes"


def test_a_removed_exhibit_comes_back_in_its_place_with_its_id(services: Services, case_id: str) -> None:
    first, _ = _add(services, case_id, "First"), _add(services, case_id, "Second")
    services.remove_exhibit(case_id, first, actor=MARIA)

    services.restore_exhibit(case_id, first, actor=MARIA)

    assert [title for _, title in _titles(services, case_id)] == ["Denial notice", "First", "Second"]
    assert services.case(case_id).exhibits[1].document_id == first
    assert services.timeline(case_id)[0].text == "Maria Lopez put a supporting record back into the packet"


def test_the_letter_cannot_be_restored_as_an_exhibit(services: Services, case_id: str) -> None:
    letter = services.case(case_id).exhibits[0].document_id

    with pytest.raises(DocumentNotFound):
        services.restore_exhibit(case_id, letter, actor=MARIA)


def test_the_packet_holds_every_exhibit(services: Services, case_id: str) -> None:
    _add(services, case_id, "Therapy notes", data=b"Six weeks of therapy")

    assert b"Six weeks of therapy" in services.packet_pdf(case_id)


def test_a_damaged_record_is_refused_and_nothing_is_added(services: Services, case_id: str) -> None:
    with pytest.raises(DamagedFile):
        _add(services, case_id, "Therapy notes", data=DAMAGED)

    assert len(services.case(case_id).exhibits) == 1


def test_a_kind_of_record_that_does_not_exist_is_refused(services: Services, case_id: str) -> None:
    with pytest.raises(InvalidValue):
        services.add_exhibit(case_id, Upload("a.txt", b"A"), doc_type="novel", title="", actor=MARIA)


def test_the_letter_is_not_an_exhibit_to_move_or_remove(services: Services, case_id: str) -> None:
    letter = services.case(case_id).case.letter.document_id

    with pytest.raises(DocumentNotFound):
        services.remove_exhibit(case_id, letter, actor=MARIA)
    with pytest.raises(DocumentNotFound):
        services.move_exhibit(case_id, letter, 1, actor=MARIA)


def test_the_profile_is_tidied_and_kept(services: Services) -> None:
    services.save_clinic(Clinic(name="  Juniper   Clinic ", state="oh", npi="2000000010"), logo=PNG, actor=MARIA)

    kept = services.clinic()
    assert (kept.name, kept.state, kept.npi) == ("Juniper Clinic", "OH", "2000000010")
    assert services.logo() == PNG


def test_saving_without_a_logo_keeps_the_present_one(services: Services) -> None:
    services.save_clinic(Clinic(name="Juniper"), logo=PNG, actor=MARIA)
    services.save_clinic(Clinic(name="Juniper Street"), actor=MARIA)

    assert services.logo() == PNG


def test_an_empty_logo_takes_it_away(services: Services) -> None:
    services.save_clinic(Clinic(name="Juniper"), logo=PNG, actor=MARIA)
    services.save_clinic(Clinic(name="Juniper"), logo=b"", actor=MARIA)

    assert services.logo() is None


@pytest.mark.parametrize(
    "clinic",
    [
        Clinic(npi="2000000011"),
        Clinic(tin="12"),
        Clinic(zip_code="4399"),
        Clinic(phone="555-0100"),
        Clinic(email="nobody"),
        Clinic(state="Ohio"),
        Clinic(name="x" * 201),
    ],
    ids=lambda clinic: next(name for name, value in clinic if value),
)
def test_a_profile_that_cannot_be_right_is_refused(services: Services, clinic: Clinic) -> None:
    with pytest.raises(InvalidValue):
        services.save_clinic(clinic, actor=MARIA)

    assert services.clinic() == Clinic()


@pytest.mark.parametrize("logo", [b"%PDF-1.7", PNG + bytes(2 * 1024 * 1024)], ids=["no picture", "too large"])
def test_a_logo_that_no_letter_can_carry_is_refused(services: Services, logo: bytes) -> None:
    with pytest.raises(InvalidValue):
        services.save_clinic(Clinic(name="Juniper"), logo=logo, actor=MARIA)


def test_a_browser_is_known_by_the_name_it_gave(services: Services) -> None:
    assert services.browser_name("b1") is None

    services.name_browser("b1", "  Maria   Lopez ")

    assert services.browser_name("b1") == "Maria Lopez"
    assert services.browser_name("b2") is None


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "Ma\x00ria", "denialops"])
def test_a_name_nobody_has_is_refused(services: Services, name: str) -> None:
    with pytest.raises(InvalidValue):
        services.name_browser("b1", name)
