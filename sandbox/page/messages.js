// Conversations of one person: the one with the app, and the channels. What was read is remembered while the page lives.
import { attempt, get } from "./api.js";
import { calmly } from "./calmly.js";
import { dayNumber, wholeDate } from "./dates.js";
import { announce, byId, el, repaint } from "./dom.js";
import { authorOf, paintMessage } from "./message.js";
import { plainWords } from "./mrkdwn.js";
import { choose, myRooms, roomName, state, viewer } from "./state.js";

let painted = { place: null, seen: new Map() };
let newest = { user: null, messages: [] };
const read = new Map(); // person and channel -> the time stamp up to which it was read

const keyOf = (room) => `${state.user}|${room ?? "app"}`;
const inRoom = (message, room) => (room ? message.channel === room : message.channel.startsWith("D"));
const fresh = (room) =>
  newest.messages.filter((one) => inRoom(one, room) && one.user !== state.user && one.ts > (read.get(keyOf(room)) ?? ""))
    .length;

/** How many messages this person has not read in the conversation with the app, and in channels. */
export const unreadHere = () => ({
  messages: fresh(null),
  channels: myRooms().reduce((sum, room) => sum + fresh(room.id), 0),
});

/** The conversation that is open: a channel's id, or null for the one with the app. */
export function openRoom() {
  if (state.tab !== "channels") return null;
  const rooms = myRooms();
  return (rooms.find((room) => room.id === state.room) ?? rooms[0])?.id ?? "none";
}

/** Fetch what this person sees, paint the open conversation if it is looked at; what is new there is read out. */
export const showMessages = calmly(async () => {
  const user = state.user;
  const answer = await attempt(() => get("/control/messages", { user }));
  if (!answer || user !== state.user) return;
  newest = { user, messages: answer.messages };
  if (["messages", "channels"].includes(state.tab)) paint();
});

function paint() {
  const room = openRoom();
  const place = keyOf(room);
  const messages = newest.messages.filter((one) => inRoom(one, room));
  const before = painted.place === place ? painted.seen : null;
  const changes = before ? messages.filter((one) => before.get(one.ts) !== mark(one)) : [];
  const arrived = !before || changes.some((one) => !before.has(one.ts));
  if (!before || changes.length || before.size !== messages.length || !byId("messages").childElementCount) {
    const upTo = read.get(place) ?? "";
    repaint(byId("messages"), messages.length ? [...lines(messages, before ? "" : upTo)] : nothing(room));
  }
  byId("messages").dataset.of = place;
  painted = { place, seen: new Map(messages.map((one) => [one.ts, mark(one)])) };
  read.set(place, messages.at(-1)?.ts ?? "");
  if (!room) state.unread.delete(state.user);
  if (changes.length) announce(`${authorOf(changes.at(-1))}: ${plainWords(changes.at(-1).text)}`);
  if (arrived) byId("messages").lastElementChild?.scrollIntoView({ block: "end" });
  showRooms(room);
}

const mark = (message) => JSON.stringify([message.edited, message.text, message.blocks.length]);

const nothing = (room) =>
  el("li.nothing", {}, room ? `Nothing was written in ${roomName(room)} yet.` : `No messages for ${viewer().name} yet.`);

/** Messages with a line between two days, and one before what has come since somebody last looked (`upTo`). */
function* lines(messages, upTo) {
  let day = "";
  const first = upTo && messages.find((one) => one.ts > upTo);
  for (const message of messages) {
    const today = dayNumber(new Date(Number(message.ts) * 1000));
    if (today !== day) yield el("li.day", {}, el("span", {}, wholeDate(message.ts)));
    if (message === first) yield el("li.day.fresh", { data: { testid: "new-line" } }, el("span", {}, "New"));
    day = today;
    yield paintMessage(message);
  }
}

function showRooms(current) {
  byId("rooms").hidden = state.tab !== "channels";
  if (byId("rooms").hidden) return;
  const open = (room) => {
    choose({ room: room.id });
    paint();
    document.dispatchEvent(new CustomEvent("conversation"));
  };
  const line = (room) => {
    const count = fresh(room.id);
    return el(
      "button.segment",
      {
        type: "button",
        aria: { pressed: String(room.id === current) },
        data: { testid: `room-${room.name}`, focus: `room-${room.id}` },
        onclick: () => open(room),
      },
      `#${room.name} `,
      count ? el("span.badge", {}, String(count), el("span.hidden", {}, " new")) : null,
    );
  };
  repaint(byId("rooms"), myRooms().map(line));
}
