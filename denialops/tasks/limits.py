"""How much work is done at once, how long it is kept, and when a silent process counts as dead."""

from __future__ import annotations

from typing import NamedTuple


class QueueLimits(NamedTuple):
    """`at_once`: cases a process works on; 0 in the next two: no limit over all processes.

    More at once than cores: the readers share out the cores, and a short letter must not wait behind two long scans.
    `most_starts`: every start of a waiting case counts, also where another case or a power cut ended the process.
    """

    at_once: int = 8
    at_once_everywhere: int = 0
    starts_a_minute: int = 0
    most_starts: int = 20
    kept_days: int = 7
    lost_after_s: float = 10.0
