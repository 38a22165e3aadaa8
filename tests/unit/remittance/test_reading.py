"""Segments, loops and sums of an electronic remittance, whatever separates them and whatever is broken."""

from __future__ import annotations

import re
import tracemalloc
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from denialops.bootstrap import load_rulebook
from denialops.documents import remittance
from denialops.documents.remittance import RemittanceParts, part_of, remittance_pages
from denialops.documents.sniff import REMITTANCE, media_type_of
from denialops.domain.remittance.denials import denials
from denialops.domain.remittance.loops import RemittanceReader
from denialops.domain.remittance.page import read_page
from denialops.domain.remittance.segments import OMITTED
from denialops.errors import DamagedFile, UnsupportedType
from tests.fixtures.remittances import (
    DENIED,
    PAID,
    PARTLY,
    Marks,
    Remittance,
    RemittedClaim,
    ServiceLine,
    many_claims,
    write,
)

SEPARATORS = "*|!^&+=#>:\x1c\x1d\x1e"
AFTER = ("", "\n", "\r\n", "\n\n", "  \n")


CODES = load_rulebook().codes


def read_parts(data: bytes) -> RemittanceParts:
    return remittance.read_parts(data, CODES)


def told(data: bytes) -> list[tuple[str, str, Decimal | None, list[tuple[str, str]]]]:
    """What the claims of a file say, without how it is written."""
    reader = RemittanceReader(data.decode())
    return [
        (claim.numbers[0], claim.status, claim.charge, [(a.group, a.code) for a in denials(claim, CODES)])
        for claim in reader.claims()
    ]


def problems_of(data: bytes) -> list[tuple[int, int, str]]:
    return [tuple(problem) for problem in read_parts(data).problems]


@st.composite
def marks(draw: st.DrawFn) -> Marks:
    element, component, repetition = draw(st.permutations(SEPARATORS).map(lambda order: order[:3]))
    end = draw(st.sampled_from([mark for mark in "~\n\x1f'" if mark not in (element, component, repetition)]))
    after = draw(st.sampled_from(AFTER))
    return Marks(element, component, repetition, end, after if end != "\n" or after.strip(" ") != after else "")


@settings(max_examples=150, deadline=None)
@given(marks())
def test_any_separators_and_line_breaks_tell_the_same(chosen: Marks) -> None:
    data = Remittance(marks=chosen).file()

    assert media_type_of(data) == REMITTANCE
    assert told(data) == told(Remittance().file())
    assert read_parts(data).problems == ()


@settings(max_examples=40, deadline=None)
@given(st.integers(20, 200))
def test_lines_wrapped_at_any_width_tell_the_same(width: int) -> None:
    flat = Remittance(marks=Marks(after="")).file().decode()
    wrapped = "\n".join(flat[at : at + width] for at in range(0, len(flat), width))
    if flat[105] != "~" or 104 % width == 0 or 105 % width == 0 or 106 % width == 0:
        return

    assert media_type_of(wrapped.encode()) == REMITTANCE
    assert told(wrapped.encode()) == told(flat.encode())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([DENIED, PAID, PARTLY]), max_size=8), st.integers(1, 3), marks())
def test_every_claim_of_every_interchange_is_counted(claims: list[RemittedClaim], times: int, chosen: Marks) -> None:
    data = Remittance(claims=tuple(claims)).file() * (times - 1) + Remittance(claims=tuple(claims), marks=chosen).file()
    parts = read_parts(data)

    assert parts.claims == len(claims) * times
    assert len(parts.denied) == sum(claim is not PAID for claim in claims) * times


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60), st.integers(106, 900), st.integers(0, 40))
def test_nothing_put_behind_the_header_of_a_file_stops_the_reading(noise: bytes, at: int, cut: int) -> None:
    data = Remittance().file()
    broken = data[:at] + noise + data[at + cut :]
    parts = read_parts(broken)

    for claim in parts.denied:
        page = remittance_pages(part_of(claim), CODES)[0] if claim.header.find("ISA") else ""
        assert not page or read_page(page) is not None


@settings(max_examples=60, deadline=None)
@given(marks(), st.sampled_from([DENIED, PARTLY]))
def test_the_part_of_a_claim_tells_the_same_at_the_same_places(chosen: Marks, wanted: RemittedClaim) -> None:
    whole = Remittance(marks=chosen)
    (claim,) = [claim for claim in read_parts(whole.file()).denied if claim.numbers[0] == wanted.number]
    (again,) = read_parts(part_of(claim)).denied

    assert [(s.number, s.line, s.raw) for s in again.everything] == [
        (s.number, s.line, s.raw) for s in claim.everything
    ]
    assert [(s.number, s.line) for s in again.header.segments] == [(s.number, s.line) for s in claim.header.segments]
    others = {c.last for c in (DENIED, PAID, PARTLY)} - {wanted.last}
    assert not any(name.encode() in part_of(claim) for name in others)


