"""The tables of people: workspaces, members, who was appointed, working days."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from governance.store.schema import Base, new_id


class Workspace(Base):
    """One installation. Its bot token is a setting and is not kept here."""

    __tablename__ = "workspaces"
    id: Mapped[str] = mapped_column(primary_key=True)  # Slack's team id
    name: Mapped[str]
    url: Mapped[str]
    enterprise_id: Mapped[str | None]
    bot_user_id: Mapped[str]
    scopes: Mapped[str]
    installed_by: Mapped[str | None]
    installed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    zone: Mapped[str] = mapped_column(default="UTC")  # the commonest among members
    name_before: Mapped[str | None]  # what its last change replaced, of name and address, and when it was seen
    url_before: Mapped[str | None]
    moved_at: Mapped[datetime | None]
    synced_at: Mapped[datetime | None]
    unreadable_people: Mapped[int] = mapped_column(default=0, server_default="0")  # records of the last whole reading
    inbox_fault_code: Mapped[str | None]  # why the mailbox cannot be read, while it lasts
    inbox_fault_at: Mapped[datetime | None]


class Member(Base):
    """A copy of Slack's directory. A person's row is deleted when they are erased."""

    __tablename__ = "members"
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    role: Mapped[str]  # rules.member.Role
    locale: Mapped[str | None]
    zone: Mapped[str | None]
    email: Mapped[str | None]  # owners only, and only with users:read.email
    seen_at: Mapped[datetime]  # the sync that saw this person last
    __table_args__ = (
        Index("ix_members_role", "workspace_id", "role"),
        Index("ix_members_name", "workspace_id", "name"),
    )


class Subject(Base):
    """Which random id stands for whom in the record of events. The record stays valid when a row is erased."""

    __tablename__ = "subjects"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    user_id: Mapped[str]
    __table_args__ = (UniqueConstraint("workspace_id", "user_id"),)


class Appointment(Base):
    """Organisers and observers, appointed by an owner and shown to all."""

    __tablename__ = "appointments"
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)  # organiser, observer
    appointed_by: Mapped[str]
    appointed_at: Mapped[datetime]


class DaysOff(Base):
    """Weekend and holidays of a workspace, by which the dates of a request are counted."""

    __tablename__ = "days_off"
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    weekend: Mapped[list[Any]]  # 0 is Monday
    holidays: Mapped[dict[str, Any]]  # an owner's: day -> its name
    operators: Mapped[dict[str, Any]]  # from the operator's file, where no owner gave any
    set_at: Mapped[datetime | None]  # when an owner set them
    country: Mapped[str] = mapped_column(default="", server_default="")  # whose public holidays count too
    region: Mapped[str] = mapped_column(default="", server_default="")
    public: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")  # these, as last looked up
