// Block Kit blocks as elements of the page. What cannot be shown is named, never left out silently.
import { dataVisualization } from "./chart.js";
import { el, uniqueId } from "./dom.js";
import { paintElement } from "./elements.js";
import { mrkdwn } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { say } from "./words.js";

const PAINTERS = {
  section,
  header,
  divider,
  context,
  actions,
  input,
  image,
  markdown,
  rich_text: richText,
  table,
  card,
  alert,
  data_visualization: dataVisualization,
};

/** Paint blocks. `context`: {place, form?, pressed?} of the message, modal or Home tab they stand in. */
export function paintBlocks(blocks, context) {
  return (blocks ?? []).map((block, index) => {
    const painter = PAINTERS[block.type] ?? unknown;
    const node = painter(block, context, index);
    node.classList.add("block");
    if (block.block_id) node.dataset.blockId = block.block_id;
    return node;
  });
}

/** A text object: plain text as it is, mrkdwn painted. */
export function paintText(text) {
  if (!text) return "";
  return text.type === "mrkdwn" ? mrkdwn(text.text, { links: !text.verbatim }) : text.text;
}

function section(block, context) {
  const words = el("div.words", {});
  if (block.text) words.append(el("div.text", {}, paintText(block.text)));
  if (block.fields)
    words.append(
      el(
        "div.fields",
        {},
        block.fields.map((one) => el("div.text", {}, paintText(one))),
      ),
    );
  const accessory = block.accessory && el("div.accessory", {}, paintElement(block.accessory, block, context));
  return el("div.section", {}, words, accessory);
}

function header(block, context) {
  const level = Math.min((block.level ?? 1) + (context.place.ts ? 2 : 1), 6);
  return el(`h${level}.header`, {}, block.text.text);
}

function divider() {
  return el("hr", {});
}

function context(block, painting) {
  const shown = block.elements.map((one) =>
    one.type === "image" ? picture(one, painting) : el("span.text", {}, paintText(one)),
  );
  return el("div.context", {}, shown);
}

function actions(block, painting) {
  return el(
    "div.actions",
    {},
    block.elements.map((one) => paintElement(one, block, painting)),
  );
}

function image(block, painting) {
  const title = block.title && el("figcaption", {}, block.title.text);
  return el("figure", {}, title, picture(block, painting));
}

function picture(element) {
  const here = element.image_url?.startsWith("data:image/") || element.image_url?.startsWith(`${location.origin}/`);
  if (here) return el("img", { src: element.image_url, alt: element.alt_text });
  return el("span.no-image", { role: "img", aria: { label: element.alt_text } }, element.alt_text);
}

function markdown(block) {
  return el("div.text", {}, mrkdwn(block.text));
}

/** A table: the first row is its head. `column_settings` say how a column is aligned, and whether its words wrap. */
function table({ rows, column_settings: settings = [] }) {
  const [head, ...rest] = rows;
  const classes = (index) => [settings[index]?.align, settings[index]?.is_wrapped === false && "one-line"];
  const words = (cell) => (cell.type === "rich_text" ? richText(cell) : cell.text);
  const cell = (tag) => (one, index) =>
    el([tag, ...classes(index).filter(Boolean)].join("."), { scope: tag === "th" && "col" }, words(one));
  const line = (tag) => (row) => el("tr", {}, row.map(cell(tag)));
  const shown = el("table", {}, el("thead", {}, line("th")(head)), el("tbody", {}, rest.map(line("td"))));
  return el("div.table", { role: "group", tabindex: "0", aria: { label: say("Table") } }, shown);
}

/** A card: picture on top, icon beside title and subtitle, body, buttons. */
function card(block, painting) {
  const line = (name) => block[name] && el(`div.text.${name}`, {}, paintText(block[name]));
  const titles = block.title || block.subtitle ? el("div", {}, line("title"), line("subtitle")) : null;
  const icon = block.icon && picture(block.icon);
  const buttons = (block.actions ?? []).map((one) => paintElement(one, block, painting));
  return el(
    "section.card",
    { aria: { label: block.title?.text } },
    block.hero_image && el("div.hero", {}, picture(block.hero_image)),
    (icon || titles) && el("div.head", {}, icon, titles),
    line("body"),
    buttons.length ? el("div.actions", {}, buttons) : null,
  );
}

const LEVELS = { info: "Information", warning: "Warning", error: "Error", success: "Success" };

/** An alert says its level in words too: colour alone tells nobody. */
function alert({ level = "default", text }) {
  const name = LEVELS[level] && el("span.level", {}, say(LEVELS[level]));
  return el(`div.alert.${level}`, { role: "note" }, name, el("div.text", {}, paintText(text)));
}

function unknown(block) {
  return el("p.unknown", {}, `The page does not paint blocks of type “${block.type}”.`);
}

/** An input block: label, hint, element, and a place for its error. */
function input(block, context) {
  const id = uniqueId("input");
  const error = el("p.error", { id: `${id}-error`, role: "alert", hidden: true, data: { testid: "field-error" } });
  const hint = block.hint && el("p.hint", { id: `${id}-hint` }, block.hint.text);
  const described = [hint && `${id}-hint`, `${id}-error`].filter(Boolean).join(" ");
  const label = [block.label.text, block.optional ? el("span.optional", {}, say(" (optional)")) : null];
  const grouped = [
    "checkboxes",
    "radio_buttons",
    "multi_users_select",
    "multi_static_select",
    "multi_external_select",
    "multi_conversations_select",
  ];
  const isGroup = grouped.includes(block.element.type);
  const element = paintElement(block.element, block, context, { id, described, dispatch: !!block.dispatch_action });
  const node = isGroup
    ? el("fieldset.input", { aria: { describedby: described } }, el("legend", {}, label), element, hint, error)
    : el("div.input", {}, el("label", { for: id }, label), element, hint, error);
  context.form?.field(block.block_id, fieldOf(block, node, error));
  return node;
}

function fieldOf(block, node, error) {
  const inputs = () => node.querySelectorAll("input, textarea, select");
  return {
    block,
    error(text) {
      error.textContent = text;
      error.hidden = !text;
      node.classList.toggle("wrong", Boolean(text));
      inputs().forEach((one) =>
        text ? one.setAttribute("aria-invalid", "true") : one.removeAttribute("aria-invalid"),
      );
    },
    focus: () => inputs()[0]?.focus(),
  };
}
