# ruff: noqa: E501 - sentences and lists of words are easier to compare on one line
"""What replies say: as somebody wrote them who had not seen how they are read, and put together from parts."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest

from governance.mail.reading.message import read_mail
from governance.rules.mail.reply_wording import Meaning, meaning_of
from governance.rules.mail.verdict import Verdict, verdict_on
from tests.mail.mailroom import NOW, SENT, SLACK, TRUSTED, answer
from tests.yardstick import within

DATA = Path(__file__).parent / "data"
# What is called something else than its label and what else is acceptable. None is a confirmation. The words were written
# with the mails in view, so that this shows what is covered and nothing more.
MISSED: dict[str, dict[str, str]] = {
    "must_not": {},
    "says_done": {},
    "must_not_2": {
        "ten-143": "unsure",
        "ten-159": "acknowledgement",
        "ten-160": "unsure",
        "ten-161": "unsure",
        "ten-164": "question",
        "ten-176": "automatic_reply",
        "tes-023": "acknowledgement",
        "tit-024": "refusal",
        "tpt-024": "unsure",
    },
    "says_done_2": {},
}


def judged(text: str) -> Verdict:
    return verdict_on(read_mail(answer(text)), SENT, TRUSTED, SLACK, NOW)


@pytest.mark.parametrize("name", MISSED)
def test_every_mail_of_the_set_is_what_its_label_says_but_for_these(name: str) -> None:
    missed, closed = {}, []
    for mail in json.loads((DATA / f"{name}.json").read_text("utf-8")):
        verdict = judged(mail["text"])
        if verdict.kind not in (mail["label"], *mail["also_acceptable"]):
            missed[mail["id"]] = verdict.kind.value
        closed += [mail["id"]] if verdict.closes_case else []
    assert missed == MISSED[name]
    assert closed == []


SUBJECTS = (
    "Your opt-out request",
    "The opt-out for exemple.slack.com",
    "The exclusion of your workspace",
    "Your opt-out",
)
ACTS = ("completed", "processed", "applied", "carried out", "implemented", "finalized")
TENSES = {  # how it is said, and whether it is done
    "{s} has been {a}.": True,
    "{s} was {a} today.": True,
    "I'm happy to confirm that {l} has now been {a}.": True,
    "As requested, {l} has been {a} by our team.": True,
    "“{s}” has been {a}!": True,
    "{s} (ticket #4471201) has been successfully {a} ✅": True,
    "{s} has not been {a}.": False,
    "{s} hasn't been {a} yet.": False,
    "{s} will be {a} next week.": False,
    "{s} is being {a}.": False,
    "{s} is to be {a} in January.": False,
    "Once {l} has been {a}, we will write to you.": False,
    "If {l} has been {a}, you see a tick.": False,
    "Has {l} been {a}?": False,
    "You asked whether {l} had been {a}.": False,
    "{s} could not be {a}.": False,
    "{s} should have been {a} by now.": False,
    "{s} has been {a}, provided that you are the owner.": False,
    "{s} has been {a}, except for search.": False,
    "{s} has been {a}. Please sign the form and send it back.": False,
    "{s} was {a} and has since been reverted.": False,
    "{s} has been {a} in our test environment.": False,
    "Somebody told you “{l} has been {a}”.": False,
    "We never said that {l} has been {a}.": False,
}


@pytest.mark.parametrize("tense", TENSES)
def test_every_subject_and_act_is_understood_in_every_tense(tense: str) -> None:
    said = [
        (tense.format(s=subject, l=subject[0].lower() + subject[1:], a=act)) for subject, act in product(SUBJECTS, ACTS)
    ]
    wrong = [one for one in said if (meaning_of(one, SLACK.wording, "opt-out") is Meaning.DONE) is not TENSES[tense]]
    assert wrong == []


OTHER_MATTERS = ("your data export", "your refund request", "your newsletter subscription", "the deletion of your account",
                 "your SSO setup request", "your password reset", "the migration of your workspace")  # fmt: skip


@pytest.mark.parametrize("matter", OTHER_MATTERS)
def test_another_matter_that_is_done_confirms_nothing(matter: str) -> None:
    for act in ACTS:
        assert meaning_of(f"Hello, {matter} has been {act}.", SLACK.wording, "opt-out") is not Meaning.DONE


@pytest.mark.parametrize(
    ("done", "denied"),
    [
        ("Votre espace a été exclu des modèles globaux.", "Votre espace n'a pas été exclu des modèles globaux."),
        ("L'exclusion est active depuis ce matin.", "L'exclusion sera active la semaine prochaine."),
        ("Ihr Workspace wurde vom Training ausgeschlossen.", "Ihr Workspace wurde nicht vom Training ausgeschlossen."),
        ("Das Opt-out ist erledigt.", "Das Opt-out wird nächste Woche erledigt."),
        (
            "Su espacio ha sido excluido de los modelos globales.",
            "Su espacio no ha sido excluido de los modelos globales.",
        ),
        ("La exclusión ya está activa.", "La exclusión estará activa en los próximos días."),
        ("オプトアウトが完了いたしました。", "オプトアウトは完了しておりません。"),
        ("貴社のデータを学習対象から除外しました。", "貴社のデータを学習対象から除外しましたら、ご連絡いたします。"),
        ("O opt-out foi concluído.", "O opt-out não foi concluído."),
        ("Os seus dados já não são usados nos modelos globais.", "Os seus dados serão excluídos até sexta-feira."),
        ("L'esclusione è stata completata.", "L'esclusione non è stata completata."),
        ("I tuoi dati non vengono più usati per i modelli globali.", "I tuoi dati verranno esclusi entro fine mese."),
        ("De opt-out is verwerkt.", "De opt-out is nog niet verwerkt."),
        ("Jullie workspace is uitgesloten van de training.", "Jullie workspace wordt volgende week uitgesloten."),
    ],
)
def test_every_language_tells_done_from_not_done(done: str, denied: str) -> None:
    assert meaning_of(done, SLACK.wording, "opt-out") is Meaning.DONE
    assert meaning_of(denied, SLACK.wording, "opt-out") is not Meaning.DONE


def test_what_holds_confirming_words_is_never_an_acknowledgement() -> None:
    for said in ("We received “your opt-out has been completed”.", "Once your opt-out has been completed, we write."):
        assert meaning_of(said, SLACK.wording, "opt-out") is Meaning.MIXED


def test_a_very_long_text_is_read_in_bounded_time_and_never_called_done() -> None:
    claim = "Your opt-out request has been completed."
    for filler in (
        "opt out exclusion has been is are no not ",
        "オプトアウトの除外が完了しましたの",
        "exclusion a été ne pas plus ",
    ):
        with within(3):
            lines = "\n\n".join([(filler * 100)[:1_400]] * 60)
            assert meaning_of(f"{claim}\n\n{lines}", SLACK.wording, "opt-out") is not Meaning.DONE
    assert meaning_of(f"{claim}\n\n{'Thanks. ' * 4_000}", SLACK.wording, "opt-out") is Meaning.MIXED
