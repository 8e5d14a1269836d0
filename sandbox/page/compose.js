// The compose window of a person's own mail program, as a `mailto:` link opens it.
import { attempt, post } from "./api.js";
import { dialog, el, once, toast, uniqueId } from "./dom.js";
import { mailbox, state } from "./state.js";

/** Open the window, filled from a `mailto:` link if one is given. */
export async function compose(mailto = null) {
  const draft = mailto
    ? await attempt(() => post("/control/mail/draft", { mailto }))
    : { to: [], cc: [], subject: "", body: "" };
  if (!draft) return;
  const from = el(
    "select",
    { data: { testid: "compose-from" } },
    senders().map((one) =>
      el("option", { value: one.email, selected: one.id === mailbox()?.id }, `${one.name} <${one.email}>`),
    ),
  );
  const fields = {
    to: el("input", { type: "text", value: draft.to.join(", "), required: true, data: { testid: "compose-to" } }),
    cc: el("input", { type: "text", value: draft.cc.join(", "), data: { testid: "compose-cc" } }),
    subject: el("input", { type: "text", value: draft.subject, data: { testid: "compose-subject" } }),
    body: el("textarea", { rows: 14, value: draft.body, data: { testid: "compose-body" } }),
  };
  const send = el("button.button.primary", { type: "submit", data: { testid: "compose-send" } }, sendLabel(from.value));
  from.addEventListener("change", () => (send.textContent = sendLabel(from.value)));
  const close = () => node.close();
  const sending = (event) => {
    event.preventDefault();
    once(send, () => sent(from.value, fields, close));
  };
  const form = el(
    "form",
    { onsubmit: sending },
    el(
      "div.modal-body",
      {},
      row("From", from),
      row("To", fields.to),
      row("Cc", fields.cc),
      row("Subject", fields.subject),
      row("Text", fields.body),
    ),
    el(
      "footer.dialog-actions",
      {},
      el("button.button", { type: "button", data: { testid: "compose-cancel" }, onclick: close }, "Discard"),
      send,
    ),
  );
  const node = dialog(
    { data: { testid: "compose" }, aria: { label: "New mail" } },
    el(
      "div.modal-content",
      {},
      el("header.modal-head", {}, el("h2", {}, "New mail"), el("span.tag", {}, "mail program")),
      form,
    ),
  );
  node.classList.add("modal");
  (draft.to.length ? send : fields.to).focus();
}

/** Owners first: the letter must come from one. */
function senders() {
  const rank = { primary_owner: 0, owner: 1, admin: 2 };
  const mine = (one) => (one.id === state.user ? -1 : (rank[one.role] ?? 3));
  const people = [...state.people.values()].filter((one) => one.email && !one.deleted && one.role !== "bot");
  return people.sort((one, other) => mine(one) - mine(other)).slice(0, 30);
}

function sendLabel(email) {
  const person = [...state.people.values()].find((one) => one.email === email);
  const owner = ["primary_owner", "owner"].includes(person?.role);
  return owner ? `Send as the owner, ${person.name}` : `Send as ${person?.name ?? email}`;
}

function row(label, field) {
  field.id = uniqueId("compose");
  return el("div.input", {}, el("label", { for: field.id }, label), field);
}

async function sent(from, fields, close) {
  const values = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value]));
  const answer = await attempt(() => post("/control/mail/send", { from, ...values }));
  if (!answer) return;
  close();
  toast(
    answer.delivered_to.length
      ? `Sent to ${answer.delivered_to.length === 1 ? answer.delivered_to[0] : `${answer.delivered_to.length} addresses`}.`
      : "The mail came back: nobody has this address.",
  );
}
