// The mail desk: three mailboxes, the letters in them, and what can be done with a letter.
import { attempt, get } from "./api.js";
import { calmly } from "./calmly.js";
import { compose } from "./compose.js";
import { formatted } from "./dates.js";
import { byId, el, repaint } from "./dom.js";
import { badge, letter } from "./letter.js";
import { mailbox } from "./state.js";

let box = "vendor";
let chosen = null;
let painted = null;
let everything = { mails: [], copy_address: "" };

/** Fetch and paint the mail desk. */
export const showMail = calmly(async () => {
  const answer = await attempt(() => get("/control/mail"));
  if (!answer) return;
  const news = arrivals(answer) !== arrivals(everything) || painted !== mailbox()?.id;
  everything = answer;
  painted = mailbox()?.id;
  if (news || !byId("panel-mail").childElementCount) paint();
});

/** Which mails there are, and where each has arrived: one box may get it later than another. */
const arrivals = ({ mails }) => JSON.stringify(mails.map((one) => [one.id, one.boxes, one.delivered_to]));

const BOXES = () => [
  ["vendor", "Slack's desk"],
  ["owner", `${mailbox()?.name ?? "Owner"}'s mail`],
  ["bot", "The bot's inbox"],
];

function inBox(mail, name) {
  if (name !== "owner") return mail.boxes.includes(name);
  const address = mailbox()?.email.toLowerCase();
  return mail.delivered_to.includes(address) || mail.from.toLowerCase() === address;
}

function paint() {
  const mails = everything.mails.filter((one) => inBox(one, box)).reverse();
  const shown = mails.find((one) => one.id === chosen) ?? mails[0];
  const list = mails.length ? mails.map((one) => line(one, one === shown)) : el("li.nothing", {}, "No mail here yet.");
  repaint(
    byId("panel-mail"),
    el(
      "div.mail-bar",
      {},
      boxes(),
      el(
        "button.button.small",
        { type: "button", data: { testid: "write", focus: "write" }, onclick: () => compose() },
        "Write a mail",
      ),
    ),
    el(
      "div.mail-desk",
      {},
      el("ul.mail-list", { data: { testid: "mail-list", scroll: `list-${box}` } }, list),
      el(
        "div.mail-read",
        { data: { testid: "mail-read", scroll: `letter-${shown?.id}` } },
        shown && letter(shown, box, everything.copy_address),
      ),
    ),
  );
}

function boxes() {
  const buttons = BOXES().map(([name, label]) => {
    const count = everything.mails.filter((one) => inBox(one, name)).length;
    const pick = () => ((box = name), (chosen = null), paint());
    return el(
      "button.segment",
      {
        type: "button",
        aria: { pressed: String(name === box) },
        data: { testid: `box-${name}`, focus: `box-${name}` },
        onclick: pick,
      },
      `${label} `,
      el("span.badge.quiet", {}, String(count)),
    );
  });
  return el("div.segments", { role: "group", aria: { label: "Mailbox" } }, buttons);
}

function line(mail, current) {
  const pick = () => {
    chosen = mail.id;
    paint();
    byId("panel-mail").querySelector(".mail-read").scrollIntoView({ block: "nearest" }); // it may stand below the list
  };
  const when = formatted(new Date(mail.at), "date_short");
  return el(
    "li",
    {},
    el(
      "button.mail-line",
      {
        type: "button",
        aria: { current: current ? "true" : null },
        data: { testid: `mail-${mail.id}`, kind: mail.kind, focus: `mail-${mail.id}` },
        onclick: pick,
      },
      el("span.row", {}, el("strong", {}, mail.from_name || mail.from), el("small", {}, when)),
      el("span.subject", {}, mail.subject),
      el("span.row", {}, badge(mail)),
    ),
  );
}
