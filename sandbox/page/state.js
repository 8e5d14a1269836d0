// What the page shows now: the person, the tab, the people, the app, the clock. The address holds person and tab.
import { get } from "./api.js";

export const TABS = ["messages", "home", "channels", "mail"];
const address = new URLSearchParams(location.search);

export const state = {
  user: address.get("user"),
  tab: TABS.includes(address.get("tab")) ? address.get("tab") : "messages",
  people: new Map(),
  total: 0,
  rooms: new Map(),
  room: address.get("channel"),
  app: { name: "The app", commands: "all" },
  unread: new Map(),
  clock: { at: Date.now(), read: Date.now() },
};

/** People by id. Of a large workspace only the first thousand, until somebody searches (`all`). */
export async function loadPeople(all = false) {
  const first = await get("/control/people", { limit: 1000 });
  let people = first.people;
  while (all && people.length < first.total) {
    const more = await get("/control/people", { limit: 10000, offset: people.length });
    people = people.concat(more.people);
  }
  state.total = first.total;
  state.people = new Map(people.map((person) => [person.id, person]));
  if (!state.user) state.user = people.find((one) => one.role === "primary_owner")?.id ?? people[0]?.id;
}

/** The channels by id, and what the workspace knows of the app. */
export async function loadWorkspace() {
  const [{ channels }, app] = await Promise.all([get("/control/channels"), get("/control/workspace")]);
  state.rooms = new Map(channels.map((room) => [room.id, room]));
  state.app = { name: app.app, commands: app.commands };
}

export async function loadClock() {
  const { now } = await get("/clock");
  state.clock = { at: Date.parse(now), read: Date.now() };
}

/** The sandbox's time now. */
export const now = () => new Date(state.clock.at + Date.now() - state.clock.read);

/** The person whose eyes we look through. */
export const viewer = () =>
  state.people.get(state.user) ?? { id: state.user, name: state.user, locale: "en-US", tz: "UTC" };

export const nameOf = (id) => state.people.get(id)?.name ?? id;

export const roomName = (id) => `#${state.rooms.get(id)?.name ?? id}`;

/** The channels that this person is in. */
export function myRooms(person = viewer()) {
  const open = !person.deleted && person.role !== "external";
  return [...state.rooms.values()].filter(
    (room) => !room.is_archived && (room.members.includes(person.id) || (room.is_general && open)),
  );
}

/** The person whose mail program this is: the one we look through, else the primary owner. */
export function mailbox() {
  const people = [...state.people.values()];
  const person = state.people.get(state.user);
  return person?.email ? person : people.find((one) => one.role === "primary_owner");
}

/** Take person or tab, and write both into the page's address. */
export function choose(change) {
  Object.assign(state, change);
  const next = new URLSearchParams(location.search);
  next.set("user", state.user);
  next.set("tab", state.tab);
  if (state.room) next.set("channel", state.room);
  history.replaceState(null, "", `?${next}`);
}
