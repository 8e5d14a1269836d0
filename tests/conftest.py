"""What all tests share: both databases, a clock that stands still, and the cast."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from governance.rules.people.permissions import Person, Role
from governance.store.database import Database
from governance.store.migrate import to_head
from governance.store.models import Workspace
from governance.usecases.people import members
from tests import postgres

WORKSPACE = "T0EXEMPLE"
FRIDAY = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)  # 8:00 in Paris


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """One PostgreSQL server for this test process."""
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """A database at the newest schema, to be copied."""
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE template_of_tests")
    database = Database(f"{postgres_server}/template_of_tests")
    to_head(database)
    database.close()
    return "template_of_tests"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file at the newest schema, to be copied."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    database = Database(f"sqlite:///{path}")
    to_head(database)
    database.clean_files(())
    database.close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database at the newest schema: every test of store and use cases runs on both."""
    if request.param == "sqlite":
        path = tmp_path / "test.sqlite3"
        path.write_bytes(request.getfixturevalue("sqlite_template").read_bytes())
        yield f"sqlite:///{path}"
        return
    server, template = request.getfixturevalue("postgres_server"), request.getfixturevalue("postgres_template")
    name = f"test_{uuid4().hex}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield f"{server}/{name}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The database, opened."""
    opened = Database(database_url)
    yield opened
    opened.close()


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


@pytest.fixture
def workspace(database: Database, cast: Cast) -> Workspace:
    """Exemple SA, installed, with its directory read."""
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
        members.record_people(session, WORKSPACE, cast.directory, FRIDAY)
        members.finish_sync(session, WORKSPACE, FRIDAY - timedelta(seconds=1))
    with database.reading() as session:
        return members.workspace(session, WORKSPACE)
