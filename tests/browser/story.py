"""The whole story as people live it in the page, step by step. Each step raises when it is not so."""

from __future__ import annotations

import time

from playwright.sync_api import expect

from sandbox.client import Control
from tests.browser.window import Window, readable

OWNER, OTHER_OWNER, ADMIN, GUEST = "U0OLGA", "U0OSCAR", "U0ADA", "U0GUS"
MEMBERS = ("U0ALICE", "U0BOB", "U0CAROL")
EVERYBODY = (OWNER, OTHER_OWNER, ADMIN, GUEST, *MEMBERS)
# In each role somebody reads the one language, somebody the other.
MIXED = {user: "fr" if user in (OWNER, GUEST, "U0ALICE", "U0CAROL") else "en" for user in EVERYBODY}
ANSWERS = {"U0OLGA": 2, "U0OSCAR": 1, "U0ADA": 1, "U0ALICE": 0, "U0BOB": 0}  # agree, object, abstain; Carol is silent
WORDS = {
    "en": {
        "nothing": "As far as this app knows, nobody has asked Slack to exclude our data.",
        "alone": "You cannot opt out alone; an owner can, for everyone.",
        "connected": "AI Consent is connected to Exemple SA",
        "required": "Please complete this required field.",
        "too_early": "Choose a later one.",
        "weekend": "This is not a working day of this workspace.",
        "contact": "Privacy contact: Works council",
        "asked_number": "6 people will be asked.",
        "trial": "This is a trial. Only you see this; it is counted nowhere.",
        "prepared": "Your question to 6 people is prepared.",
        "told": "has prepared a question to 6 people in your workspace",
        "question": "May Slack train its global models with our data?",
        "agree": "Yes, I agree",
        "object": "No, I object",
        "abstain": "I abstain",
        "notice": "How secret is it?",
        "receipt": "Your answer is recorded.",
        "you_answered": "You answered:",
        "removed": "Removed. You count as not having answered. You will get no more reminders.",
        "guest": "You were not asked, because guests were not included.",
        "answered": "You have answered.",
        "reminder": "Reminder 1 of 2: May Slack train its global models with our data?",
        "closed": "The question is closed.",
        "over": "This question closed on",
        "objected": "Recorded. Olga Martin sees how many object since closing,",
        "your_decision": "Your decision, by 24 December",
        "differs": "This differs from what the rule advises",
        "result": "Decision: we opt out of AI training at Slack",
        "owner_sends": "Slack asks that an owner sends this letter.",
        "mail_app": "Open in my mail app",
        "ready": "Send it from olga.martin@exemple.example, the address of your Slack account",
        "sent": "Our request went to Slack on",
        "copy": "A copy of the letter arrived here, and its signature was checked.",
        "waiting": "Has it answered you by mail?",
        "unclear": "We cannot tell by ourselves what this mail means.",
        "forged": "This mail is not from Slack, as far as we can tell:",
        "acknowledged": "It has not said that it is done.",
        "confirmed": "our data is excluded from training its global models.",
        "signature": "says so; signature checked, every sentence known.",
        "unread": "no owner has said yet what it says.",
        "saved": "Saved. Home shows how things stand now.",
    },
    "fr": {
        "nothing": "À la connaissance de cette application, personne n'a demandé à Slack d'exclure nos données.",
        "alone": "un propriétaire le peut, pour tous.",
        "connected": "AI Consent est reliée à Exemple SA",
        "required": "Veuillez remplir ce champ obligatoire.",
        "too_early": "Choisissez-en une plus tardive.",
        "weekend": "Ce n'est pas un jour ouvré de cet espace de travail.",
        "contact": "Contact pour la protection des données : Works council",
        "asked_number": "6 personnes seront interrogées.",
        "trial": "Ceci est un essai, visible de vous uniquement",
        "prepared": "Votre question à 6 personnes est prête.",
        "told": "a préparé une question à 6 personnes de votre espace de travail",
        "question": "Slack peut-il entraîner ses modèles globaux avec nos données ?",
        "agree": "Oui, j'accepte",
        "object": "Non, je refuse",
        "abstain": "Je m'abstiens",
        "notice": "Est-ce vraiment secret ?",
        "receipt": "Votre réponse est enregistrée.",
        "you_answered": "Vous avez répondu :",
        "removed": "Supprimée. Vous comptez comme n'ayant pas répondu. Vous ne recevrez plus de rappel.",
        "guest": "La question ne vous a pas été posée, car les invités n'étaient pas inclus.",
        "answered": "Vous avez répondu.",
        "reminder": "Rappel 1 sur 2 : Slack peut-il entraîner ses modèles globaux avec nos données ?",
        "closed": "La question est close.",
        "over": "Cette question est close depuis le",
        "objected": "Enregistré. Olga Martin voit combien de personnes refusent depuis la clôture,",
        "your_decision": "Votre décision, d'ici le 24 décembre",
        "differs": "Cela s'écarte de ce que conseille la règle",
        "result": "Décision : nous demandons l'exclusion chez Slack",
        "owner_sends": "Slack demande que la lettre vienne d'un propriétaire.",
        "mail_app": "Ouvrir dans ma messagerie",
        "ready": "Envoyez-la depuis olga.martin@exemple.example, l'adresse de votre compte Slack",
        "sent": "Notre demande est partie chez Slack le",
        "copy": "Une copie de la lettre est arrivée ici, et sa signature a été vérifiée.",
        "waiting": "Vous a-t-il répondu par courriel ?",
        "unclear": "Nous ne pouvons pas dire par nous-mêmes ce que ce courriel signifie.",
        "forged": "Ce courriel ne vient pas de Slack, pour autant que nous puissions en juger :",
        "acknowledged": "mais n'a pas dit que c'était fait.",
        "confirmed": "nos données sont exclues de l'entraînement de ses modèles globaux.",
        "signature": "le dit ; signature vérifiée, chaque phrase connue.",
        "unread": "aucun propriétaire n'a encore dit ce qu'il dit.",
        "saved": "Enregistré. L'onglet Accueil montre où en sont les choses.",
    },
}  # fmt: skip


