"""A vendor's reply that a person brings in, as a file or as text: kept raw, once, and judged like every other mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.case.states import CaseState
from governance.rules.mail.mail_file import OUTLOOK, is_mail, is_of_outlook
from governance.rules.people.permissions import Act, Person
from governance.store.models import Case
from governance.usecases.case import case as cases
from governance.usecases.mail import incoming_mail
from governance.usecases.people import members

LONGEST_TEXT = 20_000
NOTHING = N_("Please choose the mail's file, or paste its text.")


def refuse_unready(session: Session, who: Person, case_id: str) -> Case:
    """The request that this person may bring a reply to. Raises Refusal before its letter is approved."""
    members.allow(session, who, Act.SUBMIT_REPLY)
    case = cases.case_of(session, who.workspace_id, case_id)
    if CaseState(case.state) is CaseState.DRAFTED:
        raise Refusal(N_("An owner has to approve the letter first."))
    return case


NO_MAIL = N_("This file is not a mail. Choose the mail itself, saved as a file that ends in .eml.")


def keep_files(session: Session, who: Person, case_id: str, files: Sequence[bytes], now: datetime) -> list[str]:
    """Keep these mails unchanged. Returns the ids of those that were not kept for this request before.

    Raises Refusal for a file that is no mail, while the person can still choose another one.
    """
    case = refuse_unready(session, who, case_id)
    if any(is_of_outlook(raw) for raw in files):
        raise Refusal(OUTLOOK)
    if not all(is_mail(raw) for raw in files):
        raise Refusal(NO_MAIL)
    kept = [_keep(session, who, case, "uploaded", raw, now) for raw in files]
    return [mail_id for mail_id in kept if mail_id]


def paste_reply(session: Session, who: Person, case_id: str, text: str, now: datetime) -> str | None:
    """Keep the text of a reply that somebody pasted, to be judged like every mail. None if it was pasted before."""
    case = refuse_unready(session, who, case_id)
    if not text.strip():
        raise Refusal(N_("Please paste the text of the answer."))
    if len(text) > LONGEST_TEXT:
        raise Refusal(N_("This text is too long. Paste the answer alone, or forward the mail as an attachment."))
    return _keep(session, who, case, "pasted", text.strip().encode(), now)


def _keep(session: Session, who: Person, case: Case, source: str, raw: bytes, now: datetime) -> str | None:
    return incoming_mail.record_mail(
        session,
        source,
        f"{source}:{case.id}:{sha256(raw).hexdigest()}",
        raw,
        now,
        workspace_id=case.workspace_id,
        case_id=case.id,
        given_by=who.user_id,
    )
