// The traffic between app and workspace, both ways in one list, newest first: fetched only while somebody looks.
import { attempt, get, post } from "./api.js";
import { calmly } from "./calmly.js";
import { byId, el } from "./dom.js";
import { asCall, asDelivery, paintEntry } from "./traffic.js";

const SHOWN = 300;
const FILTERS = [
  ["all", "Everything", () => true],
  ["call", "Web API calls", (one) => one.kind === "call"],
  ["event", "Events", (one) => one.kind === "event"],
  ["interaction", "Interactions", (one) => one.kind === "interaction"],
  ["command", "Commands", (one) => one.kind === "command"],
  ["failed", "Failed only", (one) => one.failed],
];
let next = { calls: 0, deliveries: 0 };
let entries = []; // newest first
let filter = FILTERS[0];
let details = null;
let list = null;
let heard = 0;

/** Build the inspector once. */
export function bindInspector() {
  list = el("ol.traffic", { id: "traffic", aria: { label: "Traffic between app and workspace" } });
  details = el(
    "details",
    { data: { testid: "inspector" }, ontoggle: showTraffic },
    el("summary", {}, "Traffic ", el("span.badge.quiet", { data: { testid: "traffic-count" } }, "0")),
    el("div.filters", { role: "group", aria: { label: "Show" } }, FILTERS.map(choice)),
    olderSlack(),
    list,
  );
  byId("inspector").append(details);
  Promise.all([counted("calls"), counted("deliveries")]).then(
    ([calls, deliveries]) => count(calls + deliveries),
    () => null,
  );
}

/** Whether this workspace refuses the blocks that Slack has added since 2024, as where they have not arrived yet. */
function olderSlack() {
  const refused = el("input", {
    type: "checkbox",
    data: { testid: "older-slack" },
    onchange: () => attempt(() => post("/control/workspace", { new_blocks: !refused.checked })),
  });
  const words = "An older Slack: refuse charts, tables, cards and other blocks added since 2024";
  attempt(() => get("/control/workspace")).then((found) => (refused.checked = found?.new_blocks === false));
  return el("label.choice.older", {}, refused, words);
}

const counted = async (log) => (await get(`/control/${log}`, { since: Number.MAX_SAFE_INTEGER })).next;

function choice(one) {
  const [name, label] = one;
  return el(
    "button.segment",
    {
      type: "button",
      aria: { pressed: String(one === filter) },
      data: { testid: `show-${name}`, focus: `show-${name}` },
      onclick: (event) => choose(one, event.currentTarget),
    },
    label,
  );
}

function choose(one, button) {
  filter = one;
  [...button.parentElement.children].forEach((each) => each.setAttribute("aria-pressed", String(each === button)));
  sift();
}

/** Fetch what is new, if somebody looks. What is unfolded stays so. */
export const showTraffic = calmly(async () => {
  if (!details.open) return;
  const [calls, deliveries] = await Promise.all([news("calls"), news("deliveries")]);
  if (!calls || !deliveries) return;
  next = { calls: calls.next, deliveries: deliveries.next };
  const found = [...calls.calls.map(asCall), ...deliveries.deliveries.map(asDelivery)];
  for (const one of found.sort((a, b) => a.at.localeCompare(b.at))) insert({ ...one, node: paintEntry(one) });
  entries.splice(SHOWN).forEach((one) => one.node.remove());
  count(next.calls + next.deliveries);
  sift();
});

const news = (log) => attempt(() => get(`/control/${log}`, { since: next[log] }));

/** Newest first; what was answered late still stands where it began. */
function insert(entry) {
  const at = entries.findIndex((one) => one.at <= entry.at);
  const place = at < 0 ? entries.length : at;
  list.insertBefore(entry.node, entries[place]?.node ?? null);
  entries.splice(place, 0, entry);
}

function sift() {
  for (const one of entries) one.node.hidden = !filter[2](one);
  list.dataset.empty = String(!entries.some((one) => filter[2](one)));
}

function count(number) {
  heard = number;
  details.querySelector(".badge").textContent = String(number);
}

/** The stream told of one more. */
export function trafficHeard() {
  if (!details.open) count(heard + 1);
}

/** Forget everything: the sandbox was reset. */
export function forgetTraffic() {
  entries = [];
  next = { calls: 0, deliveries: 0 };
  list.replaceChildren();
  count(0);
}
