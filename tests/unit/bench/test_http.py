"""The rows about whole cases say what the clients saw, and judge it by the goals."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from denialops.bench.http import BUSIEST_A_SECOND, day_rows, durable_rows, short_row, undurable_rows
from denialops.bench.letters import SHORT, Letter, Letters, realistic_letters, renumbered
from denialops.bench.load import Load, percentile
from denialops.bench.rows import Row


def make_load(cases: int = 100, *, case_s: float = 0.5, wall_s: float = 10.0) -> Load:
    return Load([case_s] * cases, wall_s, clients_cpu_s=0.5, server_cpu_s=9.0)


def by_name(*rows: Row) -> dict[str, Row]:
    return {row["what"]: row for row in rows}


def test_cases_a_second_count_all_clients_together_and_name_what_each_side_took() -> None:
    row = short_row(make_load(100, wall_s=5.0))

    assert row["value"] == 20.0
    assert row["limit"] == "cores: server 1.80, clients 0.10"


@pytest.mark.parametrize(("cases", "verdict"), [(1551, "met"), (1550, "MISSED")])
def test_without_durability_the_best_run_is_held_against_the_predecessor(cases: int, verdict: str) -> None:
    rows = by_name(*undurable_rows({1: make_load(10), 16: make_load(cases)}))

    assert rows["HTTP without durability, most"]["verdict"] == verdict
    assert rows["HTTP without durability, 1 client"]["verdict"] == ""


@pytest.mark.parametrize(("case_s", "verdict"), [(1.99, "met"), (2.0, "MISSED")])
def test_only_the_run_of_sixteen_clients_is_judged_by_its_slow_cases(case_s: float, verdict: str) -> None:
    loads = {16: make_load(case_s=case_s), 64: make_load(case_s=9.0)}

    rows = by_name(*durable_rows(loads, {16: make_load()}))

    assert rows["HTTP, durable, 16 clients, p95"]["verdict"] == verdict
    assert rows["HTTP, durable, 64 clients, p95"]["verdict"] == ""


@pytest.mark.parametrize(("cases", "verdict"), [(40, "met"), (39, "MISSED")])
def test_durability_is_measured_against_the_run_without(cases: int, verdict: str) -> None:
    rows = by_name(*durable_rows({16: make_load(cases)}, {1: make_load(20), 16: make_load(100)}))

    assert rows["HTTP, durable over without"]["value"] == cases / 100
    assert rows["HTTP, durable over without"]["verdict"] == verdict


def test_the_processor_time_of_a_case_is_that_of_the_run_with_the_least() -> None:
    rows = by_name(*durable_rows({1: make_load(100), 16: make_load(300)}, {1: make_load()}))

    assert rows["HTTP, durable, processor time a case"]["value"] == 30.0


@pytest.mark.parametrize(("case_s", "verdict"), [(299.0, "met"), (300.0, "MISSED")])
def test_a_long_day_is_judged_by_its_slowest_cases(case_s: float, verdict: str) -> None:
    rows = by_name(*day_rows(make_load(case_s=case_s), BUSIEST_A_SECOND * 5))

    assert rows["10,000 cases a day, p99"]["verdict"] == verdict


@pytest.mark.parametrize(("share", "verdict"), [(5.0, "met"), (0.9, "MISSED")])
def test_room_to_spare_is_what_was_reached_over_the_busiest_hour(share: float, verdict: str) -> None:
    row = by_name(*day_rows(make_load(), BUSIEST_A_SECOND * share))["10,000 cases a day, room to spare"]

    assert (row["value"], row["verdict"]) == (share, verdict)


def test_percentiles_lie_between_the_two_nearest() -> None:
    assert percentile([1.0, 2.0, 3.0, 4.0], 50) == 2.5
    assert percentile([float(n) for n in range(101)], 95) == 95.0


def test_a_copied_letter_keeps_the_shape_of_its_numbers() -> None:
    assert renumbered("26-AB 123-4567", 42) == "26-AB 100-0042"
    assert renumbered("A12", 345) == "A45"


def test_a_copy_changes_its_numbers_wherever_they_stand_and_nothing_else() -> None:
    letter = Letter("Claim 26-700001. Call 1-800-555-0171 about 26-700001.", ("26-700001",))

    assert letter.copied(7) == b"Claim 26-000007. Call 1-800-555-0171 about 26-000007."


def test_no_letter_is_given_twice_also_to_many_clients() -> None:
    letters = Letters(SHORT, *realistic_letters())

    with ThreadPoolExecutor(8) as clients:
        given = list(clients.map(lambda _: letters.next(), range(400)))

    assert len(set(given)) == 400


def test_the_realistic_letters_hold_the_numbers_that_are_changed() -> None:
    letters = realistic_letters()

    assert len(letters) > 10
    assert all(number in letter.text for letter in letters for number in letter.numbers)
