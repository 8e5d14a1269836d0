"""first tables

Keep the release before this one running on the new schema: add first, remove a release later.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from governance.store.schema import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


REFUSED = "the record of events is append-only"
POSTGRESQL = (
    "CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$",
    "CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change()",
)
SQLITE = tuple(
    f"CREATE TRIGGER ledger_no_{verb.lower()} BEFORE {verb} ON ledger BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    for verb in ("UPDATE", "DELETE")
)


def _refuse_changes() -> None:
    """The record of events can be added to, never changed: the database itself refuses."""
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)


def _allow_changes() -> None:
    """The table's triggers go with it; PostgreSQL's function is left over."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_ledger_change()")


def upgrade() -> None:
    op.create_table(
        "ledger",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "seq", name=op.f("pk_ledger")),
    )
    op.create_table(
        "ledger_heads",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_ledger_heads")),
    )
    op.create_table(
        "seen_events",
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_seen_events")),
    )
    op.create_table(
        "workspaces",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("enterprise_id", sa.String(), nullable=True),
        sa.Column("bot_user_id", sa.String(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("installed_by", sa.String(), nullable=True),
        sa.Column("installed_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("synced_at", UtcDateTime(), nullable=True),
        sa.Column("fault_code", sa.String(), nullable=True),
        sa.Column("fault_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspaces")),
    )
    op.create_table(
        "appointments",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("appointed_by", sa.String(), nullable=False),
        sa.Column("appointed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_appointments_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "user_id", "role", name=op.f("pk_appointments")),
    )
    op.create_table(
        "members",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_members_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "user_id", name=op.f("pk_members")),
    )
    op.create_table(
        "polls",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("vendor", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("named_reason", sa.String(), nullable=True),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("decider", sa.String(), nullable=False),
        sa.Column("employer", sa.Boolean(), nullable=False),
        sa.Column("include_guests", sa.Boolean(), nullable=True),
        sa.Column("notice_version", sa.Integer(), nullable=False),
        sa.Column("notice_digests", sa.JSON(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("paragraph", sa.String(), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("reminders_queued", sa.Integer(), nullable=False),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("after_member", sa.String(), nullable=True),
        sa.Column("starts_from", UtcDateTime(), nullable=False),
        sa.Column("starts_at_once", sa.Boolean(), nullable=False),
        sa.Column("opens_at", UtcDateTime(), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("closes_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("close_reason", sa.String(), nullable=True),
        sa.Column("decision_due", UtcDateTime(), nullable=False),
        sa.Column("remind_owner_at", UtcDateTime(), nullable=True),
        sa.Column("announced_at", UtcDateTime(), nullable=True),
        sa.Column("paused_at", UtcDateTime(), nullable=True),
        sa.Column("eligible", sa.Integer(), nullable=False),
        sa.Column("excluded_guests", sa.Integer(), nullable=False),
        sa.Column("excluded_others", sa.Integer(), nullable=False),
        sa.Column("electorate", sa.Integer(), nullable=False),
        sa.Column("electorate_digest", sa.String(), nullable=True),
        sa.Column("rule_digest", sa.String(), nullable=True),
        sa.Column("key_fingerprint", sa.String(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("later_salt", sa.LargeBinary(), nullable=True),
        sa.Column("later_objections", sa.Integer(), nullable=False),
        sa.Column("objections_shown", sa.Integer(), nullable=True),
        sa.Column("objections_shown_at", UtcDateTime(), nullable=True),
        sa.Column("notice_reads", sa.Integer(), nullable=False),
        sa.Column("answers_shown", sa.Integer(), nullable=True),
        sa.Column("answers_shown_at", UtcDateTime(), nullable=True),
        sa.Column("consent", sa.Integer(), nullable=True),
        sa.Column("object", sa.Integer(), nullable=True),
        sa.Column("abstain", sa.Integer(), nullable=True),
        sa.Column("unreachable", sa.Integer(), nullable=True),
        sa.Column("traces_cleared_at", UtcDateTime(), nullable=True),
        sa.Column("file_cleaned_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "after_member IS NOT NULL OR eligible = electorate + excluded_guests + excluded_others",
            name=op.f("ck_polls_everyone_counted"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_polls_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_polls")),
    )
    with op.batch_alter_table("polls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_polls_workspace_id"), ["workspace_id"], unique=False)
        batch_op.create_index(
            "ux_polls_running",
            ["workspace_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('preparing', 'scheduled', 'open')"),
            postgresql_where=sa.text("state IN ('preparing', 'scheduled', 'open')"),
        )

    op.create_table(
        "subjects",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_subjects_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subjects")),
        sa.UniqueConstraint("workspace_id", "user_id", name=op.f("uq_subjects_workspace_id")),
    )
    op.create_table(
        "audience_parts",
        sa.Column("poll_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("slack_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_audience_parts_poll_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("poll_id", "kind", "slack_id", name=op.f("pk_audience_parts")),
    )
    op.create_table(
        "closed_ballots",
        sa.Column("poll_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_closed_ballots_poll_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("poll_id", "code", "number", name=op.f("pk_closed_ballots")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "consent_records",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("poll_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=True),
        sa.Column("choice", sa.String(), nullable=True),
        sa.Column("notice_digest", sa.String(), nullable=False),
        sa.Column("action_ts", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_consent_records_poll_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_records")),
    )
    with op.batch_alter_table("consent_records", schema=None) as batch_op:
        batch_op.create_index("ix_consent_records_poll_user", ["poll_id", "user_id"], unique=False)

    op.create_table(
        "decisions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("poll_id", sa.String(), nullable=True),
        sa.Column("vendor", sa.String(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("advice", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_decisions_poll_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_decisions_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("poll_id", name=op.f("uq_decisions_poll_id")),
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decisions_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "electors",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("poll_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("message_ts", sa.String(), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'asked', 'unreachable', 'left')", name=op.f("ck_electors_state")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_electors_poll_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_electors")),
        sa.UniqueConstraint("poll_id", "user_id", name=op.f("uq_electors_poll_id")),
    )
    with op.batch_alter_table("electors", schema=None) as batch_op:
        batch_op.create_index("ix_electors_poll_state", ["poll_id", "state"], unique=False)

    op.create_table(
        "later_objections",
        sa.Column("poll_id", sa.String(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["polls.id"], name=op.f("fk_later_objections_poll_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("poll_id", "tag", name=op.f("pk_later_objections")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "notice_readings",
        sa.Column("poll_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_notice_readings_poll_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("poll_id", "user_id", name=op.f("pk_notice_readings")),
    )
    op.create_table(
        "open_ballots",
        sa.Column("poll_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_open_ballots_poll_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("poll_id", "key", name=op.f("pk_open_ballots")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "participation",
        sa.Column("poll_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("action_ts", sa.String(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_participation_poll_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("poll_id", "user_id", name=op.f("pk_participation")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column("poll_id", sa.String(), nullable=True),
        sa.Column("vendor", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("owner_title", sa.String(), nullable=False),
        sa.Column("from_address", sa.String(), nullable=True),
        sa.Column("address_attested", sa.Boolean(), nullable=False),
        sa.Column("copy_address", sa.String(), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("request_grade", sa.String(), nullable=False),
        sa.Column("answer_grade", sa.String(), nullable=True),
        sa.Column("remind_owner_at", UtcDateTime(), nullable=True),
        sa.Column("next_check_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_cases_decision_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_cases_poll_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_cases_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_cases_decision_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_cases_reference")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cases_workspace_id"), ["workspace_id"], unique=False)
        batch_op.create_index("ix_cases_workspace_state", ["workspace_id", "state"], unique=False)

    op.create_table(
        "case_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_events_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_events")),
    )
    with op.batch_alter_table("case_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_events_case_id"), ["case_id"], unique=False)

    op.create_table(
        "letters",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("to_address", sa.String(), nullable=False),
        sa.Column("cc_address", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("copy_message_id", sa.String(), nullable=True),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("approved_at", UtcDateTime(), nullable=False),
        sa.Column("sent_via", sa.String(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_letters_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
    )
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letters_case_id"), ["case_id"], unique=False)

    op.create_table(
        "mails",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=True),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=True),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("judged_at", UtcDateTime(), nullable=True),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("sender", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("dns", sa.JSON(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("claims", sa.String(), nullable=True),
        sa.Column("forged", sa.Boolean(), nullable=True),
        sa.Column("dkim", sa.String(), nullable=True),
        sa.Column("domain", sa.String(), nullable=True),
        sa.Column("aligned", sa.Boolean(), nullable=True),
        sa.Column("in_thread", sa.Boolean(), nullable=True),
        sa.Column("grade", sa.String(), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=True),
        sa.Column("sorted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_mails_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_mails_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
        sa.UniqueConstraint("source_key", name=op.f("uq_mails_source_key")),
    )
    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mails_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mails_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=True),
        sa.Column("poll_id", sa.String(), nullable=True),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("response_url", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("interactive", sa.Boolean(), nullable=False),
        sa.Column("bulk", sa.Boolean(), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=False),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "status IN ('held', 'queued', 'sending', 'sent', 'failed', 'unknown', 'dropped')",
            name=op.f("ck_outbox_status"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_outbox_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_outbox_poll_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_outbox_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("workspace_id", "occasion", name=op.f("uq_outbox_workspace_id")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_due", ["workspace_id", "status", "interactive", "bulk", "not_before", "id"], unique=False
        )
        batch_op.create_index("ix_outbox_poll", ["poll_id", "kind", "status"], unique=False)

    _refuse_changes()


def downgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_poll")
        batch_op.drop_index("ix_outbox_due")

    op.drop_table("outbox")
    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mails_workspace_id"))
        batch_op.drop_index(batch_op.f("ix_mails_case_id"))

    op.drop_table("mails")
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letters_case_id"))

    op.drop_table("letters")
    with op.batch_alter_table("case_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_events_case_id"))

    op.drop_table("case_events")
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_index("ix_cases_workspace_state")
        batch_op.drop_index(batch_op.f("ix_cases_workspace_id"))

    op.drop_table("cases")
    op.drop_table("participation")
    op.drop_table("open_ballots")
    op.drop_table("notice_readings")
    op.drop_table("later_objections")
    with op.batch_alter_table("electors", schema=None) as batch_op:
        batch_op.drop_index("ix_electors_poll_state")

    op.drop_table("electors")
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decisions_workspace_id"))

    op.drop_table("decisions")
    with op.batch_alter_table("consent_records", schema=None) as batch_op:
        batch_op.drop_index("ix_consent_records_poll_user")

    op.drop_table("consent_records")
    op.drop_table("closed_ballots")
    op.drop_table("audience_parts")
    op.drop_table("subjects")
    with op.batch_alter_table("polls", schema=None) as batch_op:
        batch_op.drop_index(
            "ux_polls_running",
            sqlite_where=sa.text("state IN ('preparing', 'scheduled', 'open')"),
            postgresql_where=sa.text("state IN ('preparing', 'scheduled', 'open')"),
        )
        batch_op.drop_index(batch_op.f("ix_polls_workspace_id"))

    op.drop_table("polls")
    op.drop_table("members")
    op.drop_table("appointments")
    op.drop_table("workspaces")
    op.drop_table("seen_events")
    op.drop_table("ledger_heads")
    op.drop_table("ledger")
    _allow_changes()
