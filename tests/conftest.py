"""What all tests share: both databases, a clock that stands still, and the cast."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings

from governance.rules.people.permissions import Person, Role
from governance.store.database import Database
from governance.store.migrate import to_head
from governance.store.models import Workspace
from governance.usecases.people import members
from tests import postgres
from tests.databases import Kept, OnPostgresql, OnSqlite

# How long an example takes says more about what else the machine does: tests of time measure it themselves.
settings.register_profile("beside other work", deadline=None)
settings.load_profile("beside other work")

WORKSPACE = "T0EXEMPLE"
FRIDAY = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)  # 8:00 in Paris


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """A SQLite file at the newest schema."""
    kept = OnSqlite(tmp_path_factory.mktemp("sqlite"))
    kept.template("empty", to_head)
    return kept


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Kept]:
    """A PostgreSQL server for this test process, and in it a database at the newest schema."""
    with postgres.server() as url:
        kept = OnPostgresql(url)
        kept.template("empty", to_head)
        yield kept


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A fresh database: every test of store and use cases runs on both. With `workspace`, Exemple SA is in it."""
    kept: Kept = request.getfixturevalue(request.param)
    if "workspace" in request.fixturenames:
        kept.template("workspace", lambda _: installed(kept.fresh("empty")))
        kept.fresh("workspace")
    else:
        kept.fresh("empty")
    yield kept.database
    kept.database.close()


@pytest.fixture
def database_url(database: Database) -> str:
    """Where it is."""
    return database.url


class Cast:
    """Olga and Oscar own the workspace, Ada administers, Alice, Bob and Carol are members, Gus is a guest."""

    def __init__(self) -> None:
        paris, york = "Europe/Paris", "America/New_York"
        mail = "olga.martin@exemple.example"
        self.olga = Person(
            WORKSPACE, "U0OLGA", "Olga Martin", Role.PRIMARY_OWNER, locale="fr-FR", zone=paris, email=mail
        )
        self.oscar = Person(WORKSPACE, "U0OSCAR", "Oscar Dupont", Role.OWNER, locale="fr-FR", zone=paris)
        self.ada = Person(WORKSPACE, "U0ADA", "Ada Berg", Role.ADMIN, locale="en-GB", zone=paris)
        self.alice = Person(WORKSPACE, "U0ALICE", "Alice Roy", Role.MEMBER, locale="fr-FR", zone=paris)
        self.bob = Person(WORKSPACE, "U0BOB", "Bob Stone", Role.MEMBER, locale="en-US", zone=york)
        self.carol = Person(WORKSPACE, "U0CAROL", "Carol Diaz", Role.MEMBER, locale="en-GB", zone=paris)
        self.gus = Person(WORKSPACE, "U0GUS", "Gus Klein", Role.GUEST, locale="de-DE", zone=paris)
        self.xena = Person("T0OTHER", "U0XENA", "Xena Extern", Role.EXTERNAL)
        self.dora = Person(WORKSPACE, "U0DORA", "Dora Partie", Role.DEACTIVATED)

    @property
    def directory(self) -> list[Person]:
        """Everybody whom Slack's directory lists."""
        return [self.olga, self.oscar, self.ada, self.alice, self.bob, self.carol, self.gus, self.dora]


@pytest.fixture
def cast() -> Cast:
    return Cast()


def installed(database: Database) -> None:
    """Exemple SA installs the app, and its directory is read."""
    with database.writing() as session:
        members.record_installation(
            session,
            workspace_id=WORKSPACE,
            name="Exemple SA",
            url="https://exemple.slack.com/",
            enterprise_id=None,
            bot_user_id="U0BOT",
            scopes="chat:write,commands,users:read,files:write,users:read.email",
            now=FRIDAY,
        )
    with database.writing() as session:
        members.record_people(session, WORKSPACE, Cast().directory, FRIDAY)
        members.finish_sync(session, WORKSPACE, FRIDAY - timedelta(seconds=1))


@pytest.fixture
def workspace(database: Database) -> Workspace:
    """Exemple SA, installed, with its directory read."""
    with database.reading() as session:
        return members.workspace(session, WORKSPACE)
