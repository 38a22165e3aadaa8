"""Names of people that a word beside them or a list of given names gives away (164.514(b)(2)(i)(A))."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from denialops.llm.redaction.folding import plain
from denialops.llm.redaction.name_cues import (
    ABOUT,
    BEHIND_LINE,
    BESIDE,
    CAPITALS,
    COLUMNS,
    CREDENTIAL,
    CREDENTIAL_WORDS,
    CUES,
    DOCTOR,
    LAST_FIRST,
    PARTICLES,
    RUN,
    X12,
)
from denialops.llm.redaction.wordplaces import WordPlaces
from denialops.llm.redaction.words import NameWords

_ORGANISATION_ENDINGS = ("ology", "ologists", "iatrics", "dentistry", "optics", "opaedics", "opedics", "eyecare")


class FoundName(NamedTuple):
    """[start, end) of a name. `is_sure`: a word beside it says so, and its parts are names wherever they stand "
    "alone."""

    start: int
    end: int
    text: str
    is_sure: bool


class NameFinder:
    """Finds people whom no case told about."""

    def __init__(self, words: NameWords) -> None:
        self._words = words
        self._no_name = words.form | words.organisation

    def find(self, text: str, words: WordPlaces) -> Iterator[FoundName]:
        sure = list(self._told(text, words))
        yield from sure
        parts = {part for name in sure for part in _parts(name.text)} - self._words.ordinary - self._no_name
        yield from self._in_running_text(text, parts)

    def _told(self, text: str, words: WordPlaces) -> Iterator[FoundName]:
        for pattern, beginnings, fewest in CUES:
            for start in words.of(beginnings):
                cue = pattern.match(text, start)
                if cue:
                    yield from self._behind(text, cue.end(), fewest)
        for cue in ABOUT.finditer(text):
            yield from self._behind(text, cue.end(), 2)
        for match in X12.finditer(text):
            yield FoundName(match.start(1), match.end(1), match[1].replace("*", " "), is_sure=True)
        for match in COLUMNS.finditer(text):
            last, first = plain(match["last"]), plain(match["first"])
            if first in self._words.given and last not in self._no_name:
                end = match.end("first")
                yield FoundName(match.start(), end, text[match.start() : end], is_sure=True)
        for match in LAST_FIRST.finditer(text):
            run = RUN.match(text, match.start(), match.end())
            if run and self._name_end(run) == match.end():
                yield FoundName(match.start(), match.end(), match.group(), is_sure=True)

    def _behind(self, text: str, at: int, fewest: int) -> Iterator[FoundName]:
        run = RUN.match(text, at)
        end = self._told_end(run) if run else at
        found = text[at:end].split()
        if not found or (len(found) < fewest and plain(found[0]).strip(".") not in self._words.given):
            return
        if not self._is_organisation(text, at, end) and not _is_professional(text, at, end):
            yield FoundName(at, end, text[at:end], is_sure=True)

    def _in_running_text(self, text: str, known: set[str]) -> Iterator[FoundName]:
        for run in CAPITALS.finditer(text):
            start = self._name_start(run)
            inner = RUN.match(text, start, run.end())
            end = self._name_end(inner) if inner else start
            parts = _parts(text[start:end])
            if len(text[start:end].split()) < 2 or _is_professional(text, start, end):
                continue
            if known.isdisjoint(parts) and self._is_organisation(text, start, end):
                continue
            beside = BESIDE.match(text, end) or (_stands_alone(text, start) and BEHIND_LINE.match(text, end))
            if beside or not known.isdisjoint(parts) or not self._words.given.isdisjoint(parts):
                yield FoundName(start, end, text[start:end], is_sure=bool(beside) or not known.isdisjoint(parts))

    def _name_start(self, run: re.Match[str]) -> int:
        """Behind words of forms that happen to stand before it: "Dear Ann Lee"."""
        for word in re.finditer(r"[^\s,]+", run.group()):
            if plain(word.group()).strip(".'") not in self._no_name:
                return run.start() + word.start()
        return run.end()

    def _name_end(self, run: re.Match[str]) -> int:
        """Where the name ends that begins with the run: before a word of forms, or one that is not capitalised."""
        end = run.start()
        for word in re.finditer(r"[^\s,]+", run.group()):
            low = plain(word.group()).strip(".'")
            if low in PARTICLES and (word.group().islower() or end > run.start()):
                continue
            if word.group()[0].islower() or self._ends_name(word.group(), low):
                break
            end = run.start() + word.end()
            if word.group().endswith(("'s", "’s", "'S", "’S")):
                return end - 2
            if word.group().endswith(".") and len(low) > len("jr"):
                return end - 1
        return end

    def _told_end(self, run: re.Match[str]) -> int:
        """As `_name_end`, but words that are names as well may begin or end one: "April Summers", "Ann Day"."""
        words = list(re.finditer(r"[^\s,]+", run.group()))
        lows = [plain(word.group()).strip(".'") for word in words]
        if len(words) == 2 and self._words.ordinary.issuperset(lows) and words[1].group()[0].isupper():
            return run.end()
        if len(words) > 1 and lows[0] in self._no_name & self._words.ordinary and lows[1] not in self._no_name:
            rest = RUN.match(run.string, run.start() + words[1].start(), run.end())
            return self._name_end(rest) if rest else run.start()
        end = self._name_end(run)
        if len(words) > 1 and lows[-1] in self._words.ordinary and words[-1].group()[0].isupper():
            before_last = run.start() + words[-2].end()
            return run.end() if end == before_last else end
        return end

    def _ends_name(self, word: str, low: str) -> bool:
        if word.isupper() and low.replace(".", "") in CREDENTIAL_WORDS:
            return True
        return len(low) > 1 and (low in self._no_name or low.endswith(_ORGANISATION_ENDINGS))

    def _is_organisation(self, text: str, start: int, end: int) -> bool:
        """ "Gentry Heart Clinic": also where the word that says so comes some words behind."""
        behind = re.match(r"(?:[ ](?:&|and|of|the|for|[^\W\d_a-zß-ÿ][\w'’.-]*)){1,5}", text[end : end + 60])
        words = [*text[start:end].split(), *(behind.group().split() if behind else ())]
        lows = (plain(word).strip(".,'") for word in words)
        return any(low in self._words.organisation or low.endswith(_ORGANISATION_ENDINGS) for low in lows)


def _parts(name: str) -> set[str]:
    return {part for part in re.findall(r"[^\W\d_]+", plain(name)) if len(part) > 2}


def _is_professional(text: str, start: int, end: int) -> bool:
    doctor = DOCTOR.search(text, max(0, start - 12), start) or DOCTOR.match(text, start, end)
    return bool(CREDENTIAL.match(text, end) or doctor)


def _stands_alone(text: str, start: int) -> bool:
    """Whether nothing but a gap stands before it in its line, and it is not the first line, which is the payer's."""
    above, _, line = text[:start].rpartition("\n")
    return bool(above.strip()) and (not line.strip() or line.endswith("  "))