def test_every_segment_of_a_page_can_be_found_again() -> None:
    (claim,) = read_parts(Remittance(claims=(PARTLY,)).file()).denied
    page = remittance_pages(part_of(claim), CODES)[0]
    part = read_page(page)

    assert part is not None
    for segment in (*claim.header.segments, *claim.everything):
        start, end = part.places[segment.number]
        assert page[start:end] == segment.raw


@pytest.mark.parametrize(
    ("good", "bad", "words"),
    [
        ("CLP*ACC-1001*4*1450.00", "CLP*ACC-1001*4*lots", "CLP03: this is not an amount"),
        ("SVC*HC:70553:26*1450.00", "SVC*HC:70553:26*1,450", "SVC02: this is not an amount"),
        ("CAS*CO*197*1450.00", "CAS*CO*197*", "CAS03: this is not an amount"),
        ("CAS*CO*197*1450.00", "CAS*XX*197*1450.00", "CAS01: this is not a group code"),
        ("CAS*CO*197*1450.00", "CAS*CO", "CAS02: the reason code is missing"),
        ("DTM*472*20261005", "DTM*472*20261399", "DTM02: this is not a date"),
        ("LQ*HE*N130", "??*HE*N130", "this is not a segment: left out"),
        ("LQ*HE*N130", "ZZ9*HE*N130", "ZZ9 is no segment of a remittance"),
        ("LQ*HE*N130~", "LQ*HE*N130", "the segment has no end: the next line is read as a new one"),
    ],
)
def test_a_malformed_segment_is_told_with_its_place_and_the_rest_goes_on(good: str, bad: str, words: str) -> None:
    data = Remittance().file().decode()
    line = data[: data.index(good)].count("\n") + 1
    broken = data.replace(good, bad, 1).encode()

    assert (line, line, words) in problems_of(broken)
    assert [row[0] for row in told(broken)] == ["ICN5001", "ICN6002", "ICN7003"]


def test_a_file_of_noise_ends_soon_and_fills_no_memory() -> None:
    head = Remittance().file()
    parts = read_parts(head + b"~" * 3_000_000)

    assert parts.claims == 3
    assert parts.problems[-1].words == "nothing here is a remittance: reading ended"
    assert len(parts.problems) <= 2_001


def test_faults_without_end_are_told_up_to_a_limit_and_all_claims_are_read() -> None:
    data = many_claims(2500).file().replace(b"DTM*472*20261005", b"DTM*472*soon")
    parts = read_parts(data)

    assert (parts.claims, len(parts.denied)) == (2500, 250)
    assert len(parts.problems) == 2_001
    assert any("not listed" in problem.words for problem in parts.problems)


def test_a_file_that_is_cut_off_keeps_its_claims_and_says_so() -> None:
    data = Remittance().file()
    parts = read_parts(data[: data.index(b"\nSE*")])

    assert parts.claims == 3
    assert any("cut off" in problem.words for problem in parts.problems)


def test_a_wrong_count_of_segments_and_a_wrong_payment_are_told() -> None:
    data = Remittance().file().replace(b"BPR*I*190.00", b"BPR*I*999.00")
    data = re.sub(rb"\nSE\*\d+", b"\nSE*99", data)
    words = " ".join(problem.words for problem in read_parts(data).problems)

    assert "the payment is 999.00, its claims and adjustments make 190.00" in words
    assert "SE01 does not fit" in words


def test_provider_level_adjustments_belong_to_the_sum() -> None:
    segments = Remittance(provider_level=("PLB*2234567891*20261231*WO*40.00*L6*-5.00",)).segments()
    data = write([s.replace("BPR*I*190.00", "BPR*I*155.00") for s in segments], Marks())

    assert read_parts(data).problems == ()


def test_transactions_of_another_kind_are_left_out() -> None:
    claim = Remittance().file()
    other = claim.replace(b"ST*835", b"ST*837")

    assert len(told(claim + other)) == 3
    assert any("transaction 837 is no remittance" in words for _, _, words in problems_of(claim + other))


@pytest.mark.parametrize(("kind", "word"), [("837", "claim file"), ("277", "status"), ("999", "acknowledgement")])
def test_other_x12_files_are_refused_with_a_way_on(kind: str, word: str) -> None:
    with pytest.raises(UnsupportedType, match=word) as refused:
        media_type_of(Remittance().file().replace(b"ST*835", f"ST*{kind}".encode()), "claims.txt")

    assert "835" in refused.value.hint_text


def test_words_that_begin_like_an_interchange_are_a_letter() -> None:
    assert media_type_of(b"ISA-certified reviewers decided your claim. ST*835 is a code.") == "text/plain"


