"""Words that name care, equipment, tests and drugs, and words that never stand inside such a name."""

from __future__ import annotations

import re

_IMAGING = (
    r"mr[ia]|ct|pet|scans?|x-?rays?|radiographs?|ultrasound|sonogram|mammogra\w+|imaging|dexa|echocardiogra\w+|"
    r"electrocardiogra\w+|e[kc]g|eeg|emg|angiogra\w+|doppler|\w+scop(?:y|ies)|tomograph\w+"
)
_SURGERY = (
    r"surger(?:y|ies)|operation|\w{3,}(?:ectom(?:y|ies)|otom(?:y|ies)|ostomy|plast(?:y|ies)|pexy|centesis|rrhaphy|"
    r"desis|"
    r"lysis)|fusion|replacement|repair|reconstruction|removal|excision|biops(?:y|ies)|ablation|injections?|nerve block|"
    r"epidurals?|implants?|implantation|transplant\w*|bypass|stents?|catheterization|extractions?|crowns?|root canals?|"
    r"release|decompression|resurfacing|debridement|drainage|closure|dilation|arthroscop\w+|build-?ups?|pacemakers?|"
    r"defibrillators?|embolization|lithotripsy|phlebotomy|bridge|dentures?|fillings?|veneers?|sealants?|braces|"
    r"orthodont\w+|prophylaxis|scaling|anesthesia|sedation|"
    r"chemotherapy|radiation|infusions?|transfusions?|vaccin\w+|immunizations?|cesarean|childbirth|retrieval|ivf|"
    r"fertilization|insemination|liposuction|augmentation|breast reduction|graft\w*|skin substitutes?"
)
_THERAPY = (
    r"\w*therap(?:y|ies)|rehabilitation|stimulat(?:ion|ors?)|tms|acupuncture|chiropractic|massage|counseling|detox\w*|"
    r"sessions|visits?|work conditioning|behavior analysis|aba|treatments?|check-?ups?|adjustments?"
)
_SETTING = (
    r"admissions?|inpatient|hospitali[sz]ation|observation|residential|(?:skilled )?nursing|home health|hospice|"
    r"attendant care|personal care|aides?|respite|emergency (?:room|department|visit|care|services)|urgent care|"
    r"(?:hospital|facility|rehabilitation|inpatient|nursing) (?:stay|days|care)|stay|transport\w*|ambulance|"
    r"personal assistance|dialysis|night splint|withdrawal management|consultations?|evaluations?|exam(?:ination)?s?|"
    r"day program|outpatient program|partial hospital\w*|sober living|"
    r"level of care|check-?up"
)
_EQUIPMENT = (
    r"wheelchairs?|walkers?|orthos[ie]s|orthotics?|prosthe\w+|[cb]i?pap|concentrators?|oxygen|ventilators?|pumps?|"
    r"monitors?|hearing aids?|lens(?:es)?|frames?|(?:eye)?glasses|contacts|stockings|hospital bed|mattress(?:es)?|"
    r"scooters?|nebulizers?|catheters?|supplies|pull-ups|diapers|briefs|formula|test strips|microprocessor knee|"
    r"night guard|mouth ?guard|splints?|aligners?|"
    r"insulin pump|shower chair|commode|knee brace|cranial helmet|liners?|wigs?"
)
_TESTS = (
    r"panels?|test(?:s|ing)?|assays?|screenings?|blood count|cultures?|sequencing|(?:sleep )?stud(?:y|ies)|lab work"
)
_DRUGS = (
    r"tablets?|capsules?|vials?|prefilled \w+|syringes?|inhalers?|cream|drops|ointment|patch(?:es)?|tabletas|capsulas|"
    r"\d[\d.,]* ?(?:mg|mcg|ml|%)(?:/\w+)?|"
    r"botox|botulinum toxin|(?:immune )?globulin|insulin|\w{3,}(?:mab|nib|tide|gliflozin|gliptin|statin|prazole|"
    r"sartan|olol|cillin|floxacin|conazole|triptan|gepant|"
    r"setron|pidem|lukast|xaban|formin|oxetine|cycline|dronate|cept|ciclib|parib|limus|grast)"
)
_SPANISH = (
    r"terapias?|cirugias?|resonancia\w*|sillas? de ruedas|enfermeria|visitas|sesiones|radiografias?|tomografias?|"
    r"ambulancia|hospitalizacion|protesis|lentes|coronas?|inyecci\w+|examen(?:es)?|estudios?|cuidado personal|"
    r"asistencia (?:personal|medica|domiciliaria)|cuidados?|hospicio|dialisis|quimioterapia|medicamento|tratamiento|"
    r"ecografia|audifonos|oxigeno|extraccion|limpieza dental|vacunas?"
)
HEAD = re.compile(
    rf"(?<![\w-])(?:{_IMAGING}|{_SURGERY}|{_THERAPY}|{_SETTING}|{_EQUIPMENT}|{_TESTS}|{_DRUGS}|{_SPANISH})(?![\w])"
)
"""The noun of a service, in folded text."""

STOP = frozenset(
    """
    a about above after again all also although am an and another any are as ask asked asking at be because been
    before being below between both but by call can cannot could day decided decision denial denied deny did do
    does done due during each either every fax for from gave get give given go had has have he her here him his
    how however i if in into is it its just keep last less let like made make may me more most much must my need
    needed needs never next no none nor not now of off on once one only or other our out over own paid pay
    please receive received request requested requests review reviewed said same see send sent shall she should
    show shows since so some such take than that the their them then there therefore these they this those
    through to too under unless until up upon us very via was we were what when where whether which while who
    whom whose why will with within without would you your yours appeal appeals appealed approve approved
    approval authorize authorized authorization benefit benefits bill billed charge charged claim claims
    coverage cover covered criteria doctor dr plan plans member members patient patient's physician policy
    provider provider's letter notice payment requires require required service services medically necessary
    unable certify certified met meet meets following number numbers code codes prior dear re current january
    february march april june july august september october november december limit stopping reducing ending
    cutting wanted want wants question treat treated el la los las su sus un una que por con sin usted es fue se
    y o en al del getting receiving performed prescribed ordered recommended purchased provided starting
    continuing concerns concern concerning regarding involves went attended underwent
    """.split()
)
"""Words at which the name of a service ends on either side."""
