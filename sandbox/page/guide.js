// The guide: the one next step of a story that somebody handed to the sandbox, read from what can be seen in the
// workspace. A step counts as done when its condition holds, or that of a later one; so any order and a reload are fine.
import { attempt, get } from "./api.js";
import { announce, byId, el, repaint } from "./dom.js";
import { give, point } from "./focus.js";
import { nameOf } from "./state.js";

const HIDDEN = "guide-hidden";
let story = null;
let shown = null; // what is said now
let goTo = null;
let turns = 0;
let led = null; // the way on which somebody is led to the place of a step

/** Fetch the story, if there is one. `go(user, tab)` leads somebody to a place. */
export async function bindGuide(go) {
  const answer = await attempt(() => get("/guide.json"));
  story = answer?.steps ? answer : null;
  goTo = go;
  byId("guide-open").addEventListener("click", () => hide(false));
  await showGuide();
}

const isHidden = () => localStorage.getItem(HIDDEN) === "yes";

async function hide(wanted) {
  localStorage.setItem(HIDDEN, wanted ? "yes" : "no");
  shown = null;
  await showGuide();
  give(wanted ? byId("guide-open") : (byId("guide").querySelector("button") ?? byId("guide")));
}

/** Find the next step and say it. */
export async function showGuide() {
  byId("guide").hidden = !story || isHidden();
  byId("guide-open").hidden = !story || !isHidden();
  if (byId("guide").hidden) return;
  const turn = (turns += 1);
  const found = await next().catch(() => null); // while the sandbox does not answer, what was said stays
  if (!found) return;
  const { at, step, text } = found;
  if (turn !== turns || text === shown) return; // somebody has looked again meanwhile, or it is said already
  paint(step, at, text);
  if (shown) announce(`Next: ${text}`);
  shown = text;
}

async function next() {
  const at = await position();
  const step = story.steps[at] ?? story.end;
  return { at, step, text: await sentence(step) };
}

function paint(step, at, text) {
  if (led?.step !== step) led = null; // its step is over
  const count = at < story.steps.length ? `Step ${at + 1} of ${story.steps.length}` : "Done";
  repaint(
    byId("guide"),
    el("p", { data: { testid: "guide-text", step: String(at + 1) } }, el("strong", {}, count), ` ${text}`),
    el(
      "div.actions",
      {},
      el(
        "button.button.small.primary",
        { type: "button", data: { testid: "guide-go", focus: "guide-go" }, onclick: () => lead(step) },
        "Take me there",
      ),
      el(
        "button.button.small",
        { type: "button", data: { testid: "guide-hide", focus: "guide-hide" }, onclick: () => hide(true) },
        "Hide",
      ),
    ),
  );
}

/** The first step after the last one whose condition holds. */
async function position() {
  const look = looking();
  for (let at = story.steps.length - 1; at >= 0; at -= 1) if (await holds(story.steps[at].done, look)) return at + 1;
  return 0;
}

/** A condition: {message|home|view|mail: {...}}, {all: [...]}, {any: [...]}, or {not: ...}. */
async function holds(condition, look) {
  const [[kind, wanted]] = Object.entries(condition);
  if (kind === "not") return !(await holds(wanted, look));
  if (["all", "any"].includes(kind)) {
    const each = await Promise.all(wanted.map((one) => holds(one, look)));
    return kind === "all" ? each.every(Boolean) : each.some(Boolean);
  }
  return look[kind](wanted);
}

/** What can be looked at; each thing is fetched once for all conditions. */
function looking() {
  const kept = new Map();
  const ask = async (path, values) => {
    const key = path + JSON.stringify(values ?? {});
    if (!kept.has(key)) kept.set(key, get(path, values));
    return kept.get(key);
  };
  const mails = async ({ kinds, box }) =>
    (await ask("/control/mail")).mails.filter((one) => kinds.includes(one.kind) && one.boxes.includes(box));
  return {
    message: async ({ user, action, after_mail: mail }) => {
      const since = mail ? (await mails(mail)).map((one) => Date.parse(one.at)) : [0];
      const { messages } = await ask("/control/messages", { user });
      const later = messages.filter((one) => since.some((at) => Number(one.ts) * 1000 > at));
      return later.some((one) => !action || element(one.blocks, action));
    },
    home: async ({ user, action }) =>
      Boolean(element((await ask("/control/home", { user })).view?.blocks ?? [], action)),
    view: async ({ user, callback }) =>
      (await ask("/control/views", { user })).views.some((one) => one.callback_id === callback),
    mail: async (wanted) => (await mails(wanted)).length > 0,
  };
}

/** The element with this action id in these blocks; a star at its end stands for anything. */
function element(blocks, action) {
  const fits = (one) =>
    action.endsWith("*") ? one?.action_id?.startsWith(action.slice(0, -1)) : one?.action_id === action;
  return blocks.flatMap((block) => [...(block.elements ?? []), block.accessory, block.element]).find(fits);
}

/** The words of a step: its person's name, and its button as the app calls it in that person's language. */
async function sentence(step) {
  const { messages } = await get("/control/messages", { user: step.user });
  const home = await get("/control/home", { user: step.user });
  const places = step.tab === "home" ? [home.view] : [...messages].reverse();
  const found = step.press && places.map((one) => element(one?.blocks ?? [], step.press)).find(Boolean);
  return step.say.replaceAll("{person}", nameOf(step.user)).replaceAll("{button}", found?.text?.text ?? step.label);
}

/** Go to the place of a step, and point at what is to be pressed as soon as it is there. */
async function lead(step) {
  const way = { step };
  led = way;
  await goTo(step.user, step.tab);
  const named = selector(step);
  if (!named) return;
  const newest = () => [...document.querySelectorAll(named)].filter((one) => one.checkVisibility()).at(-1);
  const find = () => newest()?.parentElement.querySelector(named);
  for (let look = 0; look < 100 && led === way && !find(); look += 1)
    await new Promise((again) => setTimeout(again, 100));
  if (led !== way || !find()) return; // or led elsewhere meanwhile
  find().scrollIntoView({ block: "center" });
  point(find());
}

/** How the page finds what a step is about: a button of the app, a link in its words, or something of the page. */
function selector({ press, link, focus }) {
  if (press) return `[data-action-id${press.endsWith("*") ? "^" : ""}="${press.replace("*", "")}"]`;
  return link ? `a[href^="${link}"]` : focus && `[data-testid="${focus}"]`;
}

/** What to do in a window of the app with this callback id, if the story says so. */
export function hintFor(view) {
  const hint = story && !isHidden() && story.windows?.[view.callback_id];
  return hint ? hint.replaceAll("{submit}", view.submit?.text ?? "") : null;
}
