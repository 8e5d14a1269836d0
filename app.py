"""The only wiring: settings, clock, database, Slack, delivery, timetable; and how the app stops."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from apscheduler.schedulers.background import BackgroundScheduler
from slack_bolt import App
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from governance.background import Background
from governance.clock import Clock, RemoteClock, system_clock
from governance.closing_job import QuestionEnds
from governance.commands.app_start import greeting, keys_of, watched
from governance.commands.mail_servers import fetching_and_judging, mail_servers
from governance.commands.terminal import first_line
from governance.delivery import Delivery
from governance.directory_sync import sync_directory
from governance.engine.choice import begun, shared_engine
from governance.engine.embedded import Embedded
from governance.env_file import hide_from_libraries
from governance.errors import Fault
from governance.jobs import Outside, Timetable
from governance.logs import named, set_up_logging
from governance.mail.sending.letter_sender import LetterSender
from governance.rate_limit import InHand
from governance.settings import DISTRIBUTED, Settings, holidays_in, read_settings
from governance.slack import dispatch
from governance.slack.gesture import Edge
from governance.slack.link.client import client_for
from governance.slack.link.faults import calling
from governance.slack.link.installations import authorized, connect, is_there
from governance.slack.link.socket_mode import Link
from governance.slack.people.directory import pages_of_people
from governance.slack.sender import Sender, transports
from governance.store.database import Database
from governance.store.files.process_lock import OneProcess
from governance.store.outbox import Kind
from governance.store.register.vendors import take_own
from governance.store.text_cleaning import storable
from governance.usecases.case.letter.sending import MailSetup
from governance.usecases.people import members
from governance.usecases.people.working_days import look_up_again, take_operators_holidays
from governance.usecases.poll.draft import House
from governance.usecases.poll.opening import follow_calendar
from governance.web.watcher import Watcher

if TYPE_CHECKING:
    from governance.engine.distributed import Distributed
    from governance.monitoring.server import Port

TICK_SECONDS = 15
TICK_SECONDS_WITH_A_MOVED_CLOCK = 1
SECONDS = 10  # that a call to Slack may take, where nothing shorter is said
WORK, WORKS = ["work"], "AI Consent works off what is due. Stop with Ctrl-C or SIGTERM."
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
LONGEST_STOP = 9.0  # seconds; what is not finished then is where a crash would leave it: in the rows
log = named("app")


@dataclass(frozen=True)
class Running:
    """Everything that must be closed again; and what the start says at the terminal."""

    timetable: Timetable
    engine: Embedded | Distributed
    socket: Link | None
    delivery: Delivery
    database: Database
    greeting: str
    port: Port | None

    @property
    def scheduler(self) -> BackgroundScheduler:
        """The alarm clock of the one process."""
        assert isinstance(self.engine, Embedded)
        return self.engine.scheduler

    def close(self) -> None:
        """Stop taking work, finish what was begun, close."""
        if self.port is not None:
            self.port.close()
        self.timetable.stop()
        self.engine.stop()
        if self.socket is not None:
            self.socket.finish_presses()
            self.socket.close()  # type: ignore[no-untyped-call]  # Bolt's adapter is not annotated
        self.delivery.stop()
        self.database.close()


def clock_of(settings: Settings) -> Clock:
    """The machine's clock, or the sandbox's, after checking that it answers."""
    clock = RemoteClock(settings.clock_url) if settings.clock_url else system_clock
    clock()
    return clock


def start(settings: Settings, *, alone: bool = False, listens: bool = True) -> Running:
    """Connect and start. `alone`: no other process can be using the database; without `listens` it only works off.

    ValueError says why it cannot be.
    """
    clock, database = clock_of(settings), Database(settings.database_url)
    keys, question_keys = keys_of(settings, database)
    client = client_for(settings.slack_bot_token, settings.slack_api_url, SECONDS)
    with _presenting("bot token"):
        workspace_id = connect(database, client, clock())
    _take_own_files(settings, database, workspace_id, clock)
    servers = mail_servers(settings)
    seconds = TICK_SECONDS_WITH_A_MOVED_CLOCK if settings.clock_url else TICK_SECONDS
    woken, first, shared = threading.Event(), InHand(), _shared(settings, seconds)
    delivery = Delivery(database, {}, clock, first)
    if alone and (left := delivery.take_over()):
        log.info("taken over", rows=left)
    edge = Edge(
        database=database,
        clock=clock,
        client=client,
        keys=question_keys,
        house=House(storable(settings.operator), storable(settings.privacy_contact)),
        workspace_id=workspace_id,
        nudge=delivery.nudge,
        wake=shared.wake if shared else woken.set,
        mail=MailSetup(bool(settings.smtp_url), settings.copy_address),
        has_room=delivery.receipts.has_room,
        send_claimed=delivery.receipts.take,
    )
    delivery.repaint = (sender := Sender(edge)).repaint
    delivery.transports = {**transports(sender), Kind.LETTER: LetterSender(database, servers.smtp)}

    def read_directory(now: datetime) -> None:
        if is_there(database, client, workspace_id, now):
            sync_directory(database, workspace_id, lambda: pages_of_people(client, workspace_id), clock)

    watcher = Watcher(database, workspace_id, settings.watch_loopback or "", is_on=settings.watches)
    QuestionEnds(database, clock, question_keys).remove_what_reappeared()
    outside = Outside(read_directory, *fetching_and_judging(settings, database, servers.inbox), watcher.watch)
    aside, heartbeat = (shared.aside, None) if shared else (Background, settings.heartbeat_file)
    timetable = Timetable(database, clock, delivery, outside, question_keys, heartbeat, aside, first.give_way)
    socket = _socket(settings, client, edge, first) if listens else None
    engine = begun(shared or Embedded(timetable.tick, woken, seconds), timetable, delivery, anew=listens)
    with database.reading() as session:
        words = greeting(settings, members.workspace(session, workspace_id), keys_made=keys.made_now)
    log.info("ready", workspace=workspace_id)
    port = watched(settings, database, clock, lambda: socket is None or bool(socket.client.is_connected()))
    return Running(timetable, engine, socket, delivery, database, words, port)


def _take_own_files(settings: Settings, database: Database, workspace_id: str, clock: Clock) -> None:
    """The operator's own vendors and file of holidays as they are now; without them, none."""
    take_own(settings.vendors_folder)
    now = clock()
    with database.writing() as session:
        take_operators_holidays(session, workspace_id, holidays_in(settings.holidays_file, now.date()), now)
        look_up_again(session, workspace_id, now)
        follow_calendar(session, workspace_id, now)


