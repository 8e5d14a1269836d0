// Building elements, and telling people what happened. Nothing here knows Slack.
import { bookmark, give, keepFocus, landing } from "./focus.js";

/** An element: `el("button.primary", {onclick, data: {testid: "x"}, aria: {label: "y"}}, ...children)`. */
export function el(spec, attributes = {}, ...children) {
  const [tag, ...classes] = spec.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes)) set(node, name, value);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function set(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "data")
    Object.entries(value).forEach(([key, one]) => (one ?? null) !== null && (node.dataset[key] = one));
  else if (name === "aria")
    Object.entries(value).forEach(([key, one]) => (one ?? null) !== null && node.setAttribute(`aria-${key}`, one));
  else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "value" || name === "checked" || name === "selected" || name === "hidden") node[name] = value;
  else node.setAttribute(name, value === true ? "" : value);
}

export const byId = (id) => document.getElementById(id);

let counter = 0;
/** An id that no other element has. */
export const uniqueId = (prefix) => `${prefix}-${(counter += 1)}`;

/** Read a sentence to screen readers without showing it. */
export function announce(text) {
  const place = byId("announcer");
  place.textContent = "";
  setTimeout(() => (place.textContent = text), 50);
}

const toasts = byId("toasts");

/** The corner for sentences; what lies below an open dialog can be neither read nor pressed, so it moves into it. */
function placeToasts() {
  const host = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
  if (toasts.parentElement !== host) host.append(toasts);
}

/** A sentence in the corner that goes away by itself; `kind` is "info" or "problem". */
export function toast(text, kind = "info") {
  placeToasts();
  text = text.charAt(0).toUpperCase() + text.slice(1);
  const past = [...toasts.children].filter((older) => older.matches(".info") || older.firstChild.textContent === text);
  past.forEach((older) => older.remove());
  const note = el(`div.toast.${kind}`, { data: { testid: "toast" } }, el("span", {}, text));
  const away = () => {
    const focused = note.contains(document.activeElement);
    note.remove();
    if (focused) give(landing());
  };
  note.append(el("button.icon", { type: "button", aria: { label: "Dismiss" }, onclick: away }, "×"));
  toasts.append(note);
  setTimeout(away, kind === "problem" ? 12000 : 6000);
}

/** Replace a part of the page; the focus stays by `data-focus`, and what has `data-scroll` where it was scrolled to. */
export function repaint(place, ...children) {
  const scrolled = [...place.querySelectorAll("[data-scroll]")].map((one) => [one.dataset.scroll, one.scrollTop]);
  keepFocus(place, () => {
    place.replaceChildren(...children.flat().filter(Boolean));
    for (const [name, top] of scrolled) {
      const same = place.querySelector(`[data-scroll="${CSS.escape(name)}"]`);
      if (same) same.scrollTop = top;
    }
  });
}

/** Do what this control is pressed for; a second press meanwhile does nothing. */
export async function once(control, work) {
  if (control.getAttribute("aria-busy") === "true") return;
  control.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    control.removeAttribute("aria-busy");
  }
}

/** Take a dialog away, but not the sentences that may stand in it. */
export function discard(node) {
  if (node.open) node.close();
  document.body.append(toasts);
  node.remove();
}

/** A dialog that takes the focus and gives it back. Escape and `close()` end it. */
export function dialog(attributes, ...children) {
  const back = bookmark();
  const node = el("dialog.dialog", attributes, ...children);
  node.addEventListener("close", () => {
    discard(node);
    back();
  });
  byId("dialogs").append(node);
  node.showModal();
  return node;
}
