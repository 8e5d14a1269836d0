// rich_text blocks as elements.
import { slackDate } from "./dates.js";
import { el } from "./dom.js";
import { link } from "./mrkdwn.js";
import { nameOf } from "./state.js";

/** A rich_text block. */
export const richText = (block) => el("div.text", {}, (block.elements ?? []).map(part));

function part(one) {
  const inside = () => (one.elements ?? []).map(leaf);
  if (one.type === "rich_text_list") {
    const items = (one.elements ?? []).map((item) => el("li", {}, (item.elements ?? []).map(leaf)));
    return el(one.style === "ordered" ? "ol" : "ul", {}, items);
  }
  if (one.type === "rich_text_quote") return el("blockquote", {}, inside());
  if (one.type === "rich_text_preformatted") return el("pre", {}, inside());
  return el("p", {}, inside());
}

function leaf(one) {
  if (one.type === "user") return el("span.mention", {}, `@${nameOf(one.user_id)}`);
  if (one.type === "channel") return el("span.mention", {}, `#${one.channel_id}`);
  if (one.type === "emoji") return `:${one.name}:`;
  if (one.type === "date") return slackDate(one.timestamp, one.format);
  const text = one.type === "link" ? link(one.url, one.text ?? one.url) : (one.text ?? "");
  return styled(text, one.style ?? {});
}

function styled(node, style) {
  const tags = { bold: "strong", italic: "em", strike: "s", code: "code" };
  return Object.entries(tags).reduce((inner, [name, tag]) => (style[name] ? el(tag, {}, inner) : inner), node);
}
