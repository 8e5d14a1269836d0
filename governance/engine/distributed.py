"""The timetable on several machines: jobs in PostgreSQL, by procrastinate, say which process does what is due.

A job only wakes: what is due, and who may send, stand in our own rows. So a job that is lost, doubled or late changes
nothing. One job for each person would be too slow for the engine; a pump is one job for a workspace.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path

import structlog
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Status
from procrastinate.types import JSONValue

from governance.background import PATIENCE, attempt, give_sign_of_life
from governance.engine.jobs_schema import SCHEMA, connection_string, prepare
from governance.measured import MEASURED

JOBS_AT_ONCE = 8
POLL_SECONDS = 1.0  # after a lock is freed the next job waits for a look
HEARTBEAT_SECONDS, STALLED_SECONDS = 5.0, 30.0
RESCUE = "* * * * * */10"  # the sixth field: seconds
AGAIN_SECONDS = 2.0  # after the database was away
log = structlog.get_logger("engine")


class JobAside:
    """Work that takes long, as a job: `begin` says that it is due, and one process does it."""

    def __init__(self, begin: Callable[[], None]) -> None:
        self._begin = begin

    def begin(self) -> bool:
        """Say so; however often, it waits once."""
        self._begin()
        return True

    def stop(self) -> None:
        """The engine is stopped as a whole."""


class Distributed:
    """Worker and deferrer in a thread of their own. `ring`: when the tick is due, as cron writes it, with seconds."""

    def __init__(self, database_url: str, ring: str, heartbeat: Path | None = None) -> None:
        prepare(database_url)
        options = {"options": f"-c search_path={SCHEMA}"}
        pool = PsycopgConnector(
            conninfo=connection_string(database_url), kwargs=options, min_size=1, max_size=JOBS_AT_ONCE
        )
        self.app = App(connector=pool)
        self._ring, self._heartbeat = ring, heartbeat
        self._works: dict[str, Callable[[], object]] = {}
        self._waiting: set[tuple[str, str]] = set()  # given, and not written yet
        self._begun = threading.Event()
        self._ticking, self._asked_again = threading.Lock(), False
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)

    def aside(self, work: Callable[[], object], name: str) -> JobAside:
        """This work as a job of its own."""
        self._works[name] = work
        return JobAside(partial(self._give, "aside", name))

    def wake(self) -> None:
        """Look at what is due now."""
        self._give("tick", "")

    def spread(self, workspace_ids: Iterable[str]) -> None:
        """Something may be due there: whichever process is free sends it."""
        for workspace_id in workspace_ids:
            self._give("pump", workspace_id)

    def start(self, tick: Callable[[], bool], pump: Callable[[list[str]], None]) -> None:
        """Begin to take jobs: `tick` does what is due, `pump` starts the lanes of a workspace."""
        self._register(tick, pump)
        self._thread.start()
        if not self._begun.wait(30):
            raise ValueError("the job engine does not start: look at the database's log")
        self.wake()

    def _register(self, tick: Callable[[], bool], pump: Callable[[list[str]], None]) -> None:
        def ticks(timestamp: int) -> None:
            MEASURED.count("engine_jobs", task="tick")
            self._asked_again = True
            if not self._ticking.acquire(blocking=False):
                return  # whoever is at it in this process looks again: no thread waits for it
            try:
                self._asked_again = False
                more = tick()
            finally:
                self._ticking.release()
            if more or self._asked_again:
                self.wake()

        async def rescues(timestamp: int) -> None:
            """What a dead worker had begun is ended, never tried again: our rows say whether it is still due."""
            for job in await self.app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
                log.warning("job of a dead worker ended", job=job.task_name)
                if job.id is not None:
                    await self.app.job_manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=True)

        def pumps(about: str) -> None:
            MEASURED.count("engine_jobs", task="pump")
            pump([about])

        def works_aside(about: str) -> None:
            MEASURED.count("engine_jobs", task=about)
            attempt(self._works[about], about)

        # Without a lock: that of a worker that was killed would keep everybody from ticking for half a minute.
        task = self.app.task(name="tick", queueing_lock="tick")(ticks)
        self.app.periodic(cron=self._ring)(task)
        self.app.task(name="pump")(pumps)
        self.app.task(name="aside")(works_aside)
        self.app.periodic(cron=RESCUE)(self.app.task(name="rescue", queueing_lock="rescue")(rescues))

    def _give(self, task: str, about: str) -> None:
        """Defer a job from any thread, without waiting for the database."""
        with suppress(RuntimeError):  # it was stopped: what is due is found at the next start
            self._loop.call_soon_threadsafe(self._defer_soon, task, about)

    def _defer_soon(self, task: str, about: str) -> None:
        if (task, about) not in self._waiting:
            self._waiting.add((task, about))
            self._loop.create_task(self._defer(task, about))

    async def _defer(self, task: str, about: str) -> None:
        self._waiting.discard((task, about))
        name = f"{task}:{about}" if about else task
        try:
            about_it: dict[str, JSONValue] = {"about": about} if about else {"timestamp": 0}
            lock = name if about else None
            await self.app.configure_task(task, lock=lock, queueing_lock=name).defer_async(**about_it)
        except AlreadyEnqueued:
            pass
        except ConnectorException as error:
            log.warning("job not written", job=task, error=type(error).__name__)  # the next tick finds what is due

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.set_default_executor(ThreadPoolExecutor(JOBS_AT_ONCE, thread_name_prefix="job"))
        self._loop.run_until_complete(self._work())
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    async def _work(self) -> None:
        async with self.app.open_async():
            self._begun.set()
            alive = self._loop.create_task(self._gives_signs_of_life())
            while not self._stopping.is_set():
                await self._takes_jobs()
            alive.cancel()

    async def _takes_jobs(self) -> None:
        """Until it is stopped, or the database goes."""
        working = self._loop.create_task(self._worker())
        stopping = self._loop.create_task(self._stopping.wait())
        await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        working.cancel()
        [ended] = await asyncio.gather(working, return_exceptions=True)
        if not self._stopping.is_set():
            log.warning("worker stopped, and is started again", error=type(ended).__name__)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _worker(self) -> None:
        await self.app.run_worker_async(
            concurrency=JOBS_AT_ONCE,
            fetch_job_polling_interval=POLL_SECONDS,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_SECONDS,
            shutdown_graceful_timeout=PATIENCE,
            delete_jobs="always",
            install_signal_handlers=False,
        )

    async def _gives_signs_of_life(self) -> None:
        """While this process takes jobs: ticks may all fall to others."""
        while self._heartbeat is not None:
            attempt(partial(give_sign_of_life, self._heartbeat), "sign of life")
            await asyncio.sleep(3 * HEARTBEAT_SECONDS)

    def stop(self) -> None:
        """Take no more jobs, and wait a limited time for those under way."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(2 * PATIENCE)
