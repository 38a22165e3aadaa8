"""The words around a limit of time that make it one for an appeal, or for something else."""

from __future__ import annotations

import re

APPEAL = re.compile(
    r"appeal|object(?:ion|ing)?\b|disagree|not agree|second opinion|second look|contest|challeng|protest|"
    r"negotiat|reopen|"
    r"reconsider|re-?review|redeterminat|dispute|review|hearing|grievance|independent medical|imr|"
    r"apelacion|apelar|apele|audiencia|inconform|revision|"
    r"reconsideracion|complaint|rebuttal|unhappy|dissatisf|not satisfied|look(?:ed)? (?:at|"
    r"into) (?:\w+ ){1,4}again|"
    r"(?:think|believe|feel) (?:that )?(?:\w+ ){1,4}(?:wrong|mistake|error|incorrect)|want us to (?:check|look)|"
    r"different (?:answer|decision|result)|not accept (?:this|the|our)|second (?:request|bill review)|"
    r"next (?:step|level)|"
    r"round two|another (?:look|review)"
)
STRONG = re.compile(
    r"(?:file|request|ask|submit|appeals?|write|send|must|may|right|disagree|dispute|reconsider\w*|"
    r"redetermination|hearing|puede|apelacion|apelar)"
)
EXPEDITED = re.compile(r"expedited|fast|urgent|acelerada|rapida|urgente")
OTHER = re.compile(
    r"peer[- ]?to[- ]?peer|\bp2p\b|medical director|corrected claim|resubmi|we(?:'ll| (?:will|have to (?!have|get|"
    r"receive|hear)|decide|"
    r"make|give|send|respond|answer|mail))|"
    r"\b(?:decides?|answers?|responds?|pays?|replies|reply|notify you|resolve|tell you|written response|complete[ds]?|"
    r"acknowledge) (?:\w+ ){0,8}(?:within|in)|you (?:will|should) (?:get|receive|have|hear)|"
    r"will (?:write|notify|tell|contact|let you|decide|answer|respond)|le daremos|responderemos|decidiremos|"
    r"keep (?:getting|your)|continu\w+ (?:of |getting |receiving )?(?:your |the |these )?(?:benefits?|"
    r"services?|care|coverage|treatment|getting)|aid continu|seguir recibiendo|while you appeal|"
    r"services? to continue|aid paid pending|recoup|offset|refund|repay|check|"
    r"initial claims?|timely filing|filing limit|be received within \d+ (?:days|months) (?:of|from) the date of "
    r"service(?! of (?:this|the|our))|date of service(?! of (?:this|the|our))|records? (?:request|within)|"
    r"send (?:us )?(?:the )?(?:records|information)|effective (?:date|on|until|from)|coverage (?:begins|"
    r"ends?\b|ended|starts|effective|terminat|period)|transition|"
    r"supply|per \d+|every|visits?|approved (?:for|through|until|days|visits|from)|"
    r"authorization (?:is )?valid|guarantee|pay(?:ment)? within|"
    r"interest|after that period|after (?:the|we|our) (?:plan'?s? )?decision(?! date)|after the plan|enrollment|"
    r"premium|grace|tax credit|the exchange\b|civil rights|discriminat|different unit|amount disputes?|"
    r"open enrollment|privacy|waiting period|standard \(|takes? up to|\btakes?\b|turnaround|per month"
)
