// The guide: the one next step of a story that somebody handed to the sandbox, read from what can be seen in the
// workspace. A step counts as done when its condition holds, or that of a later one; so any order and a reload are fine.
// A step or an end with `when` belongs to the story only while that holds: a story goes on as it was decided.
import { attempt, get } from "./api.js";
import { openClock } from "./clock.js";
import { announce, byId, el, repaint } from "./dom.js";
import { give, point } from "./focus.js";
import { nameOf } from "./state.js";
import { language, say } from "./words.js";

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

/** Find the next step and say it, in the language of the person we look through. */
export async function showGuide() {
  byId("guide").hidden = !story || isHidden();
  byId("guide-open").hidden = !story || !isHidden();
  byId("guide-open").lang = byId("guide").lang = language();
  byId("guide-open").textContent = say("What to try next");
  byId("guide").setAttribute("aria-label", say("What to try next"));
  if (byId("guide").hidden) return;
  const turn = (turns += 1);
  const found = await next().catch(() => null); // while the sandbox does not answer, what was said stays
  if (!found) return;
  const { at, of, step, text } = found;
  const count = step.done ? say("Step {n} of {all}", at + 1, of) : say("Done");
  if (turn !== turns || `${count} ${text}` === shown) return; // somebody has looked again meanwhile, or it is said already
  paint(step, at, count, text);
  if (shown) announce(say("Next: {n}", text));
  shown = `${count} ${text}`;
}

/** The step after the last one whose condition holds, or else the end; and how many steps there are as it was decided. */
async function next() {
  const look = looking();
  const belongs = async (all) => {
    const each = await Promise.all(all.map((one) => !one.when || holds(one.when, look)));
    return all.filter((_, index) => each[index]);
  };
  const steps = await belongs(story.steps);
  let at = steps.length;
  while (at > 0 && !(await holds(steps[at - 1].done, look))) at -= 1;
  const step = steps[at] ?? (await belongs([story.end].flat()))[0];
  return { at, of: steps.length, step, text: await sentence(step) };
}

function paint(step, at, count, text) {
  if (led?.step !== step) led = null; // its step is over
  repaint(
    byId("guide"),
    el("p", { data: { testid: "guide-text", step: `${story.steps.indexOf(step)} ${at}` } }, el("strong", {}, count), ` ${text}`),
    el(
      "div.actions",
      {},
      el(
        "button.button.small.primary",
        { type: "button", data: { testid: "guide-go", focus: "guide-go" }, onclick: () => lead(step) },
        say("Take me there"),
      ),
      el(
        "button.button.small",
        { type: "button", data: { testid: "guide-hide", focus: "guide-hide" }, onclick: () => hide(true) },
        say("Hide"),
      ),
    ),
  );
}

/** A condition: {message|home|view|mail: {...}}, {all: [...]}, {any: [...]}, or {not: ...}. A mail may have to come
 * `after` the first of others. */
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
  const mails = async ({ kinds, box, after }) => {
    const first = after ? Math.min(...(await mails(after)).map((one) => Date.parse(one.at))) : 0;
    const { mails: all } = await ask("/control/mail");
    return all.filter((one) => kinds.includes(one.kind) && one.boxes.includes(box) && Date.parse(one.at) > first);
  };
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

/** The element with this action id, or with a menu's entry for it, in these blocks; a star at its end stands for anything. */
function element(blocks, action) {
  const named = (name) => (action.endsWith("*") ? name?.startsWith(action.slice(0, -1)) : name === action);
  const fits = (one) => named(one?.action_id) || one?.options?.some(({ value }) => named(value.split(".")[0]));
  return blocks.flatMap((block) => [...(block.elements ?? []), block.accessory, block.element]).find(fits);
}

/** Words of the story: one text for everybody, or one for each language. */
const spoken = (words) => (typeof words === "string" ? words : (words[language()] ?? words.en));

/** The words of a step: its person's name, and its button as the app calls it in that person's language. */
async function sentence(step) {
  const { messages } = await get("/control/messages", { user: step.user });
  const home = await get("/control/home", { user: step.user });
  const places = step.tab === "home" ? [home.view] : [...messages].reverse();
  const found = step.press && places.map((one) => element(one?.blocks ?? [], step.press)).find(Boolean);
  return spoken(step.say)
    .replaceAll("{person}", nameOf(step.user))
    .replaceAll("{button}", found?.text?.text ?? step.label);
}

/** Go to the place of a step, and point at what is to be pressed as soon as it is there. */
async function lead(step) {
  const way = { step };
  led = way;
  await goTo(step.user, step.tab);
  openClock(Boolean(step.focus?.startsWith("advance-")));
  if (step.focus?.startsWith("answer-")) document.querySelector("[data-testid=box-vendor]")?.click();
  const named = selector(step);
  if (!named) return;
  const newest = () => [...document.querySelectorAll(named)].filter((one) => one.checkVisibility()).at(-1);
  const find = () => newest()?.parentElement.querySelector(named);
  for (let look = 1; look <= 150 && led === way && !find(); look += 1) {
    await new Promise((again) => setTimeout(again, 100));
    if (look % 25 === 0 && step.tab === "home" && led === way && !find()) await goTo(step.user, step.tab); // painted anew
  }
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
  return hint ? spoken(hint).replaceAll("{submit}", view.submit?.text ?? "") : null;
}
