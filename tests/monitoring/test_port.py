"""The private port: figures that add up, whether the process lives and may serve; alert rules name what exists."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from governance.measured import Measured
from governance.monitoring.figures import Figures
from governance.monitoring.server import Port
from governance.store import outbox
from governance.store.database import Database
from governance.store.lanes import Lane
from governance.store.models import Workspace
from governance.store.outbox import Kind
from governance.store.pumps import fences
from tests.conftest import FRIDAY, WORKSPACE

ALERTS = Path(__file__).parents[2] / "docs" / "alerts.yml"
WORDS = {
    "by", "for", "histogram_quantile", "increase", "job", "le", "min", "rate", "step", "sum", "up",
}  # fmt: skip  # of the language, and labels


@pytest.fixture
def measured() -> Measured:
    found = Measured()
    found.count("sends", kind="screen", outcome="sent")
    found.count("sends", kind="ballot", outcome="sent")
    found.count("sends", kind="ballot", outcome="sent")
    found.count("rate_limited", kind="ballot")
    found.count("ticks")
    found.count("failed_steps", step="inbox")
    for seconds in (0.004, 0.02, 0.02, 5.0):
        found.acknowledged(seconds)
    return found


def opened(database: Database, measured: Measured, ready: Any = lambda: True, alive: Any = lambda: True) -> Port:
    figures = Figures(database, lambda: FRIDAY + timedelta(seconds=40), measured)
    return Port(("127.0.0.1", 0), figures, {"sign of life": alive}, {"Slack": ready})


def page(port: Port, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port.number}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def samples(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return {
        (one.name, tuple(sorted(one.labels.items()))): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


def test_the_figures_say_what_was_counted_and_what_waits(
    database: Database, workspace: Workspace, measured: Measured
) -> None:
    with database.writing() as session:
        for number, kind in enumerate((Kind.NEWS, Kind.NEWS, Kind.RECEIPT)):
            outbox.queue(
                session, kind, f"n{number}", FRIDAY, workspace_id=WORKSPACE, user_id="U0BOB",
                interactive=kind is Kind.RECEIPT,
            )  # fmt: skip
        fences.take(session, WORKSPACE, Lane.MESSAGES, "us", FRIDAY)
        fences.keep(session, WORKSPACE, Lane.MESSAGES, "us", fences.Learnt(4.5, None, 0.03), FRIDAY)
    with closing(opened(database, measured)) as port:
        status, text = page(port, "/metrics")
    found = samples(text)
    assert status == 200
    assert found["ai_consent_sends_total", (("kind", "ballot"), ("outcome", "sent"))] == 2
    assert found["ai_consent_rate_limited_total", (("kind", "ballot"),)] == 1
    assert found["ai_consent_queue_rows", (("kind", "news"),)] == 2
    assert found["ai_consent_queue_rows", (("kind", "screen"),)] == 1  # how many receipts: how many have answered
    assert "receipt" not in text
    assert found["ai_consent_queue_age_seconds", ()] == 40
    assert found["ai_consent_rate", (("lane", "messages"), ("workspace", WORKSPACE))] == 4.5
    buckets = {dict(labels)["le"]: value for (name, labels), value in found.items() if name.endswith("seconds_bucket")}
    assert (buckets["0.005"], buckets["0.025"], buckets["3.0"], buckets["+Inf"]) == (1, 3, 3, 4)
    assert found["ai_consent_press_to_ack_seconds_sum", ()] == pytest.approx(5.044)


def gone() -> bool:
    raise FileNotFoundError("no heartbeat")


@pytest.mark.parametrize(
    ("alive", "ready", "healthz", "readyz"),
    [
        (lambda: True, lambda: True, (200, "ok\n"), (200, "ok\n")),
        (lambda: True, lambda: False, (200, "ok\n"), (503, "not: Slack\n")),
        (gone, lambda: True, (503, "not: sign of life\n"), (503, "not: sign of life\n")),
    ],
)
def test_whether_it_lives_and_whether_it_may_serve(
    database: Database, measured: Measured, alive: Any, ready: Any, healthz: Any, readyz: Any
) -> None:
    with closing(opened(database, measured, ready, alive)) as port:
        assert page(port, "/healthz") == healthz
        assert page(port, "/readyz") == readyz
        assert page(port, "/")[0] == 404


def test_a_port_that_is_taken_is_said(database: Database, measured: Measured) -> None:
    with closing(opened(database, measured)) as port:
        taken = ("127.0.0.1", port.number)
        with pytest.raises(ValueError, match=r"METRICS: 127\.0\.0\.1:"):
            Port(taken, Figures(database, lambda: FRIDAY, measured), {}, {})


def rules() -> Iterator[dict[str, Any]]:
    told = yaml.safe_load(ALERTS.read_text(encoding="utf-8"))
    assert set(told) == {"groups"}
    for group in told["groups"]:
        assert set(group) <= {"name", "interval", "rules"}
        yield from group["rules"]


def test_every_alert_is_written_as_prometheus_reads_it_and_names_figures_that_exist(
    database: Database, measured: Measured
) -> None:
    with closing(opened(database, measured)) as port:
        text = page(port, "/metrics")[1]
    exist = {name for name, _ in samples(text)} | {
        f"{family.name}{'_total' if family.type == 'counter' else ''}"
        for family in text_string_to_metric_families(text)
    }
    found = list(rules())
    assert len(found) >= 6
    for rule in found:
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
        assert re.fullmatch(r"[A-Za-z_]\w*", rule["alert"])
        assert re.fullmatch(r"\d+[smhd]", rule.get("for", "1m"))
        assert set(rule["annotations"]) == {"summary", "description"}
        expression = re.sub(r'"[^"]*"', "", rule["expr"])
        for opening, closing_ in ("()", "[]", "{}"):
            assert expression.count(opening) == expression.count(closing_), rule["alert"]
        words = set(re.findall(r"[a-zA-Z_:]\w*", re.sub(r"\[\d+[smhd]\]", "", expression)))
        assert {word for word in words if word.startswith("ai_consent")} <= exist, rule["alert"]
        assert {word for word in words if not word.startswith("ai_consent")} <= WORDS, rule["alert"]
