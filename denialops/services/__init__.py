"""The use cases that pages, API and command line all call, and nothing else."""

from __future__ import annotations

from denialops.services.access import Access
from denialops.services.analysis import Analysing
from denialops.services.bulk_redrafts import BulkRedrafts
from denialops.services.clinic import ClinicProfile
from denialops.services.detaching import Detaching
from denialops.services.events import Events
from denialops.services.exhibits import Exhibits
from denialops.services.feed import Following
from denialops.services.helping import Helping
from denialops.services.intake import Intake
from denialops.services.later_letters import LaterLetters
from denialops.services.life import Life
from denialops.services.memory import InMemory
from denialops.services.model_use import ModelUse
from denialops.services.opening import Opening
from denialops.services.operations import Operations
from denialops.services.output import Output
from denialops.services.people import People
from denialops.services.plans import Plans
from denialops.services.remittances import Remittances
from denialops.services.review import Review
from denialops.services.running import Running
from denialops.services.safety import Safety
from denialops.services.splitting import Splitting
from denialops.services.summary import Summaries
from denialops.services.trends import Trends

__all__ = ["Services"]


class Services(
    Intake,
    Opening,
    LaterLetters,
    Detaching,
    Remittances,
    Splitting,
    Exhibits,
    Plans,
    Running,
    Summaries,
    Following,
    Review,
    Helping,
    Output,
    Operations,
    Life,
    ModelUse,
    Events,
    Safety,
    ClinicProfile,
    People,
    BulkRedrafts,
    Analysing,
    Trends,
    Access,
    InMemory,
):
    """One object with every use case; built in bootstrap, handed out to whoever serves people."""
