// The list of people on the left: whose eyes we look through.
import { attempt } from "./api.js";
import { byId, el, repaint } from "./dom.js";
import { arrows } from "./focus.js";
import { loadPeople, nameOf, state } from "./state.js";

const ROLES = {
  primary_owner: "Primary owner",
  owner: "Owner",
  admin: "Admin",
  member: "Member",
  guest: "Guest",
  single_guest: "Guest",
  external: "External",
  bot: "Bot",
};
const ORDER = ["primary_owner", "owner", "admin", "member", "guest", "single_guest", "external"];
const SHOWN = 80;
let typed = "";

/** The language that somebody reads, with its region unless only the `base` is asked for. */
const languageOf = ({ locale }, base) =>
  new Intl.DisplayNames(["en"], { type: "language" }).of(base ? locale.split("-")[0] : locale);

export const roleOf = (person) => (person.deleted ? "Deactivated" : (ROLES[person.role] ?? person.role));

/** Paint the list. `choose(id)` is called with the person that was picked. */
export function showPeople(choose) {
  const search = el("input", {
    type: "search",
    value: typed,
    placeholder: "Find a person",
    aria: { label: "Find a person" },
    data: { testid: "find-person", focus: "find-person" },
    oninput: (event) => find(event.target.value, choose),
  });
  const found = matching();
  const shown = found.slice(0, SHOWN);
  const reached = shown.find((one) => one.id === state.user) ?? shown[0]; // by Tab; the others by arrow keys
  const list = el(
    "ul",
    { data: { testid: "people" } },
    shown.map((one) => line(one, choose, one === reached)),
  );
  arrows(list, "button");
  const rest = found.length - SHOWN + (typed ? 0 : Math.max(state.total - state.people.size, 0));
  const more = rest > 0 && el("p.hint", {}, `and ${rest.toLocaleString("en")} more: search for a name`);
  repaint(byId("people"), el("h2.hidden", {}, "People"), state.total > 14 || typed ? search : null, list, more);
}

async function find(text, choose) {
  const first = !typed && state.people.size < state.total;
  typed = text;
  if (first) await attempt(() => loadPeople(true));
  showPeople(choose);
}

function matching() {
  const wanted = typed.trim().toLowerCase();
  const everybody = [...state.people.values()].filter((one) => one.role !== "bot");
  const rank = (one) => (one.deleted ? 99 : ORDER.indexOf(one.role));
  const found = wanted ? everybody.filter((one) => one.name.toLowerCase().includes(wanted)) : everybody;
  return found.sort((one, other) => rank(one) - rank(other));
}

function line(person, choose, reached) {
  const current = person.id === state.user;
  const unread = state.unread.get(person.id) ?? 0;
  const label = el("span.hidden", {}, unread ? `, ${unread} new` : "");
  return el(
    "li",
    {},
    el(
      `button.person${person.deleted ? ".gone" : ""}`,
      {
        type: "button",
        tabindex: reached ? "0" : "-1",
        aria: { current: current ? "true" : null },
        onclick: () => choose(person.id),
        data: { testid: `person-${person.id}`, focus: `person-${person.id}`, role: person.role },
      },
      el("span.initials", { aria: { hidden: "true" } }, initials(person.name)),
      el("span.name", {}, person.name, el("small", {}, `${roleOf(person)} · ${languageOf(person, "base")}`)),
      unread ? el("span.badge", { aria: { hidden: "true" } }, String(unread)) : null,
      label,
    ),
  );
}

const initials = (name) =>
  name
    .split(/\s+/)
    .map((word) => word[0])
    .slice(0, 2)
    .join("")
    .toUpperCase();

/** The line above the tabs: who this is, in which language and zone. */
export function showWho() {
  const person = state.people.get(state.user);
  repaint(
    byId("who"),
    el("h1", { data: { testid: "who" } }, nameOf(state.user)),
    person && el("p", {}, `${roleOf(person)} · ${languageOf(person)} · ${person.tz}${person.email ? ` · ${person.email}` : ""}`),
  );
  const shown = el("span.toggle-name", {}, nameOf(state.user));
  repaint(byId("people-toggle"), el("span.hidden", {}, "People, now: "), shown, el("span", { aria: { hidden: "true" } }, "▾"));
}
