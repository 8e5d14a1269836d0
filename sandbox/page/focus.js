// Where the focus is, and where it goes when what had it is painted anew or taken away. It never falls to the body.

const VISIBLE = ":is(button, input, select, textarea, a[href], summary, [tabindex]):not([disabled])";

/** Remember what has the focus; the function that comes back gives it back, or the nearest thing that is left. */
export function bookmark(node = document.activeElement) {
  const name = node?.dataset?.focus;
  const message = node?.closest?.("[data-ts]")?.dataset.ts;
  return () => {
    const there = node !== document.body && isShown(node) ? node : (found(document, name, message) ?? landing());
    give(there);
  };
}

/** Give the focus to this element without moving the page under it. */
export function give(node) {
  if (!node.matches(VISIBLE)) node.tabIndex = -1;
  node.focus({ preventScroll: true });
}

/** Where somebody lands whose control is gone: the part of the page that is open. */
export function landing() {
  const dialog = [...document.querySelectorAll("dialog[open]")].at(-1);
  const panel = [...document.querySelectorAll(".panel")].find(isShown);
  return dialog?.querySelector("h2") ?? panel?.querySelector("[tabindex='0']") ?? panel ?? document.body;
}

/** Run `paint`, which replaces what is in `place`, and keep the focus on what stands there afterwards. */
export function keepFocus(place, paint) {
  const active = place.contains(document.activeElement) ? document.activeElement : null;
  const name = active?.dataset.focus;
  const message = active?.closest("[data-ts]")?.dataset.ts;
  const pointed = active?.classList.contains("pointed");
  paint();
  if (!active || active.isConnected) return;
  const again = found(place, name, message);
  if (again && pointed) point(again);
  else give(again ?? near(place, message));
}

/** Give the focus to what somebody asked for, and make it plain to see until it loses the focus. */
export function point(node) {
  document.querySelector(".pointed")?.classList.remove("pointed"); // one behind a window never had the focus to lose
  node.classList.add("pointed");
  node.addEventListener("blur", () => node.classList.remove("pointed"), { once: true });
  give(node);
}

function found(place, name, message) {
  if (!name) return null;
  const scope = message ? `[data-ts="${message}"] ` : "";
  return [...place.querySelectorAll(`${scope}[data-focus="${CSS.escape(name)}"]`)].find(isShown) ?? null;
}

/** The message that the control stood in, else the part that was painted, else what is open. */
function near(place, message) {
  const same = message && place.querySelector(`[data-ts="${message}"]`);
  return same ?? place.querySelector("h2[tabindex]") ?? place.closest("[tabindex='0']") ?? landing();
}

const isShown = (node) => Boolean(node?.isConnected && node.checkVisibility());

/** Arrow keys, Home and End go through the controls of a list, of which Tab reaches one. */
export function arrows(list, selector, keys = ["ArrowUp", "ArrowDown"]) {
  list.addEventListener("keydown", (event) => {
    const all = [...list.querySelectorAll(selector)].filter(isShown);
    const at = all.indexOf(document.activeElement.closest(selector));
    const [back, on] = keys;
    const to = { [back]: at - 1, [on]: at + 1, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    all[(to + all.length) % all.length].focus();
  });
}
