// The sandbox's clock, and the buttons that move it.
import { attempt, post } from "./api.js";
import { dayNumber } from "./dates.js";
import { byId, el } from "./dom.js";
import { loadClock, now, viewer } from "./state.js";

const HOUR = 3600;
const MOVES = [
  ["hour", "+1 hour", HOUR],
  ["day", "+1 day", 24 * HOUR],
  ["week", "+1 week", 7 * 24 * HOUR],
];

/** Build the clock once; it ticks by itself. */
export function bindClock() {
  const shown = el("time", { data: { testid: "clock-now" } });
  const buttons = MOVES.map(([name, label, seconds]) => move(name, label, () => ({ advance: seconds })));
  buttons.push(move("weekday", "Next weekday 9:00", () => ({ now: nextWeekday().toISOString() })));
  const moves = el("div.moves", { id: "moves", role: "group", aria: { label: "Move the clock" } }, buttons);
  const attributes = { type: "button", data: { testid: "clock-toggle" }, aria: { controls: "moves", expanded: "false" } };
  const toggle = el("button.icon.only-narrow", { ...attributes, onclick: () => openClock(!isOpen()) }, "Clock");
  byId("clock").append(shown, toggle, moves);
  byId("clock").addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isOpen()) return;
    openClock(false);
    toggle.focus();
  });
  tick();
  setInterval(tick, 1000);
}

const isOpen = () => byId("clock").classList.contains("clock-open");

/** Show or put away the buttons that move the clock, where a narrow window has no place for them. */
export function openClock(open = true) {
  byId("clock").classList.toggle("clock-open", open);
  byId("clock").querySelector(".only-narrow").setAttribute("aria-expanded", String(open));
}

function move(name, label, body) {
  const go = async () => {
    if (await attempt(() => post("/control/clock", body()))) await loadClock();
    tick();
  };
  return el("button.button.small", { type: "button", data: { testid: `advance-${name}` }, onclick: go }, label);
}

/** Write the time again, in English and in the zone of the person we look through. */
export function tick() {
  const { tz } = viewer();
  const place = byId("clock").querySelector("time");
  const text = new Intl.DateTimeFormat("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: tz,
  }).format(now());
  if (place.textContent !== text) place.textContent = text;
  place.dateTime = now().toISOString();
  place.title = `Sandbox time in ${tz}`;
}

/** Monday to Friday, 9:00 in this person's zone, after now. */
function nextWeekday() {
  const { tz } = viewer();
  let day = now();
  for (let step = 0; step < 8; step += 1) {
    const nine = atNine(dayNumber(day), tz);
    const weekday = new Intl.DateTimeFormat("en-US", { weekday: "short", timeZone: tz }).format(nine);
    if (nine > now() && !["Sat", "Sun"].includes(weekday)) return nine;
    day = new Date(day.getTime() + 24 * HOUR * 1000);
  }
  return day;
}

function atNine(isoDay, tz) {
  const guess = new Date(`${isoDay}T09:00:00Z`);
  const there = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium", timeZone: tz }).format(
    guess,
  );
  return new Date(guess.getTime() - (Date.parse(`${there.replace(" ", "T")}Z`) - guess.getTime()));
}
