"""Answers by day: what Home showed on each day, in tens, for those who run or watch the question, and only them."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select

from governance.store.database import Database
from governance.store.models import AnswersOnDay, Participation, Workspace
from governance.usecases.case.letter.sending import MailSetup
from governance.usecases.poll import closing
from governance.usecases.seen import home
from tests.conftest import Cast
from tests.question_keys import KEYS
from tests.usecases.poll.test_question import HOUSE, MONDAY, asked

ANSWERED = {2: 9, 3: 10, 4: 27, 5: 19}  # by days since Monday; some remove their answer


def test_each_midnight_adds_what_everybody_could_read(database: Database, workspace: Workspace, cast: Cast) -> None:
    with asked(database, cast) as (session, poll):
        for days in range(6):
            session.query(Participation).delete()
            session.add_all(
                Participation(poll_id=poll.id, user_id=f"U{n}", action_ts="1", answered=True)
                for n in range(ANSWERED.get(days, 0))
            )
            session.flush()
            for hour in (0, 1, 5):  # looked at again and again; only the first time after midnight counts
                closing.count_answers(session, MONDAY + timedelta(days=days, hours=hour))
        kept = session.execute(select(AnswersOnDay.day, AnswersOnDay.answered).order_by(AnswersOnDay.day)).all()
        series = ((date(2026, 11, 25), 0), (date(2026, 11, 26), 10), (date(2026, 11, 27), 20), (date(2026, 11, 28), 10))
        assert tuple(map(tuple, kept)) == series
    for reader, shown in ((cast.olga, series), (cast.ada, series), (cast.bob, ()), (cast.gus, ())):
        with database.reading() as session:
            page = home.home_page(session, reader, KEYS, HOUSE, MailSetup(), MONDAY + timedelta(days=5))
        assert page.poll is not None
        assert page.poll.by_day == shown


def test_it_goes_with_the_question(database: Database, workspace: Workspace, cast: Cast) -> None:
    with asked(database, cast) as (session, poll):
        closing.count_answers(session, MONDAY + timedelta(days=3))
        assert session.scalar(select(func.count()).select_from(AnswersOnDay)) == 1
        session.delete(poll)
        session.flush()
        assert session.scalar(select(func.count()).select_from(AnswersOnDay)) == 0
