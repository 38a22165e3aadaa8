"""What a failure shares with others is kept, what differs from one to the next is not, and no name survives."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialops.domain.recovery.events import NO_SIGNATURE, StoredEvent, WorkflowEvent
from denialops.errors import RulesInvalid
from denialops.recovery.signature_rules import SignatureBook, parse_signature_book
from denialops.recovery.signatures import parameterise, show_parts, sign

FILE = Path(__file__).parents[3] / "data" / "rules" / "recovery" / "signatures.yaml"
TEXT = FILE.read_text("utf-8")
BOOK = parse_signature_book(TEXT)
RULES = BOOK.sets[-1]

NUMBERS = st.integers(0, 10**20).map(str) | st.decimals(0, 10**6, places=2).map(str)
IDS = st.from_regex(r"[A-Z]{1,4}-?[0-9]{2,10}", fullmatch=True) | st.from_regex(r"[0-9a-f]{8,40}", fullmatch=True)
UUIDS = st.uuids().map(str)
DATES = st.dates(date(1900, 1, 1), date(2099, 12, 31))
TIMES = st.times()
AMOUNTS = st.integers(0, 10**9).map(lambda cents: f"${cents // 100:,}.{cents % 100:02}")
MAIL = st.from_regex(r"[a-z]{1,12}\.[a-z]{1,12}@example\.(com|test)", fullmatch=True)
URLS = st.from_regex(r"https://example\.test/[a-z0-9/]{0,30}", fullmatch=True)
QUOTED = st.text("abcXYZ 0123-_", max_size=50).map(lambda text: f'"{text}"')
KINDS = {
    "<number>": st.one_of(NUMBERS, IDS),
    "<uuid>": UUIDS,
    "<date>": st.one_of(
        DATES.map(date.isoformat), DATES.map(lambda day: f"{day:%m/%d/%Y}"), DATES.map(lambda day: f"{day:%B %d, %Y}"),
        st.tuples(DATES, TIMES).map(lambda at: f"{at[0].isoformat()}T{at[1]:%H:%M:%S}Z"),
    ),
    "<time>": TIMES.map(lambda at: f"{at:%H:%M:%S}"),
    "<amount>": AMOUNTS,
    "<email>": MAIL,
    "<url>": URLS,
    "<quoted>": QUOTED,
}  # fmt: skip
WORDS = st.sampled_from(sorted(RULES.words))
SENTENCES = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)


def make_failure(**changed: Any) -> WorkflowEvent:
    given_: dict[str, Any] = {
        "workflow_id": "claim_submission",
        "event_type": "claim_submission.failed",
        "idempotency_key": "k1",
        "occurred_at": datetime(2026, 3, 2, tzinfo=UTC),
        "vendor": "clearing",
        "error_code": "timeout",
        "payload": {"message": "Read timed out after 30 s"},
    }
    return WorkflowEvent(**given_ | changed)


def key_of(**changed: Any) -> str:
    return sign(make_failure(**changed), RULES).key


def with_message(text: str) -> str:
    return key_of(payload={"message": text})


@pytest.mark.parametrize("kind", sorted(KINDS))
@given(data=st.data(), before=SENTENCES, after=SENTENCES)
def test_what_a_kind_stands_for_never_changes_the_signature(
    kind: str, data: st.DataObject, before: str, after: str
) -> None:
    first, second = data.draw(KINDS[kind]), data.draw(KINDS[kind])

    assert with_message(f"{before} {first} {after}") == with_message(f"{before} {second} {after}")
    assert kind in parameterise(f"{before} {first} {after}", RULES)


@given(
    first=st.from_regex(r"[A-Z][a-z]{2,12}", fullmatch=True),
    second=st.from_regex(r"[A-Z][a-z]{2,12}( [A-Z]\.)? [A-Z][a-z]{2,12}", fullmatch=True),
)
def test_one_name_is_like_another(first: str, second: str) -> None:
    unknown = [part for name in (first, second) for part in name.split() if part.lower() in RULES.words]
    if not unknown:
        assert with_message(f"Subscriber {first} not found") == with_message(f"Subscriber {second} not found")


@given(SENTENCES, SENTENCES)
def test_other_words_are_another_signature(first: str, second: str) -> None:
    assert (with_message(first) == with_message(second)) == (first == second)


@pytest.mark.parametrize("field", ["workflow_id", "vendor", "error_code"])
@given(first=st.text(min_size=1, max_size=20), second=st.text(min_size=1, max_size=20))
def test_another_code_workflow_or_vendor_is_always_another_signature(field: str, first: str, second: str) -> None:
    assert (key_of(**{field: first}) == key_of(**{field: second})) == (first == second)


@given(st.text(max_size=400))
def test_what_was_parameterised_stays_as_it_is(message: str) -> None:
    once = parameterise(message, RULES)

    assert parameterise(once, RULES) == once


@given(st.text(max_size=400))
def test_nothing_but_known_words_and_kinds_survives(message: str) -> None:
    kinds = {f"<{row.kind}>" for row in RULES.kinds} | {"<name>", "<number>"}

    assert set(parameterise(message, RULES).split()) <= RULES.words | kinds


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Claim PSI 4400 of Muñoz, Ada not found", "claim <name> <number> of <name> not found"),
        ("SUBSCRIBER OKONKWO, ADA Q NOT FOUND; DOB 03/04/1960", "subscriber <name> not found dob <date>"),
        ("Patient O'Brien-Smith ineligible", "patient <name> ineligible"),
        ("john quincy's claim refused", "<name> claim refused"),
        ("java.net.SocketTimeoutException: connect timed out: 10.0.0.1:443",
         "java net socket timeout exception connect timed out <number>"),
        ("HTTP/1.1 503 Service Unavailable", "<number> service unavailable"),
        ("claims 1, 2, 3 and 4 failed", "claims <number> and <number> failed"),
        ("dead0beef is not deadbeef", "<number> is not <number>"),
        ("can't parse file '/var/x y.pdf'", "can parse file <quoted>"),
        ("Mun\u0303oz is unknown", "<name> is unknown"),
        ("", ""),
    ],
)  # fmt: skip
def test_messages_become_what_they_share(message: str, expected: str) -> None:
    assert parameterise(message, RULES) == expected


@pytest.mark.parametrize(
    "piece",
    ["a", "a.", '"', "'a ", "“", "a@", "1-", "<", "a+", "$1,", "http://", "mon ", "x@a.", "é", "aB", "[", "\x00"],
)
def test_hostile_length_is_read_once(piece: str) -> None:
    """A pattern that goes back over what it read would keep this test from ending."""
    read = parameterise(piece * 100_000, RULES)

    assert len(read.split()) <= RULES.longest


def test_events_that_are_no_failures_have_no_signature() -> None:
    assert sign(make_failure(error_code=""), RULES) == NO_SIGNATURE


def test_denials_share_payer_and_code_alone() -> None:
    denial = {"event_type": "claim.denied", "vendor": "Harbor Ridge", "error_code": "50"}
    first = sign(make_failure(**denial), RULES)
    second = sign(make_failure(**denial, workflow_id="other", payload={"message": "not necessary"}), RULES)

    assert first.key == second.key != key_of(**denial | {"event_type": "claim.failed"})
    assert first.parts == denial


def test_parts_of_a_kept_event_are_made_by_the_set_that_signed_it() -> None:
    newer = RULES.model_copy(update={"effective_from": date(2027, 1, 1), "words": frozenset({"after"})})
    book = SignatureBook(sets=(RULES, newer))
    failure = make_failure()
    kept = StoredEvent(
        number=1, event_id="e1", received_at="2026-03-02", correlation_id="", sender="test", case_id="",
        signature="s1", signature_rules=RULES.version,
        **failure.model_dump(exclude={"occurred_at"}), outcome="failed", occurred_at="2026-03-02",
    )  # fmt: skip

    old = show_parts(kept, book)
    new = show_parts(kept.model_copy(update={"signature_rules": "2027-01-01"}), book)
    assert old["message"] == "read timed out after <number>"
    assert new["message"] == "<name> after <number>"
    assert show_parts(kept.model_copy(update={"signature_rules": ""}), book) == {}


def test_the_newest_set_in_force_signs() -> None:
    newer = RULES.model_copy(update={"effective_from": date(2027, 1, 1)})
    book = SignatureBook(sets=(RULES, newer))

    chosen = [book.in_force(date(year, month, 1)).version for year, month in ((2026, 12), (2027, 1), (2020, 1))]
    assert chosen == ["2026-11-21", "2027-01-01", "2026-11-21"]
    assert [rules.version for rules in book.before("2027-01-01")] == ["2026-11-21"]


def test_a_newer_set_leaves_keys_alone_that_it_reads_alike() -> None:
    newer = RULES.model_copy(update={"effective_from": date(2027, 1, 1), "words": RULES.words - {"refused"}})
    event = make_failure()

    assert sign(event, RULES).key == sign(event, newer).key
    assert sign(event, RULES).rules != sign(event, newer).rules


@pytest.mark.parametrize("row", RULES.kinds, ids=lambda row: row.kind)
def test_every_kind_that_ships_changes_something(row: Any) -> None:
    without = RULES.model_copy(update={"kinds": tuple(other for other in RULES.kinds if other != row)})
    shown = [
        'field "a b" is', "see https://example.test/a?b=c", "to a.b@example.com",
        "2f1e4567-e89b-42d3-a456-426614174000",
        "2026-03-02T15:00:00Z", "03/04/1960", "on March 3, 2026", "on 3 Mar 2026", "at 14:22", "of $1,234.50",
    ]  # fmt: skip

    assert any(parameterise(text, RULES) != parameterise(text, without) for text in shown)


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("\\d{1,2}:\\d\\d", "\\d+:\\d\\d", "repeats without a bound"),
        ("\\d{1,2}:\\d\\d", "(\\d):\\d\\d", "group that captures"),
        ("\\d{1,2}:\\d\\d", "(?:\\d:\\d\\d", "no regular expression"),
        ("kind: time", "kind: TIME", "String should match pattern"),
        ("longest: 40", "longest: 0", "greater than or equal to 1"),
        ("longest: 40", "longest: 40\n  shortest: 1", "Extra inputs"),
        (" zero ", " Zero ", "a to z"),
    ],
)
def test_a_set_with_a_fault_is_refused(before: str, after: str, fault: str) -> None:
    assert before in TEXT
    with pytest.raises(RulesInvalid, match=fault):
        parse_signature_book(TEXT.replace(before, after, 1))


def test_sets_that_are_not_in_order_are_refused() -> None:
    body = TEXT[TEXT.index("- effective_from") :]

    with pytest.raises(RulesInvalid, match="oldest first"):
        parse_signature_book(TEXT + body)
