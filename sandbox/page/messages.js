// The conversation of one person with the bot, and the line to type a command in.
import { attempt, get, post } from "./api.js";
import { paintBlocks } from "./blocks.js";
import { clockTime, dayNumber, wholeDate } from "./dates.js";
import { announce, byId, el, repaint, toast } from "./dom.js";
import { mrkdwn, plainWords } from "./mrkdwn.js";
import { state, viewer } from "./state.js";
import { say } from "./words.js";

const BOT = "AI Consent";
let painted = { user: null, seen: new Map() };

/** Fetch and paint what this person sees; new and changed messages are read out. */
export async function showMessages() {
  const user = state.user;
  const answer = await attempt(() => get("/control/messages", { user }));
  if (!answer || user !== state.user) return;
  const changes = painted.user === user ? answer.messages.filter((one) => painted.seen.get(one.ts) !== mark(one)) : [];
  const arrived = painted.user !== user || changes.some((one) => !painted.seen.has(one.ts));
  painted = { user, seen: new Map(answer.messages.map((one) => [one.ts, mark(one)])) };
  repaint(byId("messages"), answer.messages.length ? [...lines(answer.messages)] : nothing());
  if (changes.length) announce(`${BOT}: ${plainWords(changes.at(-1).text)}`);
  if (arrived) byId("messages-scroll").scrollTop = byId("messages-scroll").scrollHeight;
  state.unread.delete(user);
}

const mark = (message) => `${message.edited ?? ""}|${message.text}|${message.blocks.length}`;

const nothing = () => el("li.nothing", {}, `No messages for ${viewer().name} yet.`);

function* lines(messages) {
  let day = "";
  for (const message of messages) {
    const today = dayNumber(new Date(Number(message.ts) * 1000));
    if (today !== day) yield el("li.day", {}, el("span", {}, wholeDate(message.ts)));
    day = today;
    yield line(message);
  }
}

function line(message) {
  const place = { channel: message.channel, ts: message.ts };
  const body = message.blocks.length
    ? paintBlocks(message.blocks, { place })
    : [el("div.text.block", {}, mrkdwn(message.text))];
  return el(
    `li.message${message.ephemeral ? ".ephemeral" : ""}`,
    { data: { testid: "message", ts: message.ts, channel: message.channel, ephemeral: String(message.ephemeral) } },
    el("span.avatar", { aria: { hidden: "true" } }, "AI"),
    el(
      "article",
      { aria: { label: `${BOT}, ${clockTime(message.ts)}` } },
      heading(message),
      body,
      (message.files ?? []).map(file),
    ),
  );
}

function heading(message) {
  const elsewhere = message.channel.startsWith("D") ? null : el("span.tag", {}, message.channel);
  const alone = message.ephemeral && el("p.alone", {}, say("Only visible to you"));
  return el(
    "header",
    {},
    alone,
    el("strong", {}, BOT),
    el("span.tag", {}, say("App")),
    elsewhere,
    el("time", { title: wholeDate(message.ts) }, clockTime(message.ts)),
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
    { type: "button", data: { testid: "file" }, onclick: take },
    `Download ${one.title || one.name}`,
  );
}

/** The line below the messages: what is typed there is a slash command. */
export function bindComposer() {
  const form = byId("composer");
  const input = byId("composer-line");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [, command, text] = /^(\/\S+)\s*(.*)$/s.exec(input.value.trim()) ?? [];
    if (!command) return toast("The bot reads no messages here. Type a slash command, for example /ai-consent help.");
    input.value = "";
    const answer = await attempt(() => post("/control/command", { user: state.user, command, text }));
    if (answer && !answer.acked) toast(`${command} failed: the app did not answer in time.`, "problem");
    if (answer?.ack_error)
      toast(`${command} failed: the app's answer cannot be shown (${answer.ack_error.error}).`, "problem");
    if (answer) await showMessages();
    return undefined;
  });
}
