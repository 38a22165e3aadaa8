"""The background work of this installation: its queue, and how it starts and stops in a web process or a worker."""

from __future__ import annotations

import gc
from datetime import timedelta
from typing import TYPE_CHECKING

from denialops.bootstrap.analysing import note_version
from denialops.bootstrap.stores import open_task_tables
from denialops.bootstrap.watching import watched_work
from denialops.config import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from denialops.ports import TaskQueue
    from denialops.services import Services

# New objects until the youngest are looked at, and how often the older ones are; Python's own suits small programs.
COLLECT_AFTER = (20_000, 20, 20)


def build_queue(settings: Settings) -> TaskQueue:
    """The durable engine; on PostgreSQL one of several processes, on SQLite the only one."""
    from denialops.tasks.engine import DbosTaskQueue
    from denialops.tasks.limits import QueueLimits

    limits = QueueLimits(
        at_once=settings.tasks_at_once,
        at_once_everywhere=settings.tasks_at_once_everywhere,
        starts_a_minute=settings.tasks_a_minute,
        most_starts=settings.task_starts,
        kept_days=settings.task_kept_days,
        lost_after_s=settings.worker_lost_s,
    )
    is_shared = bool(settings.database_url.get_secret_value())
    return DbosTaskQueue(settings.data_dir, lambda: open_task_tables(settings), limits=limits, is_shared=is_shared)


def build_inline_queue(services: Callable[[], Services]) -> TaskQueue:
    from denialops.services.inline import InlineQueue

    return InlineQueue(lambda: watched_work(services()))


def start_work(services: Services, settings: Settings, *, address: str = "", is_worker: bool = False) -> None:
    """Starts the engine, which takes up what an earlier process left. Blocks shortly; raises AlreadyRunning.

    A worker works in any case, a web process where the settings say so or nobody else could.
    """
    from denialops.logs import configure_logs
    from denialops.store.purge import purge_removed
    from denialops.tasks.engine import DbosTaskQueue

    configure_logs(settings.log_level)
    _keep_what_is_loaded()

    def purge() -> None:
        limit = services.clock.now() - timedelta(days=settings.undo_days)
        purge_removed(services.store, services.vault, removed_before=limit, forget_replies=services.forget_replies)

    is_working = is_worker or settings.web_works or not settings.database_url.get_secret_value()
    if isinstance(services.queue, DbosTaskQueue):
        daily = (purge, services.drop_old_answers, services.drop_old_quotas)
        services.queue.start(watched_work(services), address=address, daily=daily, is_working=is_working)
    if is_working:
        note_version(services.recovery, services.clock)
        services.acting.start()


def _keep_what_is_loaded() -> None:
    """Spares the collector half a million objects that never go: looking at them stops every thread for long."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def stop_work(services: Services) -> None:
    """Tells running stages to stop and lets go of the data folder; blocks until they did."""
    from denialops.tasks.engine import DbosTaskQueue

    services.acting.stop()
    if isinstance(services.queue, DbosTaskQueue):
        services.queue.stop()
    services.store.close()
    services.vault.close()
    services.watch.tracer.close()
