// One entry of the traffic: a call of the app, or something that the workspace delivered to it, in words.
import { el } from "./dom.js";
import { nameOf, roomName, state, viewer } from "./state.js";

const KINDS = { events_api: "event", interactive: "interaction", slash_commands: "command" };
const LABELS = { call: "Call", event: "Event", interaction: "Interaction", command: "Command" };
const SECRET = /token|secret/i;
const TOKEN = /\bx(ox[a-z]|app)-[\w-]+/g;

/** A call of the Web API, as an entry: {kind, at, name, about, outcome, failed, ms, parts}. */
export function asCall(call) {
  const { args } = call;
  const whom = args.channel ?? args.user ?? args.user_id ?? args.users;
  return {
    kind: "call",
    at: call.at,
    name: call.method,
    about: [typeof whom === "string" ? placeName(whom) : "", quote(args.text ?? args.view?.title?.text)],
    outcome: call.ok ? "ok" : `refused: ${call.error}`,
    failed: !call.ok,
    ms: call.ms,
    parts: [["Arguments", args]],
  };
}

/** Something that was delivered to the app, as an entry. */
export function asDelivery(one) {
  const of = one.user ?? one.payload.event?.user?.id ?? one.payload.event?.user;
  return {
    kind: KINDS[one.kind] ?? "event",
    at: one.at,
    name: one.type ?? one.kind,
    about: [of ? nameOf(of) : "", aboutPayload(one.payload), one.faults.join(", ")],
    outcome: `${one.acked ? answered(one.answer) : "not acknowledged"}${one.retry ? `, attempt ${one.retry + 1}` : ""}`,
    failed: !one.acked,
    ms: one.ms,
    parts: [
      ["Payload", one.payload],
      ["Answer", one.answer ?? "nothing but the acknowledgement"],
    ],
  };
}

function answered(answer) {
  const action = answer?.response_action;
  return action ? `acknowledged, ${action}` : answer?.text ? "acknowledged, with words" : "acknowledged";
}

function aboutPayload(payload) {
  const pressed = (payload.actions ?? []).map((one) => one.action_id).join(", ");
  return pressed || payload.view?.callback_id || quote(payload.text ?? payload.event?.text) || payload.callback_id || "";
}

const quote = (text) => (typeof text === "string" && text ? `“${text.replace(/\s+/g, " ").slice(0, 60)}”` : "");

function placeName(id) {
  if (state.people.has(id)) return nameOf(id);
  if (state.people.has(`U${id.slice(1)}`)) return nameOf(`U${id.slice(1)}`); // the conversation of the two
  return state.rooms.has(id) ? roomName(id) : id;
}

/** The time in the zone of the person we look through, as the clock above shows it. */
const clock = (at) =>
  new Date(at).toLocaleTimeString("en-GB", { timeZone: viewer().tz, hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** Paint an entry: a line that says all in words, and everything behind it. */
export function paintEntry(one) {
  const outgoing = one.kind === "call";
  return el(
    `li.entry.${one.kind}${one.failed ? ".failed" : ""}`,
    { data: { testid: "entry", kind: one.kind, name: one.name } },
    el(
      "details",
      {},
      el(
        "summary",
        {},
        el("time", { datetime: one.at, title: viewer().tz }, clock(one.at)),
        el("span.way", {}, el("span", { aria: { hidden: "true" } }, outgoing ? "→ " : "← "), LABELS[one.kind]),
        el("strong", {}, one.name),
        el("span.about", {}, one.about.filter(Boolean).join(" · ")),
        el("span.outcome", {}, `${one.failed ? "Failed: " : ""}${one.outcome}`),
        el("span.ms", {}, `${one.ms.toFixed(one.ms < 10 ? 1 : 0)} ms`),
      ),
      el("p.hint", {}, outgoing ? "From the app to the workspace" : "From the workspace to the app"),
      one.parts.map(([label, content]) => [el("h3", {}, label), el("pre", {}, readable(content))]).flat(),
    ),
  );
}

/** JSON for people; whatever is or looks like a token is left out. */
function readable(content) {
  if (typeof content === "string") return content;
  const hidden = (key, value) => (SECRET.test(key) && typeof value === "string" ? "(left out)" : value);
  return JSON.stringify(content, hidden, 2).replace(TOKEN, "(left out)");
}
