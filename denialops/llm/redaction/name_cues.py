"""The words and shapes that say "here comes a person's name", in English and Spanish letters."""

from __future__ import annotations

import re

from denialops.llm.redaction.spans import BLOT, NUMBER_BLOT

_M = "\u0300-\u036f"
_WORD = rf"[^\W\d_](?:[^\W\d_]|[{_M}'’ʼ`])*(?:[-‐‑][^\W\d_](?:[^\W\d_]|[{_M}'’ʼ`])*)*(?![\w])\.?"
_CAPITAL = r"(?=[^\W\d_a-zß-öø-ÿ])"
RUN = re.compile(rf"{_WORD}(?:(?:,?[ ]|,)(?={_WORD}){_WORD}){{0,6}}")
CAPITALS = re.compile(
    rf"(?<![\w{_M}'’&-]){_CAPITAL}{_WORD}(?:(?:,?[ ](?:(?:de|la|del|los|van|von|der|bin|al|da|dos|y)[ ]){{0,2}}|"
    rf",){_CAPITAL}{_WORD}){{1,5}}"
)
PARTICLES = frozenset(
    "de la las los del van von der den ter ten bin ibn ben al el da das do dos di du le san y e abu st".split()
)
CREDENTIAL_WORDS = frozenset(
    "md do dds dmd np pa pac rn phd dpm od dc fnp aprn lcsw pharmd psyd crna dpt pt ot facs arnp".split()
)

_HONORIFIC = r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Master|Sr|Sra|Srta|Don|Doña|Señora?|MR|MRS|MS|MISS|SR|SRA)\b\.?)"
_WHO = (
    r"(?i:patient|pt|member|enrollee|enrolled(?: person)?|beneficiary|bene|insured|subscriber|(?:injured )?employee|"
    r"participant|"
    r"claimant|dependent|sponsor|child|recipient|client|covered (?:person|individual)|policy ?holder|card ?holder|"
    r"contract ?holder|customer|(?:injured )?worker|veteran|applicant|appellant|consumer|individual|person|resident|"
    r"mother|"
    r"father|spouse|son|daughter|husband|wife|guardian|parent|afiliad[oa]|miembro|paciente|beneficiari[oa]|"
    r"asegurad[oa]|"
    r"solicitante|niñ[oa]|hij[oa]|espos[oa]|madre|padre|trabajador(?:a)?|nombre(?: del? (?:la )?\w+)?|(?:full|first|"
    r"last) name|"
    r"name(?: of [\w ]{3,24})?|surname|apellidos?)"
)
_WHO_FIRST = frozenset(
    "patient pt member enrollee enrolled beneficiary bene insured subscriber injured employee participant claimant "
    "dependent "
    "sponsor child recipient client covered policy policyholder card cardholder contract contractholder customer "
    "worker veteran "
    "applicant appellant consumer individual person resident mother father spouse son daughter husband wife "
    "guardian parent "
    "afiliado afiliada miembro paciente beneficiario beneficiaria asegurado asegurada solicitante niño niña hijo "
    "hija esposo "
    "esposa madre padre trabajador trabajadora nombre full first last name surname apellido apellidos".split()
)
_LABELLED = re.compile(
    rf"(?<![^\W_]){_WHO}(?i:['’]s|\(s\))?(?i:[ ](?:full |legal )?(?:name|nombre))?(?i:[ ]?/[ ]?[\w ]{{2,24}}?)?"
    rf"(?:[ \t]{{0,40}}[:=][ \t]{{0,40}}\n?[ \t]{{0,40}}|[ ]?\.{{2,60}}[ :]{{0,3}}|[ \t]{{2,60}}|\t|[ ]-[ ]|"
    rf"\*)(?:{_HONORIFIC}[ ])?"
)
_BEFORE_NAME = re.compile(rf"(?<![^\W_]){_WHO}(?i:['’]s name)?[ ,][ ]?(?:{_HONORIFIC}[ ])?{_CAPITAL}")
_GREETING = re.compile(
    rf"(?<!\w)(?:(?i:dear|hello|hi|greetings,?|estimad[oa](?:\(a\))?s?|querid[oa]|attn\.?:?|"
    rf"attention:)[ ]{{1,3}}(?:{_HONORIFIC}[ ])?|"
    rf"{_HONORIFIC}[ ]{{1,2}}){_CAPITAL}"
)
_GREETING_FIRST = frozenset(
    "dear hello hi greetings estimado estimada estimados estimadas querido querida attn attention mr mrs ms miss mx "
    "master sr "
    "sra srta don doña señor señora".split()
)
_OF_WHOM = re.compile(
    rf"(?i:behalf of|(?:parents?|guardians?|family|estate|mother|father|custody|care|notice)(?:\(s\))?"
    rf"(?:(?: or |/)(?:legal )?guardians?(?:\(s\))?)? (?:of|for)|padres? (?:o tutor(?:es)? )?de|a nombre de|"
    rf"written [^\n]{{3,30}} to|treated|saw|admitted|seen)[ ]?:?[ ](?:{_HONORIFIC}[ ])?{_CAPITAL}"
)
_OF_WHOM_FIRST = frozenset(
    "behalf parent parents guardian guardians family estate mother father custody care notice padre padres a "
    "written treated "
    "saw admitted seen".split()
)
_NAME_LABEL = re.compile(rf"(?<![^\W_])(?i:name|nombre|surname)[ ]{_CAPITAL}")
CUES = (
    (_NAME_LABEL, frozenset(("name", "nombre", "surname")), 1),
    (_LABELLED, _WHO_FIRST, 1),
    (_GREETING, _GREETING_FIRST, 1),
    (_BEFORE_NAME, _WHO_FIRST, 2),
    (_OF_WHOM, _OF_WHOM_FIRST, 1),
)
"""Pattern, the words it can begin with, and how many words the name behind it has at least."""

