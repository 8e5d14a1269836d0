// Slack's mrkdwn as elements. Everything is put in as text nodes: no markup of a message ever reaches the page as HTML.
import { slackDate } from "./dates.js";
import { el } from "./dom.js";
import { nameOf } from "./state.js";

const OPEN = "\uE000";
const CLOSE = "\uE001";
const EDGE = `[\\s\\p{P}\\p{S}${OPEN}${CLOSE}]`;
const MARKS = { "*": "strong", _: "em", "~": "s" };
const EMPHASIS = new RegExp(`(?<=^|${EDGE})([*_~])(?=[^\\s*_~]|[*_~][^\\s])(.*?[^\\s])\\1(?=$|${EDGE})`, "u");
const BARE_URL = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/g;

/** A mrkdwn text as a fragment. `links`: whether bare addresses become links (not in `verbatim` texts). */
export function mrkdwn(text, { links = true } = {}) {
  const fragment = document.createDocumentFragment();
  text.split("```").forEach((piece, index) => {
    if (index % 2) fragment.append(el("pre", {}, decoded(piece.replace(/^\n|\n$/g, ""))));
    else fragment.append(...paragraphs(index ? piece.replace(/^\n/, "") : piece, links));
  });
  return fragment;
}

/** The same text as one line of plain words, for labels and announcements. */
export const plainWords = (text) => mrkdwn(text, { links: false }).textContent.replace(/\s+/g, " ").trim();

function* paragraphs(text, links) {
  let quote = [];
  let started = false;
  for (const line of text.split("\n")) {
    const told = /^(?:&gt;|>)\s?(.*)$/.exec(line);
    if (told) {
      quote.push(told[1]);
      continue;
    }
    if (quote.length) yield blockquote(quote, links);
    else if (started) yield el("br");
    quote = [];
    started = true;
    yield* inline(line, links);
  }
  if (quote.length) yield blockquote(quote, links);
}

function blockquote(lines, links) {
  return el(
    "blockquote",
    {},
    lines.flatMap((line, index) => [index ? el("br") : null, ...inline(line, links)]),
  );
}

function inline(line, links) {
  const kept = [];
  const keep = (node) => `${OPEN}${kept.push(node) - 1}${CLOSE}`;
  const held = line
    .replace(/`([^`]+)`/g, (_, code) => keep(el("code", {}, decoded(code))))
    .replace(/<([^<>]+)>/g, (_, inside) => keep(reference(inside)));
  return [...emphasised(held, kept, links)];
}

function* emphasised(text, kept, links) {
  const found = EMPHASIS.exec(text);
  if (!found) {
    yield* leaves(text, kept, links);
    return;
  }
  yield* leaves(text.slice(0, found.index), kept, links);
  yield el(MARKS[found[1]], {}, ...emphasised(found[2], kept, links));
  yield* emphasised(text.slice(found.index + found[0].length), kept, links);
}

function* leaves(text, kept, links) {
  for (const piece of text.split(new RegExp(`(${OPEN}\\d+${CLOSE})`))) {
    if (piece.startsWith(OPEN)) yield kept[Number(piece.slice(1, -1))];
    else if (links) yield* linked(piece);
    else if (piece) yield decoded(piece);
  }
}

function* linked(text) {
  let from = 0;
  for (const found of text.matchAll(BARE_URL)) {
    if (found.index > from) yield decoded(text.slice(from, found.index));
    yield link(decoded(found[0]), decoded(found[0]));
    from = found.index + found[0].length;
  }
  if (from < text.length) yield decoded(text.slice(from));
}

function reference(inside) {
  const [target, ...rest] = inside.split("|");
  const label = rest.join("|");
  if (target.startsWith("@")) return mention(label || `@${nameOf(target.slice(1))}`);
  if (target.startsWith("#")) return mention(`#${label || target.slice(1)}`);
  if (target.startsWith("!date^")) {
    const [, seconds, pattern, url] = target.split("^");
    if (pattern === "{_}") return decoded(label); // no such form: the fallback, which is never read for marks
    const text = slackDate(seconds, decoded(pattern));
    return url ? link(url, text) : el("time", { title: decoded(label) }, text);
  }
  if (target.startsWith("!")) return mention(label || `@${target.slice(1).split("^")[0]}`);
  return link(decoded(target), decoded(label || target));
}

const mention = (text) =>
  el("span.mention", {}, decoded(text.startsWith("@") || text.startsWith("#") ? text : `@${text}`));

/** A link; only web and mail addresses are followed. */
export function link(url, text) {
  if (!/^(https?|mailto):/i.test(url)) return el("span", {}, text);
  return el("a", { href: url, data: { focus: url }, target: "_blank", rel: "noreferrer noopener" }, text);
}

const decoded = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
