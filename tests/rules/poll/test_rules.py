"""The rules of a question: exact at every boundary, silence never consent, every advice said with its numbers."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import Refusal
from governance.rules.people.working_days import MONDAY_TO_FRIDAY, WorkingDays
from governance.rules.poll import opening, rule_in_words
from governance.rules.poll.advice import Outcome, decide, floor_view
from governance.rules.poll.answer import (
    Belonging,
    Choice,
    SecretKey,
    answer_refusal,
    button_order,
    check_code,
    is_newer,
    secret_tag,
    typed_code,
)
from governance.rules.poll.opening import (
    BallotKind,
    closing_check,
    decision_due,
    default_closing,
    group_warnings,
    live_number,
    opening_faults,
    should_count,
)
from governance.rules.poll.rule_in_words import rule_sentence, rule_to_owner
from governance.rules.poll.states import MOVES, PollEvent, PollState, next_state
from governance.rules.poll.tally import Base, Basis, Rule, Tally
from governance.rules.sentence import Sentence
from governance.texts import Texts

HALF = Fraction(1, 2)
PARIS = ZoneInfo("Europe/Paris")
EVERYONE = Rule(kind=Basis.UNANIMOUS)
EN = Texts("en")


def outcome(rule: Rule, electorate: int, consent: int, object_: int, abstain: int) -> str:
    return decide(rule, Tally(electorate, consent, object_, abstain)).outcome.value


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    consent, object_, abstain = (draw(st.integers(0, 40)) for _ in range(3))
    return Tally(consent + object_ + abstain + draw(st.integers(0, 40)), consent, object_, abstain)


shares = st.fractions(0, 1, max_denominator=12)
rules = st.builds(
    Rule,
    kind=st.sampled_from(Basis),
    share=shares,
    more_than=st.booleans(),
    base=st.sampled_from(Base),
    quorum=st.none() | shares,
    quorum_more_than=st.booleans(),
)


@pytest.mark.parametrize(
    ("rule", "numbers", "expected"),
    [
        (Rule(), (900, 450, 0, 0), "opt_out"),
        (Rule(), (900, 451, 449, 0), "stay"),
        (Rule(), (3, 2, 1, 0), "stay"),
        (Rule(more_than=False), (900, 450, 450, 0), "stay"),
        (Rule(more_than=False), (901, 450, 0, 0), "opt_out"),
        (Rule(share=Fraction(2, 3), more_than=False), (9, 6, 3, 0), "stay"),
        (Rule(share=Fraction(2, 3)), (9, 6, 3, 0), "opt_out"),
        (Rule(share=Fraction(1)), (9, 9, 0, 0), "opt_out"),
        (Rule(share=Fraction(0)), (9, 1, 8, 0), "stay"),
        (Rule(share=Fraction(0)), (9, 0, 0, 0), "opt_out"),
        (Rule(base=Base.ANSWERS), (14, 4, 0, 0), "stay"),
        (Rule(base=Base.ANSWERS), (14, 0, 0, 0), "no_decision"),
        (Rule(base=Base.VOTES), (14, 0, 0, 9), "no_decision"),
        (Rule(base=Base.VOTES), (100, 1, 0, 99), "stay"),
        (Rule(base=Base.ANSWERS), (100, 1, 0, 99), "opt_out"),
        (EVERYONE, (9, 9, 0, 0), "stay"),
        (EVERYONE, (9, 8, 0, 0), "opt_out"),
        (EVERYONE, (9, 8, 0, 1), "opt_out"),
        (EVERYONE, (0, 0, 0, 0), "no_decision"),
        (Rule(), (0, 0, 0, 0), "no_decision"),
        (Rule(base=Base.VOTES, quorum=HALF), (10, 5, 0, 0), "stay"),
        (Rule(base=Base.VOTES, quorum=HALF, quorum_more_than=True), (10, 5, 0, 0), "no_decision"),
        (Rule(base=Base.VOTES, quorum=HALF), (11, 5, 0, 0), "no_decision"),
        (Rule(kind=Basis.UNANIMOUS, quorum=HALF), (10, 1, 0, 0), "no_decision"),
    ],
)
def test_boundaries_are_exact(rule: Rule, numbers: tuple[int, int, int, int], expected: str) -> None:
    assert outcome(rule, *numbers) == expected


def test_disputed_boundaries_from_public_threads() -> None:
    more_than_half = Rule(base=Base.ANSWERS, quorum=HALF, quorum_more_than=True)
    assert outcome(more_than_half, 16, 8, 0, 0) == "no_decision"  # 8 of 16 is not more than half
    five_answers = Rule(base=Base.ANSWERS, quorum=Fraction(5, 12))
    assert outcome(five_answers, 12, 3, 0, 2) == "stay"  # 3 of 5 answers, abstaining counts
    assert outcome(five_answers, 12, 3, 0, 3) == "opt_out"  # 3 of 6 is half, not more
    assert (
        outcome(Rule(base=Base.VOTES, quorum=HALF), 10_000, 99, 0, 9_900) == "stay"
    )  # abstaining counts for the minimum
    assert outcome(Rule(base=Base.ELECTORATE), 4, 2, 1, 1) == "opt_out"
    assert outcome(Rule(base=Base.VOTES), 4, 2, 1, 1) == "stay"
    assert opening_faults(Rule(base=Base.VOTES), electorate=14)  # such a rule does not open without a minimum


@given(rules, tallies())
def test_people_who_keep_silent_never_help(rule: Rule, tally: Tally) -> None:
    after = Tally(tally.electorate + 1, tally.consent, tally.object, tally.abstain)
    if decide(rule, tally).outcome is not Outcome.STAY and rule.share > 0:
        assert decide(rule, after).outcome is not Outcome.STAY


@given(rules, tallies())
def test_a_yes_that_falls_silent_never_helps(rule: Rule, tally: Tally) -> None:
    if tally.consent and decide(rule, tally).outcome is not Outcome.STAY:
        after = Tally(tally.electorate, tally.consent - 1, tally.object, tally.abstain)
        assert decide(rule, after).outcome is not Outcome.STAY


@given(rules, tallies())
def test_an_objection_more_never_turns_opting_out_into_staying(rule: Rule, tally: Tally) -> None:
    if decide(rule, tally).outcome is not Outcome.OPT_OUT:
        return
    grown = Tally(tally.electorate + 1, tally.consent, tally.object + 1, tally.abstain)
    assert decide(rule, grown).outcome is not Outcome.STAY
    if tally.silent:
        spoken = Tally(tally.electorate, tally.consent, tally.object + 1, tally.abstain)
        assert decide(rule, spoken).outcome is not Outcome.STAY


@given(rules, st.lists(st.sampled_from([*Choice, None]), max_size=40), st.randoms())
def test_the_order_of_answers_changes_nothing(rule: Rule, answers: list[Choice | None], random: Random) -> None:
    def count(of: list[Choice | None]) -> Tally:
        return Tally(len(of), *(of.count(choice) for choice in (Choice.CONSENT, Choice.OBJECT, Choice.ABSTAIN)))

    shuffled = list(answers)
    random.shuffle(shuffled)
    assert decide(rule, count(shuffled)) == decide(rule, count(answers))


@given(rules, tallies())
def test_the_advice_follows_from_exact_shares(rule: Rule, tally: Tally) -> None:
    """The same rule said once more, by division instead of by counting heads."""
    base = {Base.ELECTORATE: tally.electorate, Base.ANSWERS: tally.answered, Base.VOTES: tally.consent + tally.object}
    total = tally.electorate if rule.kind is Basis.UNANIMOUS else base[rule.base]
    turnout = Fraction(tally.answered, tally.electorate) if tally.electorate else Fraction(0)
    quorate = rule.quorum is None or (turnout > rule.quorum if rule.quorum_more_than else turnout >= rule.quorum)
    if not total or not quorate:
        expected = Outcome.NO_DECISION
    else:
        share = Fraction(tally.consent, total)
        reached = share > rule.share if rule.more_than else share >= rule.share
        stays = tally.consent == total if rule.kind is Basis.UNANIMOUS else reached
        expected = Outcome.STAY if stays else Outcome.OPT_OUT
    told = decide(rule, tally)
    assert told.outcome is expected
    assert told.recommendation is (Outcome.STAY if expected is Outcome.STAY else Outcome.OPT_OUT)


@given(rules, tallies())
def test_every_advice_explains_itself_in_whole_sentences(rule: Rule, tally: Tally) -> None:
    shown = floor_view(rule, tally)
    for sentence in (*decide(rule, tally).reasons, *shown.sentences, *rule_to_owner(rule, tally.electorate)):
        said = sentence.say(EN)
        assert said.endswith(".") and "{" not in said


@given(rules)
def test_a_rule_survives_storing(rule: Rule) -> None:
    assert Rule.from_data(rule.to_data()) == rule


@pytest.mark.parametrize("numbers", [(3, 2, 1, 1), (-1, 0, 0, 0), (5, -1, 0, 0), (0, 1, 0, 0)])
def test_impossible_numbers_are_refused(numbers: tuple[int, int, int, int]) -> None:
    with pytest.raises(Refusal):
        Tally(*numbers)


@pytest.mark.parametrize("share", [Fraction(-1, 2), Fraction(3, 2)])
def test_a_share_lies_between_none_and_all(share: Fraction) -> None:
    with pytest.raises(Refusal):
        Rule(share=share)
    with pytest.raises(Refusal):
        Rule(quorum=share)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            Rule(),
            "Unless a reason is published, it is allowed only with 451 yes out of 900. Silence is never a yes.",
        ),
        (
            Rule(base=Base.ANSWERS, quorum=HALF),
            "Unless a reason is published, it is allowed only if more than half of at least 450 answers are yes. "
            "Silence is not counted.",
        ),
        (
            EVERYONE,
            "Unless a reason is published, it is allowed only with 900 yes out of 900. "
            "One silence is enough to opt out.",
        ),
        (
            Rule(quorum=Fraction(2, 3)),
            "Unless a reason is published, it is allowed only with 451 yes out of 900, and if at least 600 answer. "
            "Silence is never a yes.",
        ),
        (
            Rule(base=Base.VOTES, share=Fraction(2, 3), more_than=False, quorum=HALF),
            "Unless a reason is published, it is allowed only if at least 450 answer and 2/3 or more of yes and no "
            "are yes; only these count.",
        ),
    ],
)
def test_the_line_of_the_question_says_the_rule_with_its_numbers(rule: Rule, said: str) -> None:
    assert rule_sentence(rule, 900).say(EN) == said


def test_a_result_is_explained_with_every_number() -> None:
    told = decide(Rule(), Tally(900, 241, 301, 70))
    assert [reason.say(EN) for reason in told.reasons] == [
        "People asked: 900. Answered: 612. I agree: 241. I object: 301. I abstain: 70.",
        "The rule: allow it only if more than half of the 900 people asked agree, that is 451 or more.",
        "241 is fewer, so the rule advises opting out.",
    ]
    assert (told.needed, told.quorum_needed, told.turnout) == (451, None, Fraction(612, 900))
    missed = decide(Rule(base=Base.ANSWERS, quorum=Fraction(2, 3)), Tally(900, 400, 12, 0))
    assert [reason.say(EN) for reason in missed.reasons][-2:] == [
        "600 answers were needed, 412 came: the question decides nothing.",
        "The app advises opting out.",
    ]


def _everything_said() -> list[str]:
    tables = [rule_in_words.IN_ONE_LINE, rule_in_words.TO_THE_OWNER, rule_in_words.EXPLAINED]
    said = [text for table in tables for text in table.values()]
    return said + [text for name, text in vars(rule_in_words).items() if name.isupper() and isinstance(text, str)]


@pytest.mark.parametrize("word", ["quorum", "electorate", "turnout", "elector ", "consent"])
def test_words_of_the_field_stay_off_the_screens(word: str) -> None:
    for text in _everything_said():
        assert word not in re.sub(r"\{[a-z_]+\}", "", text).lower(), text


def test_numbers_are_shown_from_six_answers_on() -> None:
    assert floor_view(Rule(), Tally(900, 3, 2, 0)).totals is None
    assert floor_view(Rule(), Tally(900, 3, 2, 1)).totals == Tally(900, 3, 2, 1)
    hidden = floor_view(Rule(), Tally(900, 3, 2, 0))
    assert [sentence.say(EN) for sentence in hidden.sentences] == [
        "Fewer than 6 people answered; numbers would give answers away and are not shown.",
        "The rule advises opting out.",
    ]


@pytest.mark.parametrize("tally", [Tally(900, 899, 1, 0), Tally(900, 899, 0, 0), Tally(4, 3, 1, 0)])
def test_everyone_that_failed_says_only_that(tally: Tally) -> None:
    shown = floor_view(EVERYONE, tally)
    assert shown.totals is None
    assert [sentence.say(EN) for sentence in shown.sentences] == [
        "Not everyone agreed.",
        "The rule advises opting out.",
    ]


@given(tallies(), tallies())
def test_below_the_floor_two_counts_with_one_advice_look_alike(one: Tally, other: Tally) -> None:
    for rule in (Rule(), EVERYONE):
        first, second = floor_view(rule, one), floor_view(rule, other)
        if first.totals is None and second.totals is None and decide(rule, one).outcome is decide(rule, other).outcome:
            assert first == second


def test_what_forbids_opening() -> None:
    assert opening_faults(Rule(), electorate=900) == ()
    assert opening_faults(EVERYONE, electorate=900) == ()
    assert opening_faults(Rule(base=Base.ANSWERS, quorum=HALF), electorate=900) == ()
    for rule in (
        Rule(base=Base.ANSWERS),
        Rule(base=Base.VOTES),
        Rule(base=Base.VOTES, quorum=Fraction(0)),
        Rule(share=Fraction(1)),
        Rule(share=Fraction(0), more_than=False),
    ):
        assert len(opening_faults(rule, electorate=900)) == 1, rule
    assert opening_faults(Rule(), electorate=0)
    assert opening_faults(Rule(), kind=BallotKind.NAMED, employer=True, electorate=9)
    assert not opening_faults(
        Rule(), kind=BallotKind.NAMED, employer=True, named_reason="The law asks it.", electorate=9
    )
    assert not opening_faults(Rule(), kind=BallotKind.NAMED, employer=False, electorate=9)


def test_small_groups_are_warned_of() -> None:
    warned = {number: [sentence.say(EN) for sentence in group_warnings(number)] for number in (5, 6, 12, 13)}
    assert "cannot keep an answer secret" in warned[5][0]
    assert "guess-work" in warned[6][0] and warned[6] == warned[12]
    assert warned[13] == []


@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)), st.sampled_from(["Europe/Paris", "America/New_York"]))
def test_a_question_closes_at_five_in_the_middle_of_a_week(naive: datetime, zone: str) -> None:
    now = naive.replace(tzinfo=UTC)
    closes = default_closing(now, ZoneInfo(zone), MONDAY_TO_FRIDAY).astimezone(ZoneInfo(zone))
    assert closes.weekday() in (1, 2, 3) and (closes.hour, closes.minute) == (17, 0)
    assert timedelta(days=16) <= closes - now <= timedelta(days=22)


def test_the_example_of_the_messages() -> None:
    closes = default_closing(datetime(2026, 11, 20, 8, tzinfo=UTC), PARIS, MONDAY_TO_FRIDAY)
    assert closes == datetime(2026, 12, 10, 16, tzinfo=UTC)
    assert decision_due(closes, PARIS, MONDAY_TO_FRIDAY).astimezone(PARIS).date() == date(2026, 12, 24)


@pytest.mark.parametrize(
    ("opens", "closes", "faults", "warnings"),
    [
        ("2026-11-20T09:00", "2026-12-10T17:00", 0, 0),
        ("2026-11-20T09:00", "2026-11-19T17:00", 1, 0),
        ("2026-11-20T09:00", "2026-12-12T17:00", 1, 0),
        ("2026-11-20T09:00", "2026-12-03T17:00", 0, 1),
        ("2026-11-20T09:00", "2026-12-04T17:00", 0, 0),
        ("2026-07-15T09:00", "2026-08-31T17:00", 0, 1),
        ("2026-07-14T09:00", "2026-08-31T17:00", 0, 0),
        ("2026-07-15T09:00", "2026-09-01T17:00", 0, 0),
        ("2026-12-21T09:00", "2027-01-06T17:00", 0, 1),
        ("2027-01-02T09:00", "2027-01-06T17:00", 0, 2),
        ("2026-12-21T09:00", "2027-01-07T17:00", 0, 0),
    ],
)
def test_a_closing_day_is_checked(opens: str, closes: str, faults: int, warnings: int) -> None:
    start, end = (datetime.fromisoformat(moment).replace(tzinfo=PARIS).astimezone(UTC) for moment in (opens, closes))
    check = closing_check(end, start, PARIS, MONDAY_TO_FRIDAY)
    assert (len(check.faults), len(check.warnings)) == (faults, warnings)


FRIDAY_AND_SATURDAY = WorkingDays(frozenset({4, 5}))
OPENS = datetime(2026, 11, 20, 8, tzinfo=UTC)  # so that three weeks end on Friday 11 December


@pytest.mark.parametrize(
    ("days", "closes"),
    [
        (MONDAY_TO_FRIDAY, "2026-12-10"),
        (FRIDAY_AND_SATURDAY, "2026-12-09"),  # Thursday is their Friday
        (WorkingDays(holidays=frozenset({date(2026, 12, 8)})), "2026-12-10"),
        (WorkingDays(holidays=frozenset({date(2026, 12, 10)})), "2026-12-08"),  # neither side of a holiday
        (WorkingDays(holidays=frozenset({date(2026, 12, day) for day in (3, 8, 10)})), "2026-12-01"),
        (WorkingDays(frozenset({0, 2, 4, 6})), "2026-12-10"),  # no day between two others: the last one
        (WorkingDays(holidays=frozenset(date(2026, 11, 27) + timedelta(days=n) for n in range(30))), "2026-12-28"),
    ],
)
def test_the_proposed_closing_keeps_away_from_days_off(days: WorkingDays, closes: str) -> None:
    found = default_closing(OPENS, PARIS, days)
    assert found.astimezone(PARIS).isoformat()[:16] == f"{closes}T17:00"
    assert not closing_check(found, OPENS, PARIS, days).faults


@pytest.mark.parametrize(
    ("days", "closes", "faults", "warnings"),
    [
        (FRIDAY_AND_SATURDAY, "2026-12-13", 0, 0),  # a Sunday
        (FRIDAY_AND_SATURDAY, "2026-12-11", 1, 0),
        (WorkingDays(holidays=frozenset({date(2026, 12, 9)})), "2026-12-09", 1, 0),
        (
            WorkingDays(holidays=frozenset(date(2026, 11, 23) + timedelta(days=n) for n in range(12))),
            "2026-12-09",
            0,
            1,
        ),
    ],
)
def test_a_closing_day_is_a_working_day_of_the_workspace(
    days: WorkingDays, closes: str, faults: int, warnings: int
) -> None:
    check = closing_check(datetime.fromisoformat(f"{closes}T16:00+00:00"), OPENS, PARIS, days)
    assert (len(check.faults), len(check.warnings)) == (faults, warnings)


def test_before_closing_only_full_tens_of_a_past_midnight_are_shown() -> None:
    opened = datetime(2026, 11, 20, 8, tzinfo=UTC)
    first, second = (datetime(2026, 11, day, 12, tzinfo=UTC) for day in (21, 22))
    assert live_number(47, opened, first, PARIS) is None
    assert live_number(47, opened, second, PARIS) == 40
    assert live_number(9, opened, second, PARIS) == 0
    assert should_count(None, opened, first, PARIS) and not should_count(None, opened, opened, PARIS)
    assert not should_count(first, opened, first + timedelta(hours=3), PARIS)
    assert should_count(first, opened, second, PARIS)


def test_every_step_of_the_table_and_no_other() -> None:
    allowed = {(move.start, move.event): move.end for move in MOVES}
    assert len(allowed) == len(MOVES)
    for state in PollState:
        for event in PollEvent:
            if (state, event) in allowed:
                assert next_state(state, event) is allowed[state, event]
            else:
                with pytest.raises(Refusal):
                    next_state(state, event)


NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("belonging", "closed", "said"),
    [
        (Belonging.ASKED, False, None),
        (Belonging.ASKED, True, "This question closed on 10 December. You can still press *I object now*."),
        (Belonging.GUEST_NOT_ASKED, True, "This question closed on 10 December. You can still press *I object now*."),
        (
            Belonging.GUEST_NOT_ASKED,
            False,
            "You were not asked, because guests were not included. Olga Martin decides; you can write to them.",
        ),
        (
            Belonging.EXTERNAL,
            True,
            "This question is for the members of this workspace. Your own company decides for you.",
        ),
        (Belonging.DEACTIVATED, False, "This account has been deactivated: it cannot answer."),
    ],
)
def test_each_press_that_cannot_count_has_its_own_sentence(
    belonging: Belonging, closed: bool, said: str | None
) -> None:
    closes_at = NOW if closed else NOW + timedelta(seconds=1)
    refusal = answer_refusal(belonging, closes_at=closes_at, now=NOW, closed_on="10 December", owner="Olga Martin")
    assert (refusal.say(EN) if refusal else None) == said


def test_an_older_or_equal_press_changes_nothing() -> None:
    assert is_newer("1700000000.000100", None) and is_newer("1700000000.000101", "1700000000.000100")
    assert not is_newer("1700000000.000100", "1700000000.000100")
    assert not is_newer("999999999.999999", "1700000000.000100")  # compared as numbers, not as text


@given(st.binary(min_size=5, max_size=5))
def test_a_check_code_is_found_again_as_people_type_it(random: bytes) -> None:
    code = check_code(random)
    assert len(code) == 9 and typed_code(code.lower().replace("-", " ")) == code
    assert typed_code(code.replace("0", "O").replace("1", "l")) == code


@pytest.mark.parametrize("typed", ["", "K7QF-2M9", "K7QF-2M9XX", "K7QF-2M9U", "ÄÄÄÄ-ÄÄÄÄ"])
def test_what_cannot_be_a_check_code(typed: str) -> None:
    assert typed_code(typed) is None


def test_the_first_two_buttons_alternate_and_the_third_stays() -> None:
    orders = [button_order(f"U{number}".encode()) for number in range(400)]
    assert {order[2] for order in orders} == {Choice.ABSTAIN}
    assert 150 < sum(order[0] is Choice.CONSENT for order in orders) < 250


def test_the_name_of_a_secret_answer_depends_on_both_keys_and_the_person() -> None:
    keys = [SecretKey(app, own) for app in (b"k", b"l") for own in (b"s", b"t")]
    tags = {secret_tag(key, person) for key in keys for person in ("U1", "U2")}
    assert len(tags) == 8 and "U1" not in "".join(tags)


def test_a_sentence_without_values_can_be_said() -> None:
    assert Sentence("Not everyone agreed.").say(EN) == "Not everyone agreed."
    assert opening.DURATION_DAYS == 21
