"""Holidays from calendars (RFC 5545): whole days, several days, every year; nothing that is cancelled; bounded."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import Refusal
from governance.rules.people.holidays import Holidays
from governance.store.people.holidays import MOST_BYTES, MOST_EVENTS, read_holidays
from governance.texts import Texts
from tests.yardstick import within

TODAY = date(2026, 11, 20)
EN = Texts("en")
CHRISTMAS = date(2026, 12, 25)


MAY_AND_JUNE = ["2026-05-01", "2026-06-01"]


def calendar(*events: str) -> str:
    """A calendar with these events; lines of an event are separated by `|`."""
    body = "".join(f"BEGIN:VEVENT\nUID:{n}@test\n{one}\nEND:VEVENT\n" for n, one in enumerate(events))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//EN\n{body}END:VCALENDAR\n".replace("|", "\n")


def days(*events: str) -> list[str]:
    return [str(day) for day in read_holidays(calendar(*events), TODAY)]


def read_or_told(text: str) -> tuple[Holidays, str]:
    """The days, or the sentence of the refusal."""
    try:
        return read_holidays(text, TODAY), ""
    except Refusal as refusal:
        return {}, refusal.msgid


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("DTSTART;VALUE=DATE:20261225", ["2026-12-25"]),
        ("DTSTART;VALUE=DATE:20261225|DTEND;VALUE=DATE:20261226", ["2026-12-25"]),
        ("DTSTART;VALUE=DATE:20261225|DTEND;VALUE=DATE:20261227", ["2026-12-25", "2026-12-26"]),
        ("DTSTART;VALUE=DATE:20261225|DURATION:P2D", ["2026-12-25", "2026-12-26"]),
        ("DTSTART;VALUE=DATE:20261225|DTEND;VALUE=DATE:20261225", ["2026-12-25"]),
        ("DTSTART;VALUE=DATE:20200501|RRULE:FREQ=YEARLY", ["2026-05-01", "2027-05-01", "2028-05-01", "2029-05-01"]),
        ("DTSTART;VALUE=DATE:20200501|RRULE:FREQ=YEARLY;UNTIL=20270501", ["2026-05-01", "2027-05-01"]),
        ("DTSTART;VALUE=DATE:20260501|RRULE:FREQ=YEARLY;COUNT=2", ["2026-05-01", "2027-05-01"]),
        (
            "DTSTART;VALUE=DATE:20260501|RRULE:FREQ=YEARLY;COUNT=3|EXDATE;VALUE=DATE:20270501",
            ["2026-05-01", "2028-05-01"],
        ),
        (
            "DTSTART;VALUE=DATE:20241128|RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=4",
            ["2025-11-27", "2026-11-26", "2027-11-25"],
        ),
        ("DTSTART;VALUE=DATE:20261225|RRULE:FREQ=WEEKLY;COUNT=2", ["2026-12-25", "2027-01-01"]),
        # What calendars in use hold, and what was lost of it.
        (
            "DTSTART;VALUE=DATE:20260127|RRULE:FREQ=YEARLY;BYMONTH=1;BYDAY=TU;BYSETPOS=-1;COUNT=3",
            ["2026-01-27", "2027-01-26", "2028-01-25"],
        ),
        ("DTSTART;VALUE=DATE:20260501|RDATE;VALUE=DATE:20270506,20280525", ["2026-05-01", "2027-05-06", "2028-05-25"]),
        (
            "DTSTART;VALUE=DATE:20260501|RDATE;VALUE=DATE:20270506|RDATE:20280525T000000",
            ["2026-05-01", "2027-05-06", "2028-05-25"],
        ),
        ("DTSTART;VALUE=DATE:20260501|RDATE;VALUE=PERIOD:20270506T000000Z/P1D", ["2026-05-01", "2027-05-06"]),
        (
            "DTSTART;VALUE=DATE:20240501|RRULE:FREQ=YEARLY;COUNT=4|RDATE;VALUE=DATE:20271231|EXDATE;VALUE=DATE:20260501",
            ["2027-05-01", "2027-12-31"],
        ),
        ("DTSTART;VALUE=DATE:20260214|RRULE:FREQ=MONTHLY;INTERVAL=12;COUNT=2", ["2026-02-14", "2027-02-14"]),
        ("DTSTART;VALUE=DATE:20241231|RRULE:FREQ=YEARLY;BYYEARDAY=-1;COUNT=3", ["2025-12-31", "2026-12-31"]),
        ("DTSTART;VALUE=DATE:20260105|RRULE:FREQ=YEARLY;BYWEEKNO=2;BYDAY=MO;COUNT=2", ["2026-01-05", "2027-01-11"]),
        ("DTSTART;VALUE=DATE:20261224|RRULE:FREQ=DAILY;COUNT=3", ["2026-12-24", "2026-12-25", "2026-12-26"]),
        ("DTSTART;VALUE=DATE:20240229|RRULE:FREQ=YEARLY", ["2028-02-29"]),
        ("DTSTART;VALUE=DATE:20260501|RRULE:FREQ=YEARLY;BYHOUR=0;BYMINUTE=0;BYSECOND=0;COUNT=1", ["2026-05-01"]),
        ("DTSTART;VALUE=DATE:20260501|RRULE:FREQ=YEARLY;COUNT=1|RRULE:FREQ=MONTHLY;COUNT=2", MAY_AND_JUNE),
        # How Outlook writes a whole day.
        ("DTSTART;TZID=Romance Standard Time;VALUE=DATE:20261225", ["2026-12-25"]),
        (
            "DTSTART;VALUE=DATE;TZID=Europe/Paris:20261225|DTEND;VALUE=DATE;TZID=Europe/Paris:20261227",
            ["2026-12-25", "2026-12-26"],
        ),
        (
            "DTSTART;TZID=Romance Standard Time:20261225T000000|DTEND;TZID=Romance Standard Time:20261226T000000",
            ["2026-12-25"],
        ),
        ("DTSTART;TZID=My Own:20261225T000000|DTEND;TZID=My Own:20261227T000000", ["2026-12-25", "2026-12-26"]),
        ("DTSTART:20261225T000000Z|DTEND:20261226T000000Z", ["2026-12-25"]),
        ("DTSTART:20261225T000000|DURATION:P1D", ["2026-12-25"]),
        ("DTSTART:20261225T000000|X-MICROSOFT-CDO-ALLDAYEVENT:TRUE", ["2026-12-25"]),
        (  # across the change of the clock this day has 23 hours
            "DTSTART;TZID=Europe/Paris:20260329T000000|DTEND;TZID=Europe/Paris:20260330T000000",
            ["2026-03-29"],
        ),
        (
            "DTSTART;TZID=Europe/Paris:20250501T000000|DTEND;TZID=Europe/Paris:20250502T000000"
            "|RRULE:FREQ=YEARLY;COUNT=4|EXDATE;TZID=Europe/Paris:20270501T000000",
            ["2026-05-01", "2028-05-01"],
        ),
        ("DTSTART;VALUE=DATE:99991231|RRULE:FREQ=YEARLY", []),
    ],
)  # fmt: skip
def test_the_days_of_an_event(event: str, expected: list[str]) -> None:
    assert days(event) == expected


def test_names_lists_and_calendars_stand_side_by_side() -> None:
    text = "2027-01-01 New Year\n\n" + calendar("DTSTART;VALUE=DATE:20261225|SUMMARY:Noël\\, férié") + "2026-12-25\n"
    assert read_holidays(text, TODAY) == {CHRISTMAS: "Noël, férié", date(2027, 1, 1): "New Year"}
    assert read_holidays("\ufeff2026-12-25", TODAY) == {CHRISTMAS: ""}


def test_what_is_cancelled_or_moved_or_not_a_whole_day_does_not_count() -> None:
    yearly = "DTSTART;VALUE=DATE:20260501|RRULE:FREQ=YEARLY;COUNT=2"
    moved = calendar(yearly).replace(
        "END:VCALENDAR",
        "BEGIN:VEVENT\nUID:0@test\nRECURRENCE-ID;VALUE=DATE:20270501\nDTSTART;VALUE=DATE:20270503\nEND:VEVENT\n"
        "END:VCALENDAR",
    )
    assert [str(day) for day in read_holidays(moved, TODAY)] == ["2026-05-01", "2027-05-03"]
    assert days(yearly, "DTSTART;VALUE=DATE:20261225|STATUS:CANCELLED") == ["2026-05-01", "2027-05-01"]
    assert days(yearly, "DTSTART:20261225T090000Z|DTEND:20261225T170000Z") == ["2026-05-01", "2027-05-01"]


def test_an_occurrence_that_is_moved_or_cancelled_by_the_hour_is_found_too() -> None:
    yearly = "DTSTART:20260501T000000|DTEND:20260502T000000|RRULE:FREQ=YEARLY;COUNT=3"
    others = "".join(
        f"BEGIN:VEVENT\nUID:0@test\nRECURRENCE-ID:{day}T000000\n{rest}\nEND:VEVENT\n"
        for day, rest in (
            ("20270501", "DTSTART:20270503T000000\nDTEND:20270504T000000"),
            ("20280501", "DTSTART;VALUE=DATE:20280501\nSTATUS:CANCELLED"),
        )
    )
    text = calendar(yearly).replace("END:VCALENDAR", others + "END:VCALENDAR")
    assert [str(day) for day in read_holidays(text, TODAY)] == ["2026-05-01", "2027-05-03"]


@pytest.mark.parametrize(
    "entry",
    [
        "DTSTART;VALUE=DATE:20261225|RRULE:FREQ=HOURLY",
        "DTSTART;VALUE=DATE:20261225|RRULE:FREQ=SECONDLY;COUNT=2",
        "DTSTART;VALUE=DATE:20260230",
        "DTSTART;VALUE=DATE:20260501|RRULE:FREQ=YEARLY;BYMONTH=May",
        "DTSTART;VALUE=DATE:20260501|RRULE:FREQ=YEARLY;BYHOUR=0,12",
        "DTSTART;VALUE=DATE:20260501|RRULE:FREQ=YEARLY;INTERVAL=0",
        "DTSTART;VALUE=DATE:20260501|RRULE:FREQ=YEARLY;RSCALE=CHINESE;BYMONTH=5L",
        "DTSTART;VALUE=DATE:20260501|RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "DTSTART;VALUE=DATE:20260501|RRULE:FREQ=YEARLY|EXRULE:FREQ=YEARLY;INTERVAL=2",
        "DTSTART;VALUE=DATE:20260501|RDATE;VALUE=DATE:tomorrow",
        "DTSTART;VALUE=DATE:20260501|RRULE:FREQ=YEARLY|EXDATE:x",
        "DTSTART;VALUE=DATE:20260501|DTEND;VALUE=DATE:20261399",
        "DTSTART;VALUE=DATE:20260101|DTEND;VALUE=DATE:20280101",
        "DTSTART;VALUE=DATE:18000101|RRULE:FREQ=YEARLY",
        "DTSTART;VALUE=DATE:20260501|RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20260501",
    ],
)
def test_an_entry_that_cannot_be_read_is_named(entry: str) -> None:
    with pytest.raises(Refusal) as refused:
        days("DTSTART;VALUE=DATE:20261225|SUMMARY:Noël", f"{entry}|SUMMARY:Day of the\\, *Sun*")
    assert "“Day of the, *Sun*”." in refused.value.say(EN) and "Noël" not in refused.value.say(EN)


def test_of_many_such_entries_the_first_ones_are_named() -> None:
    with pytest.raises(Refusal) as refused:
        days(*["DTSTART;VALUE=DATE:20260501|RRULE:FREQ=HOURLY"] * 9)
    assert refused.value.say(EN).count("“20260501”") == 5 and " …." in refused.value.say(EN)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (calendar("DTSTART:20261225T090000Z"), "no event that lasts a whole day"),
        (calendar(), "no event that lasts a whole day"),
        (calendar("BEGIN:VALARM|DTSTART;VALUE=DATE:20260501"), "cannot be read"),
        (calendar("DTSTART;VALUE=DATE:20261225")[:-20], "has no end"),
        (calendar("DTSTART;VALUE=DATE:20261225") + "tomorrow", "Line {line} does not begin with a date"),
        (calendar(*["DTSTART;VALUE=DATE:20261225"] * (MOST_EVENTS + 1)), "too many events"),
        (calendar(*["DTSTART;VALUE=DATE:20261225|RRULE:FREQ=YEARLY"] * 201), "too many events"),
        ("2026-12-25" + " " * MOST_BYTES, "larger than 1 MB"),
        ("é" * (MOST_BYTES // 2 + 1), "larger than 1 MB"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_what_to_do(text: str, told: str) -> None:
    with pytest.raises(Refusal, match=told):
        read_holidays(text, TODAY)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYHOUR=0,1,2;BYMINUTE=0,1,2;BYSECOND=0,1,2",
        "FREQ=YEARLY;INTERVAL=0",
        "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=5",
        "FREQ=DAILY",
        "FREQ=SECONDLY",
    ],
)
@pytest.mark.parametrize("first", ["19000101", "20260101", "99990101"])
def test_a_rule_without_end_ends(rule: str, first: str) -> None:
    with within(5):
        found, told = read_or_told(calendar(*[f"DTSTART;VALUE=DATE:{first}|RRULE:{rule}"] * 40))
        assert "cannot be read" in told or len(found) <= 4 * 366


def test_steps_are_counted_for_the_whole_calendar() -> None:
    few, many = (
        [f"DTSTART;VALUE=DATE:19000101|RRULE:FREQ=YEARLY;BYMONTH=5;BYMONTHDAY={1 + n % 28}" for n in range(number)]
        for number in (40, 190)
    )
    assert days(*few)
    assert "cannot be read" in read_or_told(calendar(*many))[1]


def test_the_largest_calendar_is_read() -> None:
    months = [f"DTSTART;VALUE=DATE:2027{1 + n % 12:02}{1 + n % 28:02}|SUMMARY:{n}" for n in range(MOST_EVENTS)]
    assert len(days(*months)) == 84


PARTS = st.sampled_from([
    "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VCALENDAR", "END:VCALENDAR", "DTSTART;VALUE=DATE:20261225", "DTSTART:x",
    "DTEND;VALUE=DATE:20261220", "DTEND;VALUE=DATE:99991231", "DURATION:-P3D", "DURATION:PT1H", "SUMMARY:a\\", "RRULE:",
    "RRULE:FREQ=YEARLY;COUNT=x", "RRULE:FREQ=YEARLY", "RRULE:FREQ=YEARLY;UNTIL=20270101T000000", "EXDATE:x",
    "RECURRENCE-ID;VALUE=DATE:20261225", "EXDATE;VALUE=DATE:20261225", " folded", "STATUS:CANCELLED", "X;Y=\"z:1", ":",
    "DTSTART;TZID=Mars/Olympus:20261225T000000", "DTSTART;VALUE=DATE:00010101", "BEGIN:VTIMEZONE", "END:VTIMEZONE",
])  # fmt: skip


@given(st.lists(PARTS | st.text(max_size=20), max_size=12))
def test_whatever_is_pasted_is_read_or_refused(parts: list[str]) -> None:
    text = "\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *parts, "END:VEVENT", "END:VCALENDAR"])
    found, _ = read_or_told(text)
    assert all(date(2025, 11, 20) <= day <= date(2029, 11, 20) for day in found)
