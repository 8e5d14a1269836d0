// Interactive elements: buttons and menus here, fields in fields.js. Each tells its gesture to press.js.
import { el, once, uniqueId } from "./dom.js";
import { FIELDS } from "./fields.js";
import { follow, press } from "./press.js";
import { say } from "./words.js";

/** Paint one element of a block. `field`: {id, described, dispatch} when it stands in an input block. */
export function paintElement(element, block, context, field = null) {
  if (element.type === "button") return button(element, block, context);
  if (element.type === "overflow") return overflow(element, block, context);
  if (element.type === "image") return el("img.thumb", { src: "data:,", alt: element.alt_text });
  const painter = FIELDS[element.type];
  if (!painter) return el("p.unknown", {}, `The page does not paint elements of type “${element.type}”.`);
  const node = painter(element, block, context, field ?? standalone(element));
  node.dataset.actionId = element.action_id;
  return node;
}

const standalone = (element) => ({
  id: uniqueId("element"),
  described: null,
  dispatch: true,
  label: element.placeholder?.text ?? element.action_id,
});

const names = (element, block) => ({
  actionId: element.action_id,
  blockId: block.block_id,
  focus: `${element.action_id}|${element.value ?? ""}`,
});

function button(element, block, context) {
  const style = { primary: ".primary", danger: ".danger" }[element.style] ?? "";
  const node = el(
    `button.button${style}`,
    {
      type: "button",
      data: { ...names(element, block), value: element.value, url: element.url },
      aria: { label: element.accessibility_label },
      onclick: () => pressed(node, element, block, context),
    },
    element.text.text,
  );
  return node;
}

async function pressed(node, element, block, context) {
  await once(node, async () => {
    if (element.url) follow(element.url);
    await press(context, block, element, element.value === undefined ? {} : { data: { value: element.value } });
  });
}

/** A menu behind three dots: arrow keys move in it, Escape closes it. */
function overflow(element, block, context) {
  const menu = el("div.menu", { role: "menu", id: uniqueId("menu"), hidden: true });
  const opener = el(
    "button.button.dots",
    {
      type: "button",
      data: names(element, block),
      aria: { haspopup: "menu", expanded: "false", controls: menu.id, label: say("More actions") },
    },
    "⋯",
  );
  const node = el("div.overflow", {}, opener, menu);
  const show = (open) => {
    menu.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (open) menu.scrollIntoView({ block: "nearest" });
    if (open) menu.firstElementChild?.focus();
  };
  const away = () => (show(false), opener.focus());
  menu.append(...element.options.map((option) => line(option, element, block, context, away)));
  opener.addEventListener("click", () => show(menu.hidden));
  node.addEventListener("keydown", (event) => moveIn(event, menu, away));
  node.addEventListener("focusout", (event) => !node.contains(event.relatedTarget) && show(false));
  return node;
}

function line(option, element, block, context, close) {
  const chosen = () => {
    close();
    if (option.url) follow(option.url);
    press(context, block, element, { data: { selected_option: option } });
  };
  return el(
    "button.menu-line",
    { type: "button", role: "menuitem", tabindex: "-1", data: { optionValue: option.value }, onclick: chosen },
    option.text.text,
  );
}

function moveIn(event, menu, close) {
  const lines = [...menu.children];
  const at = lines.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lines.length - 1 }[event.key];
  if (menu.hidden) return;
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    close();
  } else if (to !== undefined) {
    event.preventDefault();
    lines[(to + lines.length) % lines.length]?.focus();
  }
}
