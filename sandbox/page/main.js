// Puts the page together: people, tabs, events. Everything else is in the module that bears its name.
import { listen } from "./api.js";
import { calmly } from "./calmly.js";
import { bindClock, tick } from "./clock.js";
import { compose } from "./compose.js";
import { bindComposer, showComposer } from "./composer.js";
import { byId, el, repaint } from "./dom.js";
import { arrows, give } from "./focus.js";
import { bindGuide, showGuide } from "./guide.js";
import { openHome, showHome } from "./home.js";
import { bindInspector, forgetTraffic, showTraffic, trafficHeard } from "./inspector.js";
import { showMail } from "./mail.js";
import { showMessages, unreadHere } from "./messages.js";
import { dismiss, showModals } from "./modals.js";
import { showPeople, showWho } from "./people.js";
import { choose, loadClock, loadPeople, loadWorkspace, state, TABS } from "./state.js";

const NAMES = { messages: "Messages", home: "Home", channels: "Channels", mail: "Mail desk" };
const PANELS = { messages: "messages", home: "home", channels: "messages", mail: "mail" };

function showTabs() {
  const unread = unreadHere();
  repaint(byId("tabs"), TABS.map((name) => tab(name, name === state.tab ? 0 : (unread[name] ?? 0))));
  for (const panel of ["messages", "home", "mail"]) byId(`panel-${panel}`).hidden = panel !== PANELS[state.tab];
  byId(`panel-${PANELS[state.tab]}`).setAttribute("aria-labelledby", `tab-${state.tab}`);
  showComposer();
}

function tab(name, unread) {
  const chosen = name === state.tab;
  return el(
    "button.tab",
    {
      type: "button",
      role: "tab",
      id: `tab-${name}`,
      tabindex: chosen ? "0" : "-1",
      data: { testid: `tab-${name}`, focus: `tab-${name}` },
      aria: { selected: String(chosen), controls: `panel-${PANELS[name]}` },
      onclick: () => openTab(name),
    },
    NAMES[name],
    unread ? el("span.badge", {}, String(unread), el("span.hidden", {}, " new")) : null,
  );
}

/** Show a tab of the person we look through. */
async function openTab(name) {
  choose({ tab: name });
  showTabs();
  await showTab();
  showPeople(choosePerson);
}

async function showTab() {
  if (state.tab === "home") await openHome();
  if (state.tab === "mail") await showMail();
  await showMessages();
  showTabs();
}

/** Look through this person's eyes. */
async function choosePerson(user) {
  if (user !== state.user) dismiss();
  choose({ user });
  showPeople(choosePerson);
  closePeople();
  showWho();
  tick();
  REFRESH.guide(); // it speaks the language of whoever is looked at
  await Promise.all([showTab(), showModals()]);
  showPeople(choosePerson);
}

function closePeople() {
  if (!document.body.classList.contains("people-open")) return;
  const focused = byId("people").contains(document.activeElement);
  togglePeople(false);
  if (focused) give(byId(`tab-${state.tab}`));
}

function togglePeople(open) {
  document.body.classList.toggle("people-open", open);
  byId("people-toggle").setAttribute("aria-expanded", String(open));
  if (open) byId("people").querySelector("[aria-current]")?.focus();
}

const REFRESH = {
  messages: calmly(async () => (await showMessages(), showTabs())),
  home: () => state.tab === "home" && showHome(),
  mail: () => state.tab === "mail" && showMail(),
  view: showModals,
  traffic: showTraffic,
  people: calmly(async () => (await loadPeople(), showPeople(choosePerson), showWho())),
  clock: calmly(async () => (await loadClock(), tick())),
  guide: calmly(showGuide),
};

function heard(event) {
  const mine = !event.user || event.user === state.user;
  if (event.kind === "message" && mine) REFRESH.messages();
  if (event.kind === "message" && !(mine && state.tab === "messages")) unread(event);
  if (["home", "view"].includes(event.kind) && mine) REFRESH[event.kind]();
  if (["mail", "clock", "people"].includes(event.kind)) REFRESH[event.kind]();
  if (["message", "home", "mail", "view", "clock"].includes(event.kind)) REFRESH.guide();
  if (["call", "delivery"].includes(event.kind)) {
    trafficHeard();
    REFRESH.traffic();
  }
  if (event.kind === "reset") forgetTraffic();
  if (["poll", "reset"].includes(event.kind)) Object.values(REFRESH).forEach((refresh) => refresh());
}

let listing = null;
/** Count a new message beside its reader; a changed or deleted one is not new. */
function unread({ user, edited, deleted }) {
  if (!user || edited || deleted) return;
  state.unread.set(user, (state.unread.get(user) ?? 0) + 1);
  listing ??= setTimeout(() => ((listing = null), showPeople(choosePerson)), 200);
}

function bindKeys() {
  arrows(byId("tabs"), ".tab", ["ArrowLeft", "ArrowRight"]);
  byId("tabs").addEventListener("focusin", (event) => {
    const name = event.target.id.replace("tab-", "");
    if (name !== state.tab && event.target.matches(":focus-visible")) openTab(name);
  });
  byId("people-toggle").addEventListener("click", () => togglePeople(!document.body.classList.contains("people-open")));
  byId("people").addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !document.body.classList.contains("people-open")) return;
    togglePeople(false);
    byId("people-toggle").focus();
  });
  document.addEventListener("conversation", () => showTabs());
  window.addEventListener("resize", () => document.activeElement.scrollIntoView({ block: "nearest" }));
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='mailto:' i]");
    if (!link) return;
    event.preventDefault();
    compose(link.getAttribute("href"));
  });
}

/** Where the guide leads: a person and a tab. */
async function goTo(user, name) {
  choose({ tab: name });
  await choosePerson(user);
}

async function start() {
  await Promise.all([loadPeople(), loadClock(), loadWorkspace()]);
  bindClock();
  bindComposer();
  bindInspector();
  bindKeys();
  showTabs();
  listen(heard);
  await choosePerson(state.user);
  await bindGuide(goTo);
  document.body.dataset.ready = "true";
}

start();
