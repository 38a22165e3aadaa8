"""Whether a model's sentence is said by what it names as its sources; what is not is for a person to sign or strike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from denialops.domain.cases import CaseFile
from denialops.domain.drafts import FROM_MODEL, Block, Draft, Sentence
from denialops.pipeline.finders.reading import fold
from denialops.pipeline.model_writing.sources import sources_of

LEAST_SHARE = 0.5
"""So many of the content words of a sentence must stand in its sources, in this or another form."""

_REQUEST = re.compile(
    r"(?:we (?:ask|request|appeal|file|submit|enclose|reserve|thank|write|look forward)|please|thank you|dear |"
    r"sincerely|this (?:letter|appeal|request)|if you uphold|attached|enclosed)",
    re.IGNORECASE,
)
_STUDY = re.compile(
    r"\b(?:study|studies|trials?|meta-?analys[ie]s|et al\b|journal|published|literature|estudios?)\b", re.IGNORECASE
)
_WORD = re.compile(r"[a-z][a-z'-]{3,}|\d[\d.,/-]*")
_COMMON = frozenset(
    "that this these those with from have been were does which their there where when will would should must shall "
    "into upon under over such than then they them your yours ours here also each every both because before after "
    "about against between during within without other more most only same very letter notice plan patient member "
    "denial denied deny appeal request review service services record records medical necessary necessity care "
    "coverage cover covered health provider treating clinician decision reverse approve please enclosed exhibit "
    "page dated date reason reasons states says shows show therefore accordingly".split()
)


def unsupported(case: CaseFile, draft: Draft, blocks: Sequence[Block]) -> Iterator[tuple[Sentence, str]]:
    """Sentences of a model with the reason why a person must look at them."""
    if not draft.written_with:
        return
    texts, letter = _texts(case, draft), f"document:{case.letter.document_id}"
    for block in blocks:
        for sentence in block.sentences:
            reason = _fault(sentence, texts, letter) if sentence.rests_on[:1] == (FROM_MODEL,) else ""
            if reason and block.kind != "heading":
                yield sentence, reason


def _fault(sentence: Sentence, texts: Mapping[str, str], letter: str) -> str:
    named = sentence.rests_on[1:]
    if not named:
        return "written by the model, which names no source for it"
    if _STUDY.search(sentence.text) and not any(_is_record(source, letter) for source in named):
        return "written by the model, which names a study that no record, law or plan of the case names"
    words = _content(re.sub(r"\[\[.+?\]\]", " ", sentence.text))
    said = {word for source in named for word in _content(texts.get(source, ""))}
    if "request" in named and _REQUEST.match(sentence.text):
        return ""
    if words and sum(word in said for word in words) < LEAST_SHARE * len(words):
        return "written by the model; its source does not say this in these words"
    return ""


def _is_record(source: str, letter: str) -> bool:
    """What can bring a study into an argument: not the payer's letter, nor what was read in it."""
    return source.startswith(("document:", "cite:", "plan:")) and source != letter


def _texts(case: CaseFile, draft: Draft) -> dict[str, str]:
    """What each id says, all pages of a document together; a fact says its quote too."""
    texts: dict[str, str] = {}
    for source in sources_of(case, draft):
        texts[source.id] = f"{texts.get(source.id, '')} {source.text}"
    for fact in case.facts.items:
        if fact.evidence:
            texts[fact.fact_id] = f"{texts.get(fact.fact_id, '')} {fact.evidence.quote}"
    return texts


def _content(text: str) -> set[str]:
    """Content words by their first letters, so that denies and denying meet."""
    return {word[:5] for word in _WORD.findall(fold(text)) if word not in _COMMON}
