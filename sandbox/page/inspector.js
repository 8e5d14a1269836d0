// What the bot asked of the Web API: a list at the foot of the page, fetched only while it is open.
import { attempt, get } from "./api.js";
import { byId, el, repaint } from "./dom.js";

const SHOWN = 200;
let calls = [];
let next = 0;
let details = null;
let count = null;

/** Build the inspector once. */
export function bindInspector() {
  count = el("span.badge.quiet", { data: { testid: "call-count" } }, "0");
  const list = el("div.calls", { id: "calls", tabindex: "0", role: "region", aria: { label: "Web API calls" } });
  details = el(
    "details",
    { data: { testid: "inspector" }, ontoggle: showCalls },
    el("summary", {}, "Web API calls ", count),
    list,
  );
  byId("inspector").append(details);
  get("/control/calls", { since: Number.MAX_SAFE_INTEGER }).then(
    (answer) => callHeard(answer.next - 1),
    () => null,
  );
}

/** Fetch what is new, if somebody looks. */
export async function showCalls() {
  if (!details.open) return;
  const answer = await attempt(() => get("/control/calls", { since: next }));
  if (!answer) return;
  if (answer.next < next) calls = [];
  next = answer.next;
  count.textContent = String(next);
  calls = [...calls, ...answer.calls].slice(-SHOWN);
  repaint(byId("calls"), el("table", {}, head(), el("tbody", {}, [...calls].reverse().map(row))));
}

/** Count a call that the stream told of. */
export function callHeard(number) {
  count.textContent = String(number + 1);
}

/** Forget everything: the sandbox was reset. */
export function forgetCalls() {
  calls = [];
  next = 0;
  count.textContent = "0";
}

const head = () =>
  el(
    "thead",
    {},
    el(
      "tr",
      {},
      ["#", "Time", "Method", "Answer", "ms", "Arguments"].map((one) => el("th", { scope: "col" }, one)),
    ),
  );

function row(call) {
  const text = JSON.stringify(call.args, null, 1);
  const short =
    text.length > 90
      ? el("details", {}, el("summary", {}, JSON.stringify(call.args).slice(0, 90)), el("pre", {}, text))
      : el("code", {}, JSON.stringify(call.args));
  const answer = call.ok ? "ok" : call.error;
  const cells = [String(call.n), String(call.at).slice(11, 19), call.method, answer, call.ms.toFixed(1)];
  return el(
    `tr${call.ok ? "" : ".failed"}`,
    { data: { testid: "call", method: call.method } },
    cells.map((one) => el("td", {}, one)),
    el("td", {}, short),
  );
}