def test_a_remittance_without_claims_is_damaged() -> None:
    with pytest.raises(DamagedFile):
        remittance_pages(Remittance(claims=()).file(), CODES)


def line(*adjustments: tuple[str, str, str]) -> RemittedClaim:
    return RemittedClaim(lines=(ServiceLine(adjustments=adjustments),))


NOT_DENIED = [
    ("CO", "45", "20.00"), ("PR", "1", "30.00"), ("PR", "2", "10.00"), ("PR", "3", "25.00"), ("OA", "23", "60.00"),
    ("CO", "253", "2.00"), ("CO", "50", "0.00"), ("CO", "50", "-20.00"), ("CR", "50", "20.00"),
]  # fmt: skip


@pytest.mark.parametrize("pair", list(combinations(NOT_DENIED, 2)))
def test_write_offs_and_patient_shares_deny_nothing(pair: tuple[tuple[str, str, str], ...]) -> None:
    assert read_parts(Remittance(claims=(line(*pair),)).file()).denied == ()


@pytest.mark.parametrize(
    "adjustment", [("CO", "50", "100.00"), ("PR", "204", "100.00"), ("OA", "18", "100.00"), ("PI", "B7", "100.00")]
)
def test_a_refused_amount_is_a_denial_whoever_bears_it(adjustment: tuple[str, str, str]) -> None:
    (claim,) = read_parts(Remittance(claims=(line(adjustment),)).file()).denied

    assert [a.code for a in denials(claim, CODES)] == [adjustment[1]]


@pytest.mark.parametrize(("status", "denied"), [("4", True), ("5", False), ("22", False), ("23", False), ("1", False)])
def test_the_status_of_a_claim_decides_where_no_code_does(status: str, denied: bool) -> None:
    claim = RemittedClaim(status=status, lines=(ServiceLine(adjustments=(("CO", "45", "100.00"),)),))

    assert bool(read_parts(Remittance(claims=(claim,)).file()).denied) is denied


def test_all_six_adjustments_of_a_segment_are_read() -> None:
    cas = "CAS*CO" + "".join(f"*{code}*1.00*" for code in ("50", "97", "16", "29", "18", "204"))
    segments = [cas if s.startswith("CAS*CO*197") else s for s in Remittance(claims=(DENIED,)).segments()]
    (claim,) = read_parts(write(segments, Marks())).denied

    assert [a.code for a in denials(claim, CODES)] == ["50", "97", "16", "29", "18", "204"]


def test_remarks_of_claim_and_line_are_read() -> None:
    claim = RemittedClaim(
        status="4",
        extra=("MOA***MA130*N211",),
        lines=(ServiceLine(adjustments=(("CO", "16", "100.00"),), remarks=("M51",)),),
    )
    (read,) = read_parts(Remittance(claims=(claim,)).file()).denied

    assert [r.code for r in (*read.remarks, *read.lines[0].remarks)] == ["MA130", "N211", "M51"]


def test_a_mark_of_ours_in_a_file_from_outside_does_no_harm() -> None:
    data = Remittance().file().replace(b"LX*1~", f"LX*1~\n{OMITTED}*99999999999*-5~".encode())

    assert len(told(data)) == 3


def test_two_thousand_claims_take_little_memory() -> None:
    data = many_claims(2000).file()
    tracemalloc.start()
    parts = read_parts(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert (parts.claims, len(parts.denied), parts.problems) == (2000, 200, ())
    assert peak < 12 * len(data) + 4_000_000
    assert sum(len(part_of(claim)) for claim in parts.denied) < len(data)


def test_lines_after_a_lost_claim_are_not_given_to_the_claim_before() -> None:
    data = Remittance().file().replace(b"CLP*ACC-2002", b"clp*ACC-2002")
    parts = read_parts(data)

    assert [len(claim.lines) for claim in parts.denied] == [1, 2]
    assert any("the begin of a claim is lost" in problem.words for problem in parts.problems)


def test_a_service_line_outside_of_every_claim_is_told_and_left_out() -> None:
    data = Remittance().file().replace(b"LX*1~\n", b"LX*1~\nSVC*HC:99213*10*0~\nCAS*CO*50*10~\n")
    parts = read_parts(data)

    assert len(parts.denied) == 2
    assert [(p.line, p.words) for p in parts.problems][:2] == [
        (14, "SVC stands outside of every claim: left out"),
        (15, "CAS stands outside of every claim: left out"),
    ]


@pytest.mark.parametrize("code", sorted(CODES.denies_nothing))
def test_every_adjustment_of_the_list_denies_nothing_and_without_the_list_it_would(code: str) -> None:
    data = Remittance(claims=(line(("CO", code, "40.00")),)).file()
    without = CODES.model_copy(update={"denies_nothing": CODES.denies_nothing - {code}})

    assert read_parts(data).denied == ()
    assert len(remittance.read_parts(data, without).denied) == 1
