// Puts the page together: people, tabs, events. Everything else is in the module that bears its name.
import { listen } from "./api.js";
import { bindClock, tick } from "./clock.js";
import { compose } from "./compose.js";
import { byId, el } from "./dom.js";
import { openHome, showHome } from "./home.js";
import { bindInspector, callHeard, forgetCalls, showCalls } from "./inspector.js";
import { showMail } from "./mail.js";
import { bindComposer, showMessages } from "./messages.js";
import { dismiss, showModals } from "./modals.js";
import { showPeople, showWho } from "./people.js";
import { choose, loadClock, loadPeople, state, TABS } from "./state.js";

const NAMES = { messages: "Messages", home: "Home", mail: "Mail desk" };

function showTabs() {
  const tabs = TABS.map((name) =>
    el(
      "button.tab",
      {
        type: "button",
        role: "tab",
        id: `tab-${name}`,
        tabindex: name === state.tab ? "0" : "-1",
        data: { testid: `tab-${name}` },
        aria: { selected: String(name === state.tab), controls: `panel-${name}` },
        onclick: () => openTab(name),
      },
      NAMES[name],
    ),
  );
  byId("tabs").replaceChildren(...tabs);
  TABS.forEach((name) => (byId(`panel-${name}`).hidden = name !== state.tab));
}

async function openTab(tab) {
  const focused = byId("tabs").contains(document.activeElement);
  choose({ tab });
  showTabs();
  if (focused) byId(`tab-${tab}`).focus();
  await showTab();
}

const showTab = () => ({ messages: showMessages, home: openHome, mail: showMail })[state.tab]();

async function choosePerson(user) {
  if (user !== state.user) dismiss();
  choose({ user });
  document.body.classList.remove("people-open");
  byId("people-toggle").setAttribute("aria-expanded", "false");
  showWho();
  tick();
  await Promise.all([showTab(), showModals()]);
  showPeople(choosePerson);
}

/** Runs `work` at most once at a time, and once more if it was asked for meanwhile. */
function calmly(work) {
  let running = false;
  let again = false;
  return async () => {
    again = true;
    if (running) return;
    running = true;
    while (again) {
      again = false;
      await work();
    }
    running = false;
  };
}

const REFRESH = {
  messages: calmly(async () => state.tab === "messages" && showMessages()),
  home: calmly(async () => state.tab === "home" && showHome()),
  mail: calmly(async () => state.tab === "mail" && showMail()),
  view: calmly(showModals),
  call: calmly(showCalls),
  people: calmly(async () => (await loadPeople(), showPeople(choosePerson), showWho())),
  clock: calmly(async () => (await loadClock(), tick())),
};

function heard(event) {
  const mine = !event.user || event.user === state.user;
  if (event.kind === "message" && mine) REFRESH.messages();
  if (event.kind === "message" && !(mine && state.tab === "messages")) unread(event.user);
  if (["home", "view"].includes(event.kind) && mine) REFRESH[event.kind]();
  if (["mail", "clock", "people"].includes(event.kind)) REFRESH[event.kind]();
  if (event.kind === "call") {
    callHeard(event.n);
    REFRESH.call();
  }
  if (event.kind === "reset") forgetCalls();
  if (["poll", "reset"].includes(event.kind)) Object.values(REFRESH).forEach((refresh) => refresh());
}

let listing = null;
function unread(user) {
  if (!user) return;
  state.unread.set(user, (state.unread.get(user) ?? 0) + 1);
  listing ??= setTimeout(() => ((listing = null), showPeople(choosePerson)), 200);
}

function bindKeys() {
  byId("tabs").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) openTab(TABS[(TABS.indexOf(state.tab) + step + TABS.length) % TABS.length]);
  });
  byId("people-toggle").addEventListener("click", () => {
    const open = document.body.classList.toggle("people-open");
    byId("people-toggle").setAttribute("aria-expanded", String(open));
  });
  document.addEventListener("compose", (event) => compose(event.detail));
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='mailto:' i]");
    if (!link) return;
    event.preventDefault();
    compose(link.getAttribute("href"));
  });
}

async function start() {
  await Promise.all([loadPeople(), loadClock()]);
  bindClock();
  bindComposer();
  bindInspector();
  bindKeys();
  showTabs();
  listen(heard);
  await choosePerson(state.user);
  document.body.dataset.ready = "true";
}

start();
