// The bot's modals: the top of the stack as a dialog, its errors beside the fields, its closing.
import { attempt, get, post, Refused } from "./api.js";
import { paintBlocks } from "./blocks.js";
import { calmly } from "./calmly.js";
import { byId, discard, el, once, repaint, toast } from "./dom.js";
import { bookmark } from "./focus.js";
import { Form } from "./form.js";
import { hintFor } from "./guide.js";
import { state } from "./state.js";
import { say } from "./words.js";

let open = null; // {node, user, id, hash, form}

/** Show the top modal of this person, or none. */
export const showModals = calmly(async () => {
  const user = state.user;
  const answer = await attempt(() => get("/control/views", { user }));
  if (!answer || user !== state.user) return;
  const view = answer.views.at(-1);
  if (!view) return dismiss();
  if (open?.user === user && open.id === view.id && open.hash === view.hash) return;
  paint(view, answer.views.length, user);
});

/** Take the dialog away without telling the bot: the view is gone, or another person is looked at. */
export function dismiss() {
  const node = open?.node;
  const back = open?.back;
  open = null;
  if (node) discard(node);
  back?.();
}

function paint(view, depth, user) {
  const same = open?.user === user && open.id === view.id;
  const form = new Form(same ? open.form : { values: view.state.values });
  const node = open?.node ?? newDialog();
  const back = open?.back ?? bookmark();
  open = { node, user, id: view.id, hash: view.hash, form, back };
  node.dataset.viewId = view.id;
  node.dataset.callbackId = view.callback_id;
  const scrolled = same ? node.querySelector(".modal-body").scrollTop : 0;
  const body = el(
    "div.modal-body",
    { data: { testid: "modal-body" } },
    hint(view),
    paintBlocks(view.blocks, { place: { view_id: view.id }, form }),
  );
  if (!body.querySelector("button, input, select, textarea, a")) readable(body);
  repaint(
    node.firstElementChild,
    head(view, depth),
    el("form", { novalidate: true, onsubmit: (event) => submit(event, view) }, body, foot(view)),
  );
  if (!node.open) node.showModal();
  body.scrollTop = scrolled;
  if (!same) first(node)?.focus({ preventScroll: true });
}

/** Words alone may be longer than the window: arrow keys scroll them. */
function readable(body) {
  body.tabIndex = 0;
  body.setAttribute("role", "group");
  body.setAttribute("aria-labelledby", "modal-title");
}

function hint(view) {
  const text = hintFor(view);
  return text && el("p.guide-hint", { data: { testid: "guide-hint" } }, el("strong", {}, say("Next: {n}")), text);
}

const first = (node) =>
  node.querySelector("[autofocus]") ??
  node.querySelector(".modal-body :is(input, textarea, select)") ??
  node.querySelector("h2");

function newDialog() {
  const node = el(
    "dialog.dialog.modal",
    { data: { testid: "modal" }, aria: { labelledby: "modal-title" } },
    el("div.modal-content"),
  );
  node.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  byId("dialogs").append(node);
  return node;
}

function head(view, depth) {
  return el(
    "header.modal-head",
    {},
    el("h2", { id: "modal-title", tabindex: "-1", data: { testid: "modal-title" } }, view.title?.text ?? ""),
    depth > 1 && el("span.tag", {}, `${depth} open`),
    el(
      "button.icon",
      { type: "button", aria: { label: say("Close") }, data: { testid: "modal-x" }, onclick: () => close(true) },
      "×",
    ),
  );
}

function foot(view) {
  const away = el(
    "button.button",
    { type: "button", data: { testid: "modal-close" }, onclick: () => close() },
    view.close?.text ?? say(view.submit ? "Cancel" : "Close"),
  );
  const send =
    view.submit &&
    el(
      "button.button.primary",
      { type: "submit", disabled: view.submit_disabled, data: { testid: "modal-submit" } },
      view.submit.text,
    );
  return el("footer.dialog-actions", {}, away, send);
}

/** Close the top view; `all` closes every one of the stack, as the cross of Slack's window does. */
async function close(all = false) {
  if (!open) return;
  await attempt(() => post("/control/close_view", { user: open.user, view_id: open.id, all }));
  await showModals();
}

async function submit(event, view) {
  event.preventDefault();
  const { form, user } = open;
  const faults = form.faults();
  form.showErrors(faults);
  if (Object.keys(faults).length) return;
  await once(event.submitter ?? open.node.querySelector("[type=submit]"), async () => {
    const answer = await attempt(() => sent(user, view, form));
    if (answer) await answered(answer, form);
  });
}

/** Show what it led to; the button is busy until it is in sight. */
async function answered(answer, form) {
  const wrong = answer.errors ?? (answer.ack?.response_action === "errors" ? answer.ack.errors : null);
  if (wrong) form.showErrors(wrong);
  else if (!answer.acked) toast("The app did not answer in time. Try again.", "problem");
  else if (answer.ack_error) toast(`The app's answer cannot be shown: ${answer.ack_error.error}.`, "problem");
  await showModals();
}

async function sent(user, view, form) {
  try {
    return await post("/control/submit", { user, view_id: view.id, values: form.values });
  } catch (error) {
    if (error instanceof Refused && error.code === "no_such_view") await showModals();
    throw error;
  }
}
