"""What a notice lacks as a letter to the payer says it: what was looked for and not found, never an accusation."""

from __future__ import annotations

import re

from denialops.domain.drafts import Draft
from denialops.domain.routing import Defect
from denialops.domain.wording import one_line

HEADING = "## Points of procedure"
OPENING = "We raise these points without giving up any right, and ask you to answer each in writing:"
_REQUESTS = re.compile(r"^## What we ask you to do$", re.MULTILINE)
_NEXT_HEADING = re.compile(r"^## ", re.MULTILINE)


def with_point(draft: Draft, defect: Defect) -> Draft:
    """The draft with this point in its section, before the requests; a point that is there already is not repeated."""
    item = f"- {point_words(draft, defect)}"
    if item in draft.body:
        return draft
    body = _extended(draft.body, item) if HEADING in draft.body else _opened(draft.body, item)
    return draft.model_copy(update={"body": body})


def point_words(draft: Draft, defect: Defect) -> str:
    """One point, with the law only as far as this letter may name it."""
    rows = [row.citation for row in draft.allowed_law if row.id in defect.cites]
    law = f" ({'; '.join(rows)})" if rows else ""
    if not defect.is_contrary:
        return f"We did not find {defect.element} in the notice{law}."
    told = defect.note or (f"The notice says “{one_line(defect.evidence.quote)}”." if defect.evidence else "")
    return f"{told} Please set against this {defect.element}{law}."


def _opened(body: str, item: str) -> str:
    section = f"{HEADING}\n\n{OPENING}\n\n{item}\n"
    requests = _REQUESTS.search(body)
    if requests is None:
        return f"{body.rstrip()}\n\n{section}"
    return f"{body[: requests.start()]}{section}\n{body[requests.start() :]}"


def _extended(body: str, item: str) -> str:
    """After the last point of the section."""
    start = body.index(HEADING) + len(HEADING)
    following = _NEXT_HEADING.search(body, start)
    end = following.start() if following else len(body)
    rest = f"\n\n{body[end:]}" if following else "\n"
    return f"{body[:end].rstrip()}\n{item}{rest}"
