"""The figures of /metrics: what this process has counted, and what the database says is waiting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from governance.clock import Clock
from governance.measured import ACK_SECONDS, Measured
from governance.store.database import Database
from governance.store.models import Case, Fence, Outgoing, Poll
from governance.store.outbox import CLOCKS_APART

COUNTED = {
    "sends": "Calls to Slack or a mail server that were settled, by kind and outcome",
    "rate_limited": "Calls that Slack refused for now",
    "ticks": "Looks at what is due",
    "failed_steps": "Steps of the timetable that failed; the log has the code",
    "engine_jobs": "Jobs that this process took from the others' common list",
}


class Figures:
    """A collector for prometheus_client. Each scrape asks the database a few small questions."""

    def __init__(self, database: Database, clock: Clock, measured: Measured) -> None:
        self._database, self._clock, self._measured = database, clock, measured

    def collect(self) -> Iterator[Metric]:
        """Everything, at this moment."""
        yield from self._counts()
        counted, seconds = self._measured.acks()
        bounds = [*map(str, ACK_SECONDS), "+Inf"]
        reached = [(bound, float(sum(counted[: number + 1]))) for number, bound in enumerate(bounds)]
        acks = HistogramMetricFamily("ai_consent_press_to_ack_seconds", "From a gesture's arrival to its ack")
        acks.add_metric([], buckets=reached, sum_value=seconds)
        yield acks
        now = self._clock()
        with self._database.reading() as session:
            yield from _queue(session, now)
            yield _rates(session, now)
            yield _states(session, Poll, "questions", "Questions by state")
            yield _states(session, Case, "requests", "Requests to vendors by state")

    def _counts(self) -> Iterator[Metric]:
        found = self._measured.counts()
        for name, about in COUNTED.items():
            mine = {labels: value for (one, labels), value in found.items() if one == name}
            names = sorted({label for labels in mine for label, _ in labels})
            family = CounterMetricFamily(f"ai_consent_{name}", about, labels=names)
            for labels, value in mine.items():
                family.add_metric([dict(labels).get(label, "") for label in names], value)
            yield family


def _queue(session: Session, now: datetime) -> Iterator[Metric]:
    """Rows that wait, screens as one kind; the age of the oldest that could have left."""
    queued = Outgoing.status == literal_column("'queued'")
    depth = GaugeMetricFamily("ai_consent_queue_rows", "Rows of the outbox that wait", labels=["kind"])
    lanes = (
        select(Outgoing.interactive, Outgoing.kind, func.count())
        .where(queued)
        .group_by(Outgoing.interactive, Outgoing.kind)
    )
    counted: dict[str, int] = {}
    for interactive, name, count in session.execute(lanes):
        called = "screen" if interactive else str(name)
        counted[called] = counted.get(called, 0) + count
    for name, count in sorted(counted.items()):
        depth.add_metric([name], count)
    yield depth
    oldest = session.scalar(select(func.min(Outgoing.not_before)).where(queued, Outgoing.not_before <= now))
    age = GaugeMetricFamily("ai_consent_queue_age_seconds", "Age of the oldest row that could have left")
    age.add_metric([], (now - oldest).total_seconds() if oldest else 0.0)
    yield age


def _rates(session: Session, now: datetime) -> Metric:
    """The pace of every lane that is being sent just now, by whichever process."""
    family = GaugeMetricFamily(
        "ai_consent_rate", "Messages a second that are sent at most", labels=["workspace", "lane"]
    )
    held = (Fence.until > now - timedelta(hours=1), Fence.until <= now + CLOCKS_APART, Fence.rate.is_not(None))
    for workspace, lane, rate in session.execute(select(Fence.workspace_id, Fence.lane, Fence.rate).where(*held)):
        family.add_metric([workspace, lane], rate or 0.0)
    return family


def _states(session: Session, model: type[Poll] | type[Case], name: str, about: str) -> Metric:
    family = GaugeMetricFamily(f"ai_consent_{name}", about, labels=["state"])
    for state, count in session.execute(select(model.state, func.count()).group_by(model.state)):
        family.add_metric([str(state)], count)
    return family
