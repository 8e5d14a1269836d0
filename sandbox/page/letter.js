// One letter of the mail desk: what it says, and what can be done with it.
import { attempt, post } from "./api.js";
import { formatted } from "./dates.js";
import { byId, el, once, toast } from "./dom.js";
import { mailbox } from "./state.js";

const KINDS = {
  letter: "Letter",
  forward: "Forwarded",
  acknowledge: "Acknowledgement",
  confirm: "Confirmation",
  ask: "Question",
  helpdesk_confirm: "Confirmation, new thread",
  refuse: "Refusal",
  bounce: "Bounce",
  out_of_office: "Automatic reply",
  own_words: "In own words",
  forged: "Forged",
};
const ANSWERS = [
  ["acknowledge", "Acknowledge"],
  ["confirm", "Confirm"],
  ["ask", "Ask something"],
  ["refuse", "Refuse"],
  ["helpdesk_confirm", "Confirm in a new thread"],
  ["out_of_office", "Out of office"],
  ["bounce", "Bounce"],
];
const FORGERIES = [
  ["unsigned", "not signed"],
  ["stranger", "signed by a stranger"],
  ["lookalike", "from a look-alike address"],
  ["altered", "genuine answer, words changed"],
];
let wish = { all: true, how: "unsigned", text: "" }; // outlives repaints: mail may arrive while somebody types

/** What made a mail, as a small label. */
export const badge = (mail) => el(`span.tag.kind-${mail.kind}`, {}, KINDS[mail.kind] ?? mail.kind);

/** A letter that lies in `box`; a forward goes to `copyAddress` unless the letter names the thread's own. */
export function letter(mail, box, copyAddress) {
  const when = `${formatted(new Date(mail.at), "date_long")}, ${formatted(new Date(mail.at), "time")}`;
  const facts = [
    ["From", mail.from_name ? `${mail.from_name} <${mail.from}>` : mail.from],
    ["To", mail.to.join(", ")],
    ["Cc", mail.cc.join(", ")],
    ["Date", when],
    ["Reached", mail.delivered_to.join(", ")],
    ["Signature", mail.signed_by ? `made in the name of ${mail.signed_by}` : "none"],
  ];
  return el(
    "article.letter",
    { data: { testid: "letter", mailId: mail.id } },
    el("header", {}, el("h2", {}, mail.subject), badge(mail)),
    el(
      "dl",
      {},
      facts.filter(([, value]) => value).flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]),
    ),
    el("div.mail-text", { tabindex: "0", role: "region", aria: { label: "Text of the mail" } }, mail.text),
    tools(mail, box, copyAddress),
  );
}

function tools(mail, box, copyAddress) {
  const raw = el(
    "a.button.small",
    { href: `/control/mail/raw/${mail.id}`, download: `${mail.id}.eml`, data: { testid: "download" } },
    "Download (.eml)",
  );
  const answers = box === "vendor" ? answerTools(mail) : null;
  const forward =
    box === "owner" &&
    mail.kind !== "forward" &&
    el(
      "button.button.small",
      {
        type: "button",
        data: { testid: "forward" },
        onclick: (event) => once(event.currentTarget, () => forwarded(mail, copyAddress)),
      },
      "Forward to the bot",
    );
  return el("div.tools", {}, answers, el("div.actions", {}, forward, raw));
}

function answerTools(mail) {
  const all = el("input", {
    type: "checkbox",
    checked: wish.all,
    data: { testid: "reply-all", focus: "reply-all" },
    onchange: () => (wish.all = all.checked),
  });
  const words = el("textarea", {
    rows: 4,
    id: "own-words",
    value: wish.text,
    data: { testid: "own-words", focus: "own-words" },
    aria: { label: "Own words" },
    oninput: () => (wish.text = words.value),
  });
  const how = el(
    "select",
    {
      aria: { label: "How the forgery is made" },
      data: { testid: "forged-how", focus: "forged-how" },
      onchange: () => (wish.how = how.value),
    },
    FORGERIES.map(([value, label]) => el("option", { value, selected: value === wish.how }, label)),
  );
  const button = ([kind, label]) =>
    el(
      "button.button.small",
      {
        type: "button",
        data: { testid: `answer-${kind}`, focus: `answer-${kind}` },
        onclick: (event) => once(event.currentTarget, () => answered(mail, kind)),
      },
      label,
    );
  return el(
    "section.answer",
    { aria: { label: "Answer as Slack" } },
    el("h3", {}, "Answer as Slack"),
    el(
      "label.choice",
      {},
      all,
      el(
        "span",
        {},
        "Reply to all, so that a copy reaches the bot (bounces and automatic replies go to the sender only)",
      ),
    ),
    el("div.actions", {}, ANSWERS.map(button)),
    el("div.actions", {}, button(["forged", "Send a forged confirmation"]), how),
    el(
      "details",
      { open: Boolean(wish.text) },
      el("summary", {}, "In my own words"),
      words,
      el("div.actions", {}, button(["own_words", "Send these words"])),
    ),
  );
}

async function answered(mail, kind) {
  const alone = ["bounce", "out_of_office"].includes(kind);
  const text = kind === "own_words" ? wish.text.trim() : undefined;
  if (text === "") return void byId("own-words").focus();
  const options = { how: wish.how, text, reply_all: alone ? undefined : wish.all };
  const answer = await attempt(() => post("/control/mail/answer", { mail_id: mail.id, kind, ...options }));
  if (!answer) return;
  if (text) wish = { ...wish, text: "" };
  const what = kind === "forged" ? "Forged confirmation" : KINDS[kind];
  toast(answer.delivered_to.length ? `${what} sent to ${reached(answer)}.` : "Nobody could be reached.");
}

function reached(answer) {
  const names = { owner: "the owner", bot: "the bot", elsewhere: "people elsewhere" };
  return answer.boxes
    .map((one) => names[one] ?? one)
    .reverse()
    .join(" and ");
}

/** To the copy address of this thread when the mail carries one, else to the plain one. */
async function forwarded(mail, copyAddress) {
  const [local, domain] = copyAddress.split("@");
  const known = [...mail.cc, ...mail.to, ...(mail.text.match(/[^\s<>]+@[^\s<>,;]+/g) ?? [])];
  const to = known.find((one) => one.startsWith(`${local}+`) && one.endsWith(`@${domain}`)) ?? copyAddress;
  const answer = await attempt(() => post("/control/mail/forward", { mail_id: mail.id, from: mailbox().email, to }));
  if (!answer) return;
  toast(`Forwarded as an attachment to ${to}.`);
}
