"""The shapes of people's names, and names put into one form: first name first, in mixed case."""

from __future__ import annotations

import re

_LATIN = tuple(map(chr, (*range(0xC0, 0x180), 0x218, 0x219, 0x21A, 0x21B, *range(0x1E00, 0x1F00))))
_UPPER = "A-Z" + "".join(filter(str.isupper, _LATIN))
_LETTER = _UPPER + "a-z" + "".join(filter(str.islower, _LATIN))
CAPITAL = f"[{_UPPER}]"
_NOT_NAMES = (
    "id member group claim claims provider patient policy plan npi mbi dob date dates service "
    "services employer employee "
    "subscriber case sponsor participant number no reference ref relationship dos icn dcn account address phone "
    "insured doi coverage auth authorization dx diagnosis enrollee beneficiary physician facility dentist cin rid "
    "medicaid medicare chip contract certificate ssn hicn sex gender age program benefits type your the we dear "
    "request requested po box street appeal notice letter health insurance procedure code icd cpt re subject this "
    "name not you our have has was is are for of and or from to at by it in on fax tel ext billed total amount "
    "prescriber prescription drug medication requesting treating doctor hospital in-network adjuster adjustor "
    "injured worker dependent responsible party holder card effective eob rx bin pcn review reviewed tracking "
    "status decision determination procedures hic acct mrn self spouse child son daughter carrier payer tin "
    "mid mbr mbr# emp wcb ctl acnt acct kids medicaid ltr plan rxgroup ordered "
    "attention attn dates denied approved tracking icd-10 hcpcs mr mrs ms reason level procedure employees recip "
    "recipient charge charges paid units policy mrn prov office ordering rendering billing referring united".split()
)
_STOP = frozenset(_NOT_NAMES)
_HONORIFICS = frozenset(
    "mr mrs ms miss sr sra sfc cpt sgt ssg msg cpl spc pvt pfc ltc maj sgm csm cdr ens capt tsgt".split()
)
_TOKEN = rf"[{_UPPER}][{_LETTER}'’\-]*(?:(?<=[{_LETTER}])[01](?=[{_LETTER}])[{_LETTER}'’\-]*)*\.?"
_PARTICLE = r"(?:de la|de los|de|del|la|van der|van|von|der|di|da|dos|el|al|bin|y|st\.)"
NAME = re.compile(
    rf"(?:(?:Mr|Mrs|Ms|Miss|Dr|Sr|Sra|MR|MRS|MS|DR)\.? )?{_TOKEN}(?: [\"“]{_TOKEN}[\"”])?"
    rf"(?:(?:,? |,(?=[{_UPPER}]{{2}}))(?:{_PARTICLE} )?{_TOKEN}){{0,4}}"
)
"""One to five capitalised words, also LAST, FIRST M, also with digits of a bad scan; `name_length` decides."""

_TITLE = re.compile(r"^(?:mr|mrs|ms|miss|dr|sra?)\.? ", re.IGNORECASE)
_CREDENTIAL = re.compile(
    r",? (?:M\.?D|D\.?O|N\.?P|P\.?A(?:-C)?|D\.?D\.?S|D\.?M\.?D|R\.?N|Ph\.?D|D\.?P\.?M|O\.?D|D\.?C|FNP(?:-C)?|APRN|"
    r"LCSW|PharmD|PsyD|CRNA|DPT|PT|OT|ARNP|MSN|FACS|FACP|MPH|CNM)\.?(?![A-Za-z])"
)
_SUFFIX = frozenset("jr jr. sr sr. ii iii iv".split())


def name_length(text: str) -> int:
    """How many characters of `text` (which a NAME match gave) are a person's name; 0 for none."""
    end, words = 0, 0
    for match in re.finditer(r"[^\s,]+,?", text):
        word = match.group().rstrip(",")
        plain = word.strip(".").lower().replace("’s", "").replace("'s", "")
        if (plain in _HONORIFICS and not words) or word[0] in '"“':
            continue
        if plain in _STOP and not (words and len(word) == 1):
            break
        if word.endswith(("-", "number")) or (
            words > 1
            and text[match.start() - 2 : match.start()] == ", "
            and match.end() == len(text)
            and len(word) < 4
            and word.isupper()
            and not text[: match.start() - 2].isupper()
        ):
            break
        if len(word) > 1 and re.search(r"[^\w\s.'’\-]", word):
            break
        words += 1
        end = match.start() + len(word)
        if word.endswith(("'s", "’s")):
            return end - 2 if words >= 2 else 0
    return end if words >= 2 else 0


def person(text: str) -> str:
    """A name as a letter addresses it: "NETTLES, ADA R" becomes "Ada R Nettles"."""
    bare = _TITLE.sub("", " ".join(text.split())).strip(" ,")
    parts = [part.strip() for part in bare.split(",") if part.strip()]
    if len(parts) == 2 and parts[1].lower() not in _SUFFIX:
        bare = f"{parts[1]} {parts[0]}"
    elif len(parts) == 3 and parts[1].lower() in _SUFFIX:
        bare = f"{parts[2]} {parts[0]} {parts[1]}"
    elif len(parts) == 3 and parts[2].lower() in _SUFFIX:
        bare = f"{parts[1]} {parts[0]} {parts[2]}"
    return " ".join(_cased(word) for word in bare.split())


def _cased(word: str) -> str:
    if not word.isupper() or len(word.strip(".")) < 2 or word.strip(".") in ("II", "III", "IV"):
        return word
    pieces = re.split(r"([-'’])", word.lower())
    cased = "".join(piece.capitalize() for piece in pieces)
    return f"Mc{cased[2:].capitalize()}" if cased.startswith("Mc") and len(cased) > 3 else cased


def credential_after(text: str, end: int) -> int:
    """Where the credentials behind a name end ("..., MD")."""
    match = _CREDENTIAL.match(text, end)
    return match.end() if match else end