ABOUT = re.compile(
    rf"(?m)(?:^[ \t>*]{{0,40}}|[ \t]{{2}}|(?<=\. ))(?i:re|about|for|to|regarding|asunto|ref|subject|prepared for|"
    rf"in the matter of|"
    rf"para|attn)[ ]?:?[ \t]{{1,30}}(?:{_HONORIFIC}[ ])?{_CAPITAL}"
)
X12 = re.compile(r"NM1\*(?:QC|IL|74)\*1\*([^*~\n]{1,60}(?:\*[^*~\n]{0,35}){0,2})")
LAST_FIRST = re.compile(
    r"(?<![\w,])[^\W\d_a-zß-ÿ][^\W\d_]*(?:[-'’ ][^\W\d_a-zß-ÿ][^\W\d_]*){0,2},[ ]?"
    r"[^\W\d_a-zß-ÿ][\w'’-]+(?:[ ][^\W\d_a-z]\.?)?"
    rf"(?=[ ]{{2}}|[ ]*(?:$|\n|[{BLOT}{NUMBER_BLOT}])|[ ]?[/|(]|[ ](?:ID|MID|MBI|HIC|DOB)\b)"
)
BESIDE = re.compile(
    r"[ ]?(?:\((?i:son|daughter|child|spouse|husband|wife|self|dependent|hij[oa]|espos[oa]|mother|father|sponsor|"
    r"DOB|born|ID|"
    r"member|medicare|medicaid|contract|certificate|card|subscriber|aged?)\b|"
    r",?[ \t]{1,60}(?i:date of birth|DOB|born|nacid[oa]|member|contract|certificate|subscriber|MBI|ID|"
    r"benefits?)\b[ #:.]{0,3}"
    rf"(?i:no\.? |number |id |# ?)?(?:[#:\d*]|[{BLOT}{NUMBER_BLOT}])|[ ]?[(/|][ ]?{NUMBER_BLOT})"
)
BEHIND_LINE = re.compile(
    r"[ \t]*(?:\n[ \t]*|[ ]/[ ])(?:(?i:(?:\w+ )?(?:id|number|dob|date of birth|identification|c/o|re:))\b|"
    rf"[^\n{BLOT}{NUMBER_BLOT}]{{0,24}}[{BLOT}{NUMBER_BLOT}]|\d{{1,6}} [^\W\d_a-z])|[ \t]{{1,60}}{NUMBER_BLOT}"
)
COLUMNS = re.compile(r"(?<![\w'’-])(?P<last>[A-Z][A-Z'’-]{2,24})(?=[ ]{1,10}(?P<first>[A-Z]{3,20})(?:[ ]|$|\n))")
CREDENTIAL = re.compile(
    r",?[ ](?:M\.?D|D\.?O|N\.?P|P\.?A(?:-C)?|D\.?D\.?S|D\.?M\.?D|R\.?N|Ph\.?D|D\.?P\.?M|O\.?D|D\.?C|F?NP(?:-[BC]+)?|"
    r"APRN|LCSW|"
    r"PharmD|PsyD|CRNA|DPT|P\.?T|O\.?T|ARNP|MSN|LMFT|SLP|BCBA|CNM|MPH|Esq|FACS)\b"
)
DOCTOR = re.compile(r"\b(?:Drs?|DR|Doctora?|Judge|Prof|Hon)\b\.?[ ]{0,2}(?:$|(?=[^\W\d_]))")
