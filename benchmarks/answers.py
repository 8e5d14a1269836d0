"""Answers over Socket Mode: how many a second, how long from press to ack, against a bare loop and an empty listener.

All is measured in one run, several times in turn, so that a busy machine disturbs all alike.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # also when this file is run by its path

from benchmarks.figures import cpu_seconds, spun, table, told  # noqa: E402
from benchmarks.question import Question, ask, copied, prepare  # noqa: E402
from governance.store.poll.key_store import KeyStore  # noqa: E402
from tests import postgres  # noqa: E402

WORKERS = 16
Result = dict[str, Any]


class Load:
    """The process that presses; see benchmarks/load.py."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.base = self._answer()["base"]

    def _answer(self) -> Result:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the load generator stopped")
        return dict(json.loads(line))

    def order(self, **order: Any) -> Result:
        """Give one order and wait for its answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._answer()


@contextmanager
def load() -> Iterator[Load]:
    """The load generator, running."""
    with _child("-m", "benchmarks.load", stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield Load(process)


@contextmanager
def _child(*arguments: str, env: dict[str, str] | None = None, **more: Any) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **(env or {})}
    process = subprocess.Popen([sys.executable, *arguments], env=environment, text=True, **more)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()


@contextmanager
def bot(load: Load, url: str, folder: Path, poll_id: str) -> Iterator[int]:
    """The app as it really runs: `python app.py`, with settings from its environment. Gives its process id."""
    keys = KeyStore(folder / "questions", b"")
    keys.prepare()
    keys.make(poll_id)
    settings = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
        "SLACK_API_URL": f"{load.base}/api/",
        "DATABASE_URL": url,
        "KEY_FILE": str(folder / "app.key"),
        "HEARTBEAT_FILE": str(folder / "heartbeat"),
    }
    script = str(ROOT / "app.py")
    with (
        (folder / "bot.log").open("a") as log,
        _child(script, env=settings, cwd=folder, stdout=log, stderr=log) as process,
    ):
        load.order(await_link=True)
        yield process.pid


@contextmanager
def empty_bolt(load: Load) -> Iterator[None]:
    """Bolt with a listener that only acknowledges."""
    with _child("-m", "benchmarks.empty_bolt", f"{load.base}/api/", str(WORKERS)):
        load.order(await_link=True)
        yield


def bare(how: str, question: Question, url: str, count: int, threads: int, second: str = "") -> Result:
    """One run of benchmarks/bare.py."""
    arguments = ["-m", "benchmarks.bare", how, url, str(count), str(threads), question.poll_id, second]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, *arguments],
        env=environment,
        input=question.press,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


def pressed(load: Load, press: str, first: int, count: int, in_flight: int, patience: float) -> Result:
    """A few presses to warm up, then the measured ones."""
    warm = max(1, count // 10)
    load.order(press=press, first=first, count=warm, in_flight=in_flight, patience=patience)
    return load.order(press=press, first=first + warm, count=count, in_flight=in_flight, patience=patience)


def one_turn(load: Load, question: Question, folder: Path, wanted: argparse.Namespace) -> Result:
    """Measure each once, in turn, on fresh copies of the same database."""
    turn: Result = {"spin": spun()}
    count, in_flight = wanted.presses, wanted.in_flight
    with copied(question, folder) as scratch, copied(question, folder) as fresh:
        turn["sql"] = bare("sql", question, scratch, count, in_flight, fresh)
    with copied(question, folder) as url:
        turn["use_case"] = bare("use_case", question, url, count, in_flight)
    with empty_bolt(load):
        turn["empty"] = pressed(load, question.press, 0, count, in_flight, 0)
    with copied(question, folder) as url, bot(load, url, folder, question.poll_id) as number:
        turn["bot"] = pressed(load, question.press, 0, count, in_flight, 120)
        before = cpu_seconds(number)
        steady = max(1, int(wanted.seconds * wanted.rate))
        turn["steady"] = load.order(
            press=question.press, first=2 * count, count=steady, per_second=wanted.rate, patience=60
        )
        turn["steady"]["cpu"] = (cpu_seconds(number) - before) / steady
    turn["spin_after"] = spun()
    return turn


@contextmanager
def templates(wanted: list[str], people: int, folder: Path) -> Iterator[dict[str, Question]]:
    """An open question in each of the databases."""
    with ExitStack() as stack:
        found = {}
        if "sqlite" in wanted:
            found["sqlite"] = prepare(f"sqlite:///{folder / 'template.sqlite3'}", people)
        if "postgresql" in wanted:
            server = stack.enter_context(postgres.server())
            found["postgresql"] = prepare(made(server), people)
        yield found


def made(server: str) -> str:
    """A new database for the template."""
    ask(server, "CREATE DATABASE template_of_answers")
    return f"{server}/template_of_answers"


def measured(wanted: argparse.Namespace) -> dict[str, list[Result]]:
    """All turns of all databases."""
    people = 2 * wanted.presses + int(wanted.seconds * wanted.rate) + 10
    with TemporaryDirectory(prefix="answers-") as name, load() as pressing:
        folder = Path(name)
        with templates(wanted.databases, people, folder) as questions:
            turns: dict[str, list[Result]] = {database: [] for database in questions}
            for _ in range(wanted.repeats):
                for database, question in questions.items():
                    turns[database].append(one_turn(pressing, question, folder, wanted))
            return turns


def arguments(given: list[str]) -> argparse.Namespace:
    """What to measure."""
    parser = argparse.ArgumentParser(prog="benchmarks/answers.py", description=__doc__.splitlines()[0])
    parser.add_argument("--presses", type=int, default=1000, help="in each run")
    parser.add_argument("--in-flight", type=int, default=16, help="presses waiting for their ack; threads of the loops")
    parser.add_argument("--rate", type=float, default=50.0, help="presses a second of the steady run")
    parser.add_argument("--seconds", type=float, default=10.0, help="length of the steady run")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(given)


def main(given: list[str]) -> int:
    """Measure and print. 1: a press was never acknowledged, or a receipt never came."""
    wanted = arguments(given)
    started = time.monotonic()
    figures = {database: told(turns) for database, turns in measured(wanted).items()}
    if wanted.json:
        print(json.dumps({"settings": vars(wanted), "figures": figures}, indent=1))
    else:
        print(table(figures, wanted.in_flight, wanted.rate))
        print(f"\n{wanted.repeats} turns of {wanted.presses} presses, {time.monotonic() - started:.0f} s in all")
    return int(any(found["lost"] for found in figures.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
