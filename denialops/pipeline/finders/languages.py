"""In which language a letter is written: told by its commonest words, shown by the first sentence that has several."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialops.pipeline.finders.reading import SURE, Found, Reading

_COMMON = {
    "English": re.compile(r"\b(?:the|your|you|of|and|this|that|not|will|have|was|were|is|are|for|with|by)\b"),
    "Spanish": re.compile(r"\b(?:el|los|las|del|su|usted|que|por|para|una|este|esta|fue|con|nuestra?|en|se)\b"),
}
_LEAST = 12
"""So many common words make a letter of a language; a tagline at the foot has fewer."""
_SHARE = 0.25
"""With this share beside the other language, the letter is in both."""
_IN_SENTENCE = 3


def find_language(reading: Reading) -> Iterator[Found]:
    """`language`: English, Spanish, or both where either has its own part; nothing for a page of numbers."""
    counts = {name: len(pattern.findall(reading.flat)) for name, pattern in _COMMON.items()}
    most = max(counts.values())
    told = [name for name, count in counts.items() if count >= max(_LEAST, most * _SHARE)]
    if not told:
        return
    pattern = _COMMON[told[-1]]
    for sentence in reading.sentences:
        if len(pattern.findall(reading.flat, sentence.start, sentence.end)) >= _IN_SENTENCE:
            yield Found("language", " and ".join(told), sentence.start, sentence.end, SURE, "languages")
            return
