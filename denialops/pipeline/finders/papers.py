"""What a letter says beside its decision: its language, records, demands on the packet, the day an appeal came in."""

from __future__ import annotations

from collections.abc import Iterator

from denialops.pipeline.finders.dates import DateSpan
from denialops.pipeline.finders.kinds import Kind
from denialops.pipeline.finders.languages import find_language
from denialops.pipeline.finders.packet_rules import find_packet_rules
from denialops.pipeline.finders.reading import Found, Reading
from denialops.pipeline.finders.records_told import find_records
from denialops.pipeline.finders.reviewers import find_appeal_day, find_reviewer


def find_papers(reading: Reading, dates: tuple[DateSpan, ...], kind: Kind) -> Iterator[Found]:
    """Demands and records of what denies or may deny; an approval asks for nothing."""
    yield from find_reviewer(reading)
    yield from find_language(reading)
    yield from find_appeal_day(dates, reading, kind.code)
    if kind.denies is not False:
        yield from find_packet_rules(reading)
        yield from find_records(reading)
