"""The ports with somebody watching: each counts or traces one thing and passes everything on."""

from __future__ import annotations

from collections.abc import Iterator

from denialops.domain.documents import Document
from denialops.domain.models import ModelCall, ModelReply, ModelRequest, TextDelta
from denialops.errors import DenialOpsError
from denialops.ledger import PassingLedger
from denialops.logs import get_log
from denialops.ports import DocumentReader, IsCancelled, LanguageModel, OnPage, PageProgress, UsageLedger, ignore, never
from denialops.ports.observing import Meter, Tracer


class MeteredReader:
    """A DocumentReader whose pages are counted."""

    def __init__(self, reader: DocumentReader, meter: Meter) -> None:
        self._reader, self._meter = reader, meter
        self.survey, self.unlock = reader.survey, reader.unlock

    def read(
        self,
        data: bytes,
        *,
        filename: str,
        document_id: str,
        on_page: OnPage = ignore,
        is_cancelled: IsCancelled = never,
    ) -> Document:
        def counted(page: PageProgress) -> None:
            self._meter.count("denialops_pages_read_total", origin=page.origin)
            self._meter.observe("denialops_page_read_duration_seconds", page.seconds, origin=page.origin)
            on_page(page)

        return self._reader.read(
            data, filename=filename, document_id=document_id, on_page=counted, is_cancelled=is_cancelled
        )


class MeteredLedger(PassingLedger):
    """A UsageLedger; every attempt and every reply from the cache is recorded here once, so here they are counted."""

    def __init__(self, ledger: UsageLedger, meter: Meter) -> None:
        super().__init__(ledger)
        self._meter = meter

    def record(self, call: ModelCall) -> None:
        super().record(call)
        self._count(call)
        get_log().info(
            "model_called",
            provider=call.provider,
            model=call.model,
            purpose=call.purpose,
            case_id=call.case_id,
            code="" if call.outcome == "ok" else call.outcome,
            cached=call.from_cache,
            tokens=call.tokens.total,
            duration_ms=round(call.total_s * 1000),
        )

    def _count(self, call: ModelCall) -> None:
        who = {"provider": call.provider, "model": call.model}
        cached = "yes" if call.from_cache else "no"
        self._meter.count(
            "denialops_model_calls_total", 1, **who, purpose=call.purpose, outcome=call.outcome, cached=cached
        )
        if call.from_cache:
            self._meter.count("denialops_model_saved_usd_total", float(call.saved_usd), **who)
            return
        self._meter.count("denialops_model_tokens_total", call.tokens.input, **who, direction="input")
        self._meter.count("denialops_model_tokens_total", call.tokens.output, **who, direction="output")
        self._meter.count("denialops_model_cost_usd_total", float(call.cost_usd), **who)
        self._meter.observe("denialops_model_call_duration_seconds", call.total_s, **who, purpose=call.purpose)
        if call.first_token_s:
            self._meter.observe("denialops_model_first_token_seconds", call.first_token_s, **who, purpose=call.purpose)


class TracedModel:
    """A LanguageModel whose calls are spans, retries and replies from the cache among them."""

    def __init__(self, inner: LanguageModel, tracer: Tracer) -> None:
        self._inner, self._tracer = inner, tracer
        self.provider, self.model = inner.provider, inner.model

    @property
    def has_temperature(self) -> bool:
        return self._inner.has_temperature

    def stream(self, request: ModelRequest) -> Iterator[TextDelta | ModelReply]:
        """The span also ends when the caller has had enough."""
        who = {"provider": self.provider, "model": self.model, "purpose": request.purpose}
        end, code = self._tracer.begin("model call", **who, case_id=request.case_id), "closed"
        try:
            yield from self._inner.stream(request)
            code = ""
        except DenialOpsError as error:
            code = error.code
            raise
        finally:
            end(code)