def _socket(settings: Settings, client: WebClient, edge: Edge, first: InHand) -> Link:
    bolt = App(
        client=client_for(None, settings.slack_api_url, SECONDS),  # Bolt gets the token from `authorize`
        authorize=authorized(client, edge.workspace_id, edge.database),
        process_before_response=True,
        token_verification_enabled=False,
        logger=logging.getLogger("slack_bolt"),
    )
    dispatch.register(bolt, edge)
    handler = Link(bolt, settings.slack_app_token, client, first)
    with _presenting("app token"):
        calling(handler.connect)
    return handler


def _shared(settings: Settings, seconds: int) -> Distributed | None:
    if settings.engine != DISTRIBUTED:
        return None
    return shared_engine(settings.database_url, seconds, settings.heartbeat_file)


@contextmanager
def _presenting(token: str) -> Iterator[None]:
    """Slack may refuse this token, or not be there: said in a sentence, with what to do."""
    try:
        yield
    except Fault as fault:
        # Imported here: these looks at everything are for the command `check`, and for a start that fails.
        from governance.commands.check.preflight import refused

        finding = refused(token, fault)
        raise ValueError(f"{finding.name}: {finding.says}. What to do: {finding.do}.") from fault


def _heed_signals(stop: threading.Event) -> None:
    """Wait for a signal to stop, and end a stop that takes too long, such as one during a call that nobody answers.

    No signal handler: one that runs while the main thread begins to wait for `stop` would wait for itself.
    """
    signal.sigwait(STOP_SIGNALS)
    stop.set()
    time.sleep(LONGEST_STOP)
    log.warning("stopped before everything was finished; it goes on at the next start")
    os._exit(0)


def main() -> int:
    """Run until SIGTERM or SIGINT. 0: stopped cleanly; 2: settings; 1: database or Slack refused us."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    stop = threading.Event()
    threading.Thread(target=_heed_signals, args=(stop,), name="signals", daemon=True).start()
    settings = read_settings()
    if isinstance(settings, list):
        print(
            "AI Consent cannot start. Please mend:", *(f"  - {fault}" for fault in settings), sep="\n", file=sys.stderr
        )
        return 2
    hide_from_libraries()
    set_up_logging(settings.log_level)
    try:
        with OneProcess(settings.database_url) as lock:
            running = start(settings, alone=lock.alone, listens=(listens := sys.argv[1:] != ["work"]))
            print(
                running.greeting if listens else "AI Consent works off what is due. Stop with Ctrl-C or SIGTERM.",
                flush=True,
            )
            stop.wait()
            running.close()
    except (ValueError, OSError, SQLAlchemyError) as error:
        if not stop.is_set():
            print(f"AI Consent cannot start: {first_line(error)}", file=sys.stderr)
            return 1
    log.info("stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
