"""Counts every attempt in the ledger, and refuses one when the day's or the case's budget is used up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple
from uuid import uuid4

from denialops.domain.models import ModelCall, ModelReply, ModelRequest, Spend, Tokens
from denialops.errors import BudgetSpent, Cancelled, DenialOpsError, ModelError, ModelNonsense, ModelTimedOut
from denialops.llm.counting import estimate_tokens
from denialops.llm.wrapping import Piece, Timing, WrappedModel
from denialops.logs import get_log
from denialops.ports import Clock, LanguageModel, UsageLedger

ALERT_SHARE = Decimal("0.8")
Cost = Callable[[Tokens], Decimal | None]
"""In US dollars; None where no price is known. Such calls count in tokens only."""


@dataclass(frozen=True)
class Budget:
    """0: no limit."""

    day_tokens: int = 0
    day_usd: Decimal = Decimal(0)
    case_tokens: int = 0
    case_usd: Decimal = Decimal(0)


class BudgetAlert(NamedTuple):
    """Most of the day's budget is used up; `share` of whichever limit is nearer, 1 being all of it."""

    day: str
    share: Decimal


class BudgetedModel(WrappedModel):
    """`on_alert` is called once a day, when 80 % of the day's budget is passed. Thread-safe."""

    def __init__(
        self,
        inner: LanguageModel,
        budget: Budget,
        *,
        ledger: UsageLedger,
        clock: Clock,
        cost: Cost,
        on_alert: Callable[[BudgetAlert], None] = lambda _: None,
        timing: Timing | None = None,
    ) -> None:
        super().__init__(inner)
        self._budget, self._ledger, self._clock, self._cost = budget, ledger, clock, cost
        self._on_alert, self._timing = on_alert, timing or Timing()
        self._lock = threading.Lock()
        self._under_way: dict[str, tuple[str, Spend]] = {}

    def stream(self, request: ModelRequest) -> Iterator[Piece]:
        """Raises BudgetSpent before anything is sent. A failed or stopped attempt counts as well."""
        named = request.model_copy(update={"call_id": uuid4().hex})
        attempt = _Attempt(named, self._timing)
        with self._reserved(named):
            try:
                with self._asked(named) as pieces:
                    for piece in pieces:
                        attempt.see(piece)
                        yield piece
            except ModelError as error:
                attempt.fail(error)
                raise
            except GeneratorExit:
                attempt.stop()
                raise
            finally:
                self._record(attempt)

    @contextmanager
    def _reserved(self, request: ModelRequest) -> Iterator[None]:
        """Calls under way count with the most they can come to, so that many at once do not outrun the budget."""
        with self._lock:
            self._refuse_if_spent(request.case_id)
            most = estimate_tokens(request, "").model_copy(update={"output": request.max_tokens})
            most_usd = self._cost(most) or Decimal(0)
            self._under_way[request.call_id] = request.case_id, Spend(tokens=most, cost_usd=most_usd)
        try:
            yield
        finally:
            with self._lock:
                del self._under_way[request.call_id]

    def _refuse_if_spent(self, case_id: str) -> None:
        budget, running = self._budget, list(self._under_way.values())
        today = [self._ledger.spent_today(), *(spend for _, spend in running)]
        if _share(today, budget.day_tokens, budget.day_usd) >= 1:
            raise BudgetSpent("The budget of the day for the language model is used up.")
        if not case_id or not (budget.case_tokens or budget.case_usd):
            return
        of_case = [self._ledger.spent_on(case_id), *(spend for owner, spend in running if owner == case_id)]
        if _share(of_case, budget.case_tokens, budget.case_usd) >= 1:
            raise BudgetSpent(
                "The budget of this case for the language model is used up.",
                hint="Raise the budget of a case in the settings, or go on with the rules.",
            )

    def _record(self, attempt: _Attempt) -> None:
        with self._lock:
            before = self._share_of_day()
            self._ledger.record(attempt.as_call(self, self._clock, self._cost))
            after = self._share_of_day()
        if before < ALERT_SHARE <= after:
            get_log().warning("model_budget_nearly_spent")
            self._on_alert(BudgetAlert(self._clock.today().isoformat(), after))

    def _share_of_day(self) -> Decimal:
        return _share([self._ledger.spent_today()], self._budget.day_tokens, self._budget.day_usd)


class _Attempt:
    """One call as it goes on."""

    def __init__(self, request: ModelRequest, timing: Timing) -> None:
        self._request, self._timing = request, timing
        self._started = timing.seconds()
        self._first_token_s = 0.0
        self._received: list[str] = []
        self._reply: ModelReply | None = None
        # What is neither a reply nor an error of a model is a fault of ours.
        self._outcome, self._was_billed = DenialOpsError.code, True

    def see(self, piece: Piece) -> None:
        if isinstance(piece, ModelReply):
            self._reply, self._outcome = piece, "ok"
        elif piece.text:
            self._first_token_s = self._first_token_s or self._timing.seconds() - self._started
            self._received.append(piece.text)

    def fail(self, error: ModelError) -> None:
        """Whoever refuses or cannot be reached bills nothing; whoever answers late, badly or in part does."""
        self._outcome = error.code
        self._was_billed = bool(self._received) or isinstance(error, (ModelTimedOut, ModelNonsense))

    def stop(self) -> None:
        if self._reply is None:
            self._outcome = Cancelled.code

    def as_call(self, model: LanguageModel, clock: Clock, cost: Cost) -> ModelCall:
        request, reply = self._request, self._reply or self._so_far(model, cost)
        return ModelCall(
            call_id=request.call_id,
            at=clock.now().isoformat(timespec="microseconds"),
            case_id=request.case_id,
            purpose=request.purpose,
            provider=reply.provider,
            model=reply.model,
            outcome=self._outcome,
            tokens=reply.tokens,
            cost_usd=reply.cost_usd,
            is_priced=reply.is_priced,
            first_token_s=reply.first_token_s,
            total_s=reply.total_s,
        )

    def _so_far(self, model: LanguageModel, cost: Cost) -> ModelReply:
        """The provider tells no count of a reply that did not come to its end."""
        text = "".join(self._received)
        tokens = estimate_tokens(self._request, text) if self._was_billed else Tokens()
        usd = cost(tokens)
        return ModelReply(
            text=text,
            provider=model.provider,
            model=model.model,
            tokens=tokens,
            cost_usd=usd or Decimal(0),
            is_priced=usd is not None or not self._was_billed,
            first_token_s=self._first_token_s,
            total_s=self._timing.seconds() - self._started,
        )


def _share(spends: list[Spend], tokens: int, usd: Decimal) -> Decimal:
    """How much of the nearer limit these took together; 0 without a limit."""
    of_tokens = Decimal(sum(spend.tokens.total for spend in spends)) / tokens if tokens else Decimal(0)
    of_usd = sum((spend.cost_usd for spend in spends), Decimal(0)) / usd if usd else Decimal(0)
    return max(of_tokens, of_usd)
