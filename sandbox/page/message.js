// One message as it stands in a conversation: who wrote it, when, to whom it can be seen, what is in it.
import { attempt, get } from "./api.js";
import { paintBlocks } from "./blocks.js";
import { clockTime, wholeDate } from "./dates.js";
import { el } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";
import { nameOf, state } from "./state.js";
import { say } from "./words.js";

export const isBot = (message) => state.people.get(message.user)?.role === "bot" || !state.people.has(message.user);

/** Who wrote it, as people read it. */
export const authorOf = (message) =>
  isBot(message) ? (message.username ?? state.app.name) : nameOf(message.user);

/** Paint a message. */
export function paintMessage(message) {
  const author = authorOf(message);
  return el(
    `li.message${message.ephemeral ? ".ephemeral" : ""}${isBot(message) ? "" : ".person-wrote"}`,
    {
      data: { testid: "message", ts: message.ts, channel: message.channel, ephemeral: String(message.ephemeral) },
      tabindex: "-1",
    },
    el("span.avatar", { aria: { hidden: "true" } }, initials(author)),
    el(
      "article",
      { aria: { label: `${author}, ${clockTime(message.ts)}` } },
      heading(message, author),
      content(message),
      (message.files ?? []).map(file),
    ),
  );
}

function content(message) {
  const place = { channel: message.channel, ts: message.ts };
  const painted = isBot(message) && message.blocks.length; // what a person typed stands in its text
  if (painted) return paintBlocks(message.blocks, { place });
  return message.text ? [el("div.text.block", {}, mrkdwn(message.text))] : [];
}

const initials = (name) =>
  name
    .split(/\s+/)
    .map((word) => word[0] ?? "")
    .slice(0, 2)
    .join("")
    .toUpperCase();

function heading(message, author) {
  return el(
    "header",
    {},
    message.ephemeral && el("p.alone", {}, say("Only visible to you")),
    el("strong", {}, author),
    isBot(message) && el("span.tag", {}, say("App")),
    el("time", { title: wholeDate(message.ts) }, clockTime(message.ts)),
    message.thread_ts && message.thread_ts !== message.ts && el("span.tag", {}, say("in a thread")),
    message.edited && el("span.edited", {}, say("(edited)")),
  );
}

function file(one) {
  const take = async () => {
    const answer = await attempt(() => get("/control/files", { user: state.user }));
    const found = answer?.files.find((each) => each.id === one.id);
    if (found) el("a", { href: `data:application/octet-stream;base64,${found.content}`, download: found.name }).click();
  };
  return el(
    "button.file",
    { type: "button", data: { testid: "file", focus: `file-${one.id}` }, onclick: take },
    `Download ${one.title || one.name}`,
  );
}
