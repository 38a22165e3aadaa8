"""Names of people that a word beside them or a list of given names gives away (164.514(b)(2)(i)(A))."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from denialops.llm.redaction.folding import plain
from denialops.llm.redaction.words import NameWords

_M = "\u0300-\u036f"
_WORD = rf"[^\W\d_][\w{_M}'’ʼ`]*(?:[-‐‑][^\W\d_][\w{_M}'’ʼ`]*)*\.?"
_PARTICLE = frozenset("de la las los del van von der den ter ten bin ibn ben al el da das do dos di du le san y e abu st".split())
_RUN = re.compile(rf"{_WORD}(?:(?:,?[ ]|,[ ]?(?=[^\W\d_]))(?={_WORD}){_WORD}){{0,6}}")
_HONORIFIC = r"(?:Mr|Mrs|Ms|Miss|Mx|Master|Sr|Sra|Srta|Don|Doña|Señora?|MR|MRS|MS|MISS|SR|SRA)\b\.?"
_WHO = (
    r"patient|pt|member|enrollee|beneficiary|bene|insured|subscriber|employee|participant|claimant|dependent|sponsor|child|"
    r"recipient|client|covered person|covered individual|policy ?holder|card ?holder|contract ?holder|customer|worker|"
    r"injured worker|veteran|applicant|appellant|consumer|individual|person|resident|mother|father|spouse|son|daughter|"
    r"husband|wife|guardian|parent|afiliad[oa]|miembro|paciente|beneficiari[oa]|asegurad[oa]|solicitante|niñ[oa]|hij[oa]|"
    r"espos[oa]|madre|padre|trabajador(?:a)?|nombre(?: del? (?:la )?\w+)?|name|full name|first name|last name|surname|apellidos?"
)
_STRONG = re.compile(
    rf"(?<![^\W_])(?i:{_WHO})(?i:['’]s|\(s\))?(?i:[ ](?:full |legal )?(?:name|nombre))?(?i:[ ]?/[ ]?[\w ]{{2,24}}?)?"
    rf"(?:[ ]?[:=][ \t]{{0,40}}\n?[ \t]{{0,40}}|[ ]?\.{{2,}}[ :]{{0,3}}|[ \t]{{2,40}}|\t|[ ]-[ ]|\*)(?:{_HONORIFIC}[ ])?"
)
_WEAK = re.compile(rf"(?<![^\W_])(?i:{_WHO})(?i:['’]s name)?[ ,][ ]?(?:{_HONORIFIC}[ ])?(?=[^\W\d_a-z])")
_GREETING = re.compile(
    rf"(?<!\w)(?:(?i:dear|hello|hi|greetings,?|estimad[oa](?:\(a\))?s?|querid[oa]|attn\.?:?|attention:)[ ]{{1,3}}(?:{_HONORIFIC}[ ])?|{_HONORIFIC}[ ]{{1,2}})"
)
_ABOUT = re.compile(
    rf"(?m)(?:^[ \t>*]{{0,40}}|[ \t]{{2}}|(?<=\. ))(?i:re|about|for|to|regarding|asunto|ref|subject|prepared for|in the matter of|para|attn)"
    rf"[ ]?:?[ \t]{{1,30}}(?:{_HONORIFIC}[ ])?(?=[^\W\d_a-z])"
)
_OF_WHOM = re.compile(
    rf"\b(?i:behalf of|(?:parents?|guardians?|family|estate|mother|father|custody|care|notice) (?:or (?:legal )?guardians? )?(?:of|for)|"
    rf"padres? (?:o tutor(?:es)? )?de|a nombre de|written [^\n]{{3,30}} to|treated|saw|admitted|seen)[ ]:?(?:{_HONORIFIC}[ ])?(?=[^\W\d_a-z])"
)
_X12 = re.compile(r"NM1\*(?:QC|IL|74)\*1\*([^*~\n]{1,60}(?:\*[^*~\n]{0,35}){0,2})")
_LAST_FIRST = re.compile(
    r"(?<![\w,])(?P<name>[^\W\d_a-zß-ÿ][^\W\d_]*(?:[-'’ ][^\W\d_a-zß-ÿ][^\W\d_]*){0,2},[ ]?[^\W\d_a-zß-ÿ][\w'’-]+(?:[ ][^\W\d_a-z]\.?)?)"
    r"(?=[ ]{2,}|[ ]*$|[ ]*\n|[ ]?[/|(]|[ ](?:ID|MID|MBI|HIC|DOB)\b)"
)
_BESIDE = re.compile(
    r"[ ]?(?:\((?:son|daughter|child|spouse|husband|wife|self|dependent|hij[oa]|espos[oa]|mother|father|sponsor|DOB|born|ID|member)\b|"
    r",?[ ](?:date of birth|DOB|born|nacid[oa]|member|contract|certificate|subscriber|MBI|ID)[ #:]{1,3}(?:no\.? |number |id )?[\dA-Z*])"
)
_BEHIND_LINE = re.compile(
    r"[ \t]*(?:\n[ \t]*|[ ]/[ ])(?:(?i:member |subscriber |medicaid |patient |plan )?(?i:id|number|dob|date of birth|identification|c/o)\b|\d{1,6} [^\W\d_a-z]|P\.? ?O\.? Box|RR \d|Calle|Camino)"
)
_CREDENTIAL = re.compile(
    r",?[ ](?:M\.?D|D\.?O|N\.?P|P\.?A(?:-C)?|D\.?D\.?S|D\.?M\.?D|R\.?N|Ph\.?D|D\.?P\.?M|O\.?D|D\.?C|F?NP(?:-[BC]+)?|APRN|LCSW|"
    r"PharmD|PsyD|CRNA|DPT|P\.?T|O\.?T|ARNP|MSN|LMFT|SLP|BCBA|CNM|MPH|Esq|FACS)\b"
)
_DOCTOR = re.compile(r"\b(?:Drs?|DR|Doctora?|Judge|Prof|Hon)\.?[ ]{1,2}$")
_EDGES = " ,.-"


class FoundName(NamedTuple):
    """[start, end) of a name. `is_sure`: a word beside it says so, and its parts are names wherever they stand alone."""

    start: int
    end: int
    text: str
    is_sure: bool


class NameFinder:
    """Finds people whom no case told about."""

    def __init__(self, words: NameWords) -> None:
        self._words = words
        self._no_name = words.form | words.organisation

    def find(self, text: str) -> Iterator[FoundName]:
        for pattern, fewest in ((_STRONG, 1), (_GREETING, 1), (_WEAK, 2), (_ABOUT, 2), (_OF_WHOM, 1)):
            for cue in pattern.finditer(text):
                yield from self._behind(text, cue.end(), fewest)
        for match in _X12.finditer(text):
            yield FoundName(match.start(1), match.end(1), match[1].replace("*", " "), is_sure=True)
        for match in _LAST_FIRST.finditer(text):
            yield from self._whole(text, match.start("name"), match.end("name"))
        yield from self._in_running_text(text)

    def _behind(self, text: str, at: int, fewest: int) -> Iterator[FoundName]:
        run = _RUN.match(text, at)
        end = self._name_end(run) if run else at
        words = text[at:end].split()
        if len(words) < fewest and not (words and plain(words[0]).strip(".") in self._words.given):
            return
        if end > at and not self._is_organisation(text, at, end):
            yield FoundName(at, end, text[at:end], is_sure=True)

    def _whole(self, text: str, start: int, end: int) -> Iterator[FoundName]:
        run = _RUN.match(text, start, end)
        if run and self._name_end(run) == end:
            yield FoundName(start, end, text[start:end], is_sure=True)

    def _in_running_text(self, text: str) -> Iterator[FoundName]:
        for run in _CAPITALS.finditer(text):
            start = self._name_start(run)
            inner = _RUN.match(text, start, run.end())
            end = self._name_end(inner) if inner else start
            words = [plain(word).strip(".,") for word in text[start:end].split()]
            if len(words) < 2 or self._is_organisation(text, start, run.end()) or _is_professional(text, start, end):
                continue
            beside = _BESIDE.match(text, end) or (_is_alone(text, start) and _BEHIND_LINE.match(text, end))
            if beside or not self._words.given.isdisjoint(word.partition("-")[0] for word in words):
                yield FoundName(start, end, text[start:end], is_sure=bool(beside))

    def _name_start(self, run: re.Match[str]) -> int:
        """Behind words of forms that happen to stand before it: "Dear Ann Lee"."""
        for word in re.finditer(r"[^\s,]+", run.group()):
            if plain(word.group()).strip(".'") not in self._no_name:
                return run.start() + word.start()
        return run.end()

    def _name_end(self, run: re.Match[str]) -> int:
        """Where the name ends that begins with the run: before a word of forms, or one that is not capitalised."""
        end, pending = run.start(), run.start()
        for word in re.finditer(r"[^\s,]+", run.group()):
            low = plain(word.group()).strip(".'")
            if low in _PARTICLE and (word.group().islower() or end > run.start()):
                continue
            if word.group()[0].islower() or (len(low) > 1 and low in self._no_name):
                break
            pending = run.start() + word.end()
            end = pending
            if word.group().endswith(("'s", "’s", "'S", "’S")):
                return end - 2
        return end if not run.string[run.start() : end].endswith(".") else end - (end - run.start() > 3)

    def _is_organisation(self, text: str, start: int, end: int) -> bool:
        """ "Gentry Heart Clinic": also where the word that says so comes right behind."""
        behind = re.match(rf"(?:[ ](?:&|and|of|the|for)\b)*[ ]{_WORD}", text[end : end + 40])
        words = [*text[start:end].split(), *(behind.group().split() if behind else ())]
        return any(plain(word).strip(".,'") in self._words.organisation for word in words)


_CAPITALS = re.compile(
    rf"(?<![\w{_M}'’&-])(?=[^\W\d_a-z]){_WORD}(?:(?:,?[ ](?:(?:de|la|del|los|van|von|der|bin|al|da|dos|y)[ ]){{0,2}}|,)(?=[^\W\d_a-z]){_WORD}){{1,4}}"
)


def _is_professional(text: str, start: int, end: int) -> bool:
    return bool(_CREDENTIAL.match(text, end) or _DOCTOR.search(text, max(0, start - 12), start))


def _is_alone(text: str, start: int) -> bool:
    """Whether nothing but a gap stands before it in its line."""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    return not line.strip() or line.endswith("  ")
