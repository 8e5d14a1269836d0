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

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from slack_bolt import App
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from governance.clock import Clock, RemoteClock, system_clock
from governance.closing_job import QuestionEnds
from governance.commands.app_start import bring_up_to_date, greeting
from governance.commands.check.preflight import refused
from governance.commands.mail_servers import mail_servers
from governance.commands.terminal import first_line
from governance.delivery import Delivery
from governance.directory_sync import sync_directory
from governance.env_file import hide_from_libraries
from governance.errors import Fault
from governance.jobs import Outside, Timetable
from governance.logs import set_up_logging
from governance.mail.incoming import MailDesk
from governance.mail.sending.letter_sender import LetterSender
from governance.rate_limit import InHand
from governance.settings import Settings, holidays_in, read_settings
from governance.slack import dispatch
from governance.slack.gesture import Edge
from governance.slack.link.client import client_for
from governance.slack.link.faults import calling
from governance.slack.link.installations import authorized, connect, is_there
from governance.slack.link.socket_mode import Link
from governance.slack.people.directory import pages_of_people
from governance.slack.sender import Sender, transports
from governance.store import queries
from governance.store.database import Database
from governance.store.files.process_lock import OneProcess
from governance.store.outbox import Kind
from governance.store.poll.app_key import Keys, load_keys
from governance.store.poll.key_store import KeyStore
from governance.store.register.vendors import take_own
from governance.store.text_cleaning import storable
from governance.usecases.case.letter.sending import MailSetup
from governance.usecases.people import members
from governance.usecases.people.working_days import look_up_again, take_operators_holidays
from governance.usecases.poll.draft import House
from governance.usecases.poll.opening import follow_calendar
from governance.web.watcher import Watcher

TICK_SECONDS = 15
TICK_SECONDS_WITH_A_MOVED_CLOCK = 1
SECONDS = 10  # that a call to Slack may take, where nothing shorter is said
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
LONGEST_STOP = 9.0  # seconds; what is not finished then is where a crash would leave it: in the rows
log = structlog.get_logger("app")


@dataclass(frozen=True)
class Running:
    """Everything that must be closed again, in this order; and what the start says at the terminal."""

    timetable: Timetable
    scheduler: BackgroundScheduler
    socket: Link
    delivery: Delivery
    database: Database
    greeting: str

    def close(self) -> None:
        """Stop taking work, finish what was begun, close."""
        self.timetable.stop()
        self.scheduler.shutdown(wait=True)
        self.socket.finish_presses()
        self.socket.close()  # type: ignore[no-untyped-call]  # Bolt's adapter is not annotated
        self.delivery.stop()
        self.database.close()


def clock_of(settings: Settings) -> Clock:
    """The machine's clock, or the sandbox's, after checking that it answers."""
    clock = RemoteClock(settings.clock_url) if settings.clock_url else system_clock
    clock()
    return clock


def start(settings: Settings, *, alone: bool = False) -> Running:
    """Connect and start. `alone`: no other process can be using the database. ValueError says why it cannot be."""
    clock, database = clock_of(settings), Database(settings.database_url)
    keys, question_keys = _keys(settings, database)
    client = client_for(settings.slack_bot_token, settings.slack_api_url, SECONDS)
    with _presenting("bot token"):
        workspace_id = connect(database, client, clock())
    _take_holidays(settings, database, workspace_id, clock)
    take_own(settings.vendors_folder)
    servers = mail_servers(settings)
    woken, first = threading.Event(), InHand()
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
        wake=woken.set,
        mail=MailSetup(bool(settings.smtp_url), settings.copy_address),
        has_room=delivery.receipts.has_room,
        send_claimed=delivery.receipts.take,
    )
    delivery.repaint = (sender := Sender(edge)).repaint
    delivery.transports = {**transports(sender), Kind.LETTER: LetterSender(database, servers.smtp)}
    desk = MailDesk(database, None, settings.dns_server, inbox=servers.inbox, authserv_id=settings.authserv_id)

    def read_directory(now: datetime) -> None:
        if is_there(database, client, workspace_id, now):
            sync_directory(database, workspace_id, lambda: pages_of_people(client, workspace_id), clock)

    watcher = Watcher(database, workspace_id, settings.watch_loopback or "", is_on=settings.watches)
    QuestionEnds(database, clock, question_keys).remove_what_reappeared()
    outside = Outside(read_directory, desk.fetch, desk.judge, watcher.watch)
    beat = settings.heartbeat_file
    timetable = Timetable(database, clock, delivery, outside, question_keys, beat, first.give_way)
    socket = _socket(settings, client, edge, first)
    scheduler = _scheduler(timetable, woken, bool(settings.clock_url))
    with database.reading() as session:
        words = greeting(settings, members.workspace(session, workspace_id), keys_made=keys.made_now)
    log.info("ready", workspace=workspace_id)
    return Running(timetable, scheduler, socket, delivery, database, words)


def _keys(settings: Settings, database: Database) -> tuple[Keys, KeyStore]:
    """The newest schema, the app's key, and the keys of questions; what lies in the wrong place is moved or removed."""
    bring_up_to_date(database, settings.key_folder)
    with database.reading() as session:
        keys = load_keys(settings.key_file, queries.keys_in_use(session))
    return keys, KeyStore(settings.key_folder, keys.answers)


def _take_holidays(settings: Settings, database: Database, workspace_id: str, clock: Clock) -> None:
    """The operator's file of holidays as it is now; without one, none."""
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


def _scheduler(timetable: Timetable, woken: threading.Event, moved_clock: bool) -> BackgroundScheduler:
    """APScheduler as the alarm clock; between its rings a listener can wake the timetable at once."""
    seconds = TICK_SECONDS_WITH_A_MOVED_CLOCK if moved_clock else TICK_SECONDS
    scheduler = BackgroundScheduler(timezone="UTC")
    scheduler.add_job(
        woken.set, "interval", seconds=seconds, coalesce=True, max_instances=1, misfire_grace_time=None, id="tick"
    )
    scheduler.start()

    def tick_when_woken() -> None:
        while True:
            woken.wait()
            woken.clear()
            if timetable.tick():
                woken.set()

    threading.Thread(target=tick_when_woken, name="timetable", daemon=True).start()
    woken.set()
    return scheduler


@contextmanager
def _presenting(token: str) -> Iterator[None]:
    """Slack may refuse this token, or not be there: said in a sentence, with what to do."""
    try:
        yield
    except Fault as fault:
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
            running = start(settings, alone=lock.alone)
            print(running.greeting, flush=True)
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