class Story:
    """One window, everybody's part, in the language of each. The steps build on each other."""

    def __init__(self, window: Window, control: Control, languages: dict[str, str]) -> None:
        self.window = window
        self.languages, self.words = languages, WORDS
        for user, language in languages.items():
            control.post("people", id=user, locale={"en": "en-GB", "fr": "fr-FR"}[language], tz="Europe/Paris")

    def say(self, user: str, words: str) -> str:
        """What this person reads there."""
        return self.words[self.languages[user]][words]

    def live(self) -> None:
        """All of it."""
        for step in (
            self.nothing_yet, self.opening, self.trial, self.owners_told, self.asked, self.answered, self.looked_at,
            self.reminded, self.closed, self.decided, self.approved, self.sent, self.prompted, self.pasted,
            self.forged, self.acknowledged, self.confirmed,
        ):  # fmt: skip
            began = time.monotonic()
            step()
            print(f"{step.__name__}: {time.monotonic() - began:.1f} s")

    def nothing_yet(self) -> None:
        """Before anything: everybody reads how things stand, and each the part of their role."""
        parts = {OWNER: "connected", ADMIN: "alone", "U0BOB": "alone", GUEST: "alone"}
        for user, part in parts.items():
            self.window.home(user, self.say(user, "nothing"), self.say(user, part))

    def opening(self) -> None:
        """The administrator prepares: what is wrong stands beside its field, a default is changed."""
        at = self.window
        at.command(ADMIN, "poll")
        at.modal(self.say(ADMIN, "question"))
        at.submit()
        at.wrong_beside("guests", self.say(ADMIN, "required"))
        at.tick(at.field("guests"))
        at.write(at.field("closes"), "2026-11-10")
        at.submit()
        at.wrong_beside("closes", self.say(ADMIN, "too_early"))
        at.write(at.field("closes"), "2026-12-12")
        at.submit()
        at.wrong_beside("closes", self.say(ADMIN, "weekend"))
        at.write(at.field("closes"), "2026-12-10")
        at.press("poll:defaults")
        at.write(at.field("contact"), "Works council")
        at.submit()
        at.modal(self.say(ADMIN, "contact"))
        at.submit()
        at.modal(self.say(ADMIN, "asked_number"))

    def trial(self) -> None:
        """She tries it on herself from the last screen, then prepares it."""
        at = self.window
        at.press("poll:try")
        expect(at.page.get_by_test_id("modal-submit")).to_have_count(0)
        at.go(at.page.get_by_test_id("modal-close"))
        at.submit()
        expect(at.page.get_by_test_id("modal-submit")).to_have_count(0)
        at.close()
        trial = at.message(ADMIN, self.say(ADMIN, "trial"))
        at.press("consent:answer:1", trial)
        expect(at.message(ADMIN, self.say(ADMIN, "trial"))).to_contain_text(readable(self.say(ADMIN, "receipt")))
        at.message(ADMIN, self.say(ADMIN, "prepared"))

    def owners_told(self) -> None:
        """Every owner is told at once and can read it as a member will; nobody else has a message."""
        at = self.window
        told = at.message(OTHER_OWNER, self.say(OTHER_OWNER, "told"))
        at.press("poll:read_as_member", told)
        at.modal(self.say(OTHER_OWNER, "question"))
        at.close()
        at.press("poll:fine", at.message(OWNER, self.say(OWNER, "told")))
        expect(at.page.locator("[data-action-id='poll:fine']")).to_have_count(0)
        assert [at.count(user) for user in (*MEMBERS, GUEST)] == [0, 0, 0, 0]

    def asked(self) -> None:
        """On Monday morning every full member is asked; the guest reads on Home why not."""
        at = self.window
        at.be(ADMIN)
        at.clock("weekday", "weekday")
        for user in MEMBERS:
            at.message(user, self.say(user, "question"))
        at.home(GUEST, self.say(GUEST, "guest"))
        at.home("U0CAROL", self.say("U0CAROL", "question"))
        assert at.count(GUEST) == 0

    def answered(self) -> None:
        """Five answer; the message turns into the same receipt whatever was pressed."""
        at = self.window
        for user, choice in ANSWERS.items():
            choices = [self.say(user, one) for one in ("agree", "object", "abstain")]
            message = at.message(user, self.say(user, "question"))
            at.go(message.get_by_text(choices[choice], exact=True))
            receipt = at.message(user, self.say(user, "receipt"))
            expect(receipt.get_by_role("button")).to_have_count(5)
            expect(receipt.locator("article > :not(.actions, header)")).not_to_contain_text(choices)

    def looked_at(self) -> None:
        """One reads the notice, sees the own answer, removes it, is asked again, answers on Home."""
        at = self.window
        at.menu("consent:mine", at.message("U0BOB", self.say("U0BOB", "receipt")))
        expect(at.modal(self.say("U0BOB", "you_answered"))).to_contain_text(self.say("U0BOB", "agree"))
        at.press("consent:remove")
        at.modal(self.say("U0BOB", "removed"))
        at.close()
        at.press("consent:notice", at.message("U0BOB", self.say("U0BOB", "question")))
        at.modal(self.say("U0BOB", "notice"))
        at.close()
        home = at.home("U0BOB", self.say("U0BOB", "question"))
        at.go(home.get_by_text(self.say("U0BOB", "object"), exact=True))
        expect(home).to_contain_text(readable(self.say("U0BOB", "answered")))
        at.message("U0BOB", self.say("U0BOB", "receipt"))

    def reminded(self) -> None:
        """A week later only who is silent is reminded."""
        at = self.window
        before = {user: at.count(user) for user in ("U0ALICE", "U0BOB", ADMIN)}
        at.clock("week")
        at.message("U0CAROL", self.say("U0CAROL", "reminder"))
        assert {user: at.count(user) for user in before} == before

    def closed(self) -> None:
        """It closes by itself; the message says so in place of its answers, and objecting is still possible."""
        at = self.window
        at.clock("week", "day", "day", "day", *["hour"] * 8)
        for user in (OWNER, ADMIN, "U0ALICE", GUEST):
            at.home(user, self.say(user, "closed"))
        at.message("U0CAROL", self.say("U0CAROL", "over"))
        at.press("consent:object")
        at.submit()
        at.modal(self.say("U0CAROL", "objected"))
        at.close()

    def decided(self) -> None:
        """Next morning the owner is asked to decide; departing from the advice needs a reason, opting out does not."""
        at = self.window
        at.be(OWNER)
        at.clock("weekday")
        prompt = at.message(OWNER, self.say(OWNER, "your_decision"))
        at.press("case:decide:allow", prompt)
        at.modal(self.say(OWNER, "differs"))
        at.submit()
        at.wrong_beside("reason", self.say(OWNER, "required"))
        at.close()
        at.press("case:decide:opt_out", prompt)
        at.write(at.field("reason"), "Few agreed.")
        at.submit()
        at.modal("feedback@slack.com")
        at.close()
        for user in ("U0BOB", OTHER_OWNER):
            expect(at.message(user, self.say(user, "result"))).to_contain_text("Few agreed.")

    def approved(self) -> None:
        """The administrator reads the letter and cannot approve it; the owner does."""
        at = self.window
        at.home(ADMIN, "Olga Martin")
        at.press("case:letter")
        at.modal(self.say(ADMIN, "owner_sends"))
        expect(at.page.get_by_test_id("modal-submit")).to_have_count(0)
        at.close()
        at.home(OWNER, "Few agreed.")
        at.press("case:letter")
        at.modal("Slack Global model opt-out request")
        at.submit()
        at.modal(self.say(OWNER, "ready"))
        at.close()

    def sent(self) -> None:
        """Her mail program opens with the letter in it; the copy that arrives is the proof."""
        at = self.window
        at.go(at.message(OWNER, self.say(OWNER, "ready")).get_by_role("link", name=self.say(OWNER, "mail_app")))
        expect(at.page.get_by_test_id("compose-to")).to_have_value("feedback@slack.com")
        expect(at.page.get_by_test_id("compose-subject")).to_have_value("Slack Global model opt-out request")
        at.go(at.page.get_by_test_id("compose-send"))
        expect(at.page.get_by_test_id("compose")).to_have_count(0)
        at.message(OWNER, self.say(OWNER, "copy"))
        for user in (OWNER, ADMIN, "U0BOB", GUEST):
            at.home(user, self.say(user, "sent"), self.say(user, "copy"))

    def prompted(self) -> None:
        """After three working days without an answer the owner is asked."""
        at = self.window
        at.be(OWNER)
        at.clock("weekday", "weekday", "weekday")
        at.message(OWNER, self.say(OWNER, "waiting"))

    def pasted(self) -> None:
        """Nonsense pasted as Slack's answer is kept, waits until the owner says what it is, and closes nothing."""
        at = self.window
        at.home(OWNER, self.say(OWNER, "sent"))
        at.press("case:answered")
        at.write(at.field("answer_text"), "Lorem ipsum dolor sit amet.")
        at.submit()
        at.modal(self.say(OWNER, "unclear"))
        at.close()
        at.home("U0BOB", self.say("U0BOB", "unread"))
        at.home(OWNER, self.say(OWNER, "unread"))
        at.press("case:says_not")
        at.tick(at.dialog.locator("[data-block-id='choice'] input[value='unrelated']"))
        at.submit()
        at.modal(self.say(OWNER, "saved"))
        at.close()
        at.home(OWNER, self.say(OWNER, "sent"))

    def forged(self) -> None:
        """A forged confirmation is shown as what it is, and changes nothing."""
        at = self.window
        at.answer_as_slack("forged")
        at.message(OWNER, self.say(OWNER, "forged"))
        at.home("U0BOB", self.say("U0BOB", "sent"))

    def acknowledged(self) -> None:
        """An acknowledgement is no confirmation."""
        at = self.window
        at.answer_as_slack("acknowledge")
        at.home("U0BOB", self.say("U0BOB", "acknowledged"))

    def confirmed(self) -> None:
        """Slack's signed confirmation in the thread: everybody reads it, and how we know."""
        at = self.window
        at.answer_as_slack("confirm")
        for user in (OWNER, ADMIN, "U0BOB", GUEST):
            at.home(user, self.say(user, "confirmed"), self.say(user, "signature"))
