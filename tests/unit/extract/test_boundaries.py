"""The letter among other pages, and two letters in one file."""

from __future__ import annotations

from denialops.pipeline.finders.boundaries import find_letters, letter_pages
from tests.unit.extract.conftest import LETTER, ReadFacts, make_document

CHART = (
    "Progress note. Chief complaint: back pain. Vital signs: blood pressure 120/80. Medications: ibuprofen. MRN 4471 {}"
)
OTHER = (
    LETTER.replace("AU-77120", "AU-99881")
    .replace("Dolores Quintana", "Pedro Salas")
    .replace("HPH 5520-11", "HPH 7781-22")
)


def test_a_long_file_gives_only_the_pages_of_the_letter() -> None:
    pages = [CHART.format(n) for n in range(59)]
    pages.insert(46, LETTER)

    assert [page.number for page in letter_pages(make_document(*pages))] == [47]


def test_charts_do_not_contribute_facts(read_facts: ReadFacts) -> None:
    pages = [CHART.format(n) + " NPI 2866253182 Member ID: ZZZ-1" for n in range(8)]

    facts = read_facts(*pages[:4], LETTER, *pages[4:])

    assert facts.value("member_id") == "HPH 5520-11"
    member = facts.find("member_id")
    assert member is not None and member.evidence is not None and member.evidence.page == 5


def test_one_letter_over_several_pages_is_one_letter() -> None:
    document = make_document(
        "Page 1 of 2\n" + LETTER, "Page 2 of 2\nYour right to appeal: write to us about this denial."
    )

    assert find_letters(document) == ((1, 2),)


def test_a_restarted_page_count_begins_a_second_letter() -> None:
    document = make_document("Page 1 of 1\n" + LETTER, "Page 1 of 1\n" + OTHER)

    assert find_letters(document) == ((1, 1), (2, 2))


def test_other_numbers_under_a_new_opening_begin_a_second_letter() -> None:
    document = make_document(LETTER + "Dear member", "Dear member,\n" + OTHER)

    assert find_letters(document) == ((1, 1), (2, 2))


def test_an_empty_file_holds_no_letter() -> None:
    assert find_letters(make_document("", " ")) == ()
