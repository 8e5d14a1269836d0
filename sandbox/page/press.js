// What happens when somebody presses or chooses something that the bot painted.
import { attempt, post, Refused } from "./api.js";
import { dialog, el, toast } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";
import { state } from "./state.js";
import { say } from "./words.js";

/** Send a gesture on an element. `place` says where it is painted: {channel, ts}, {view_id} or {home: true}. */
export async function press(context, block, element, chosen = {}) {
  const confirmed = chosen.confirm ?? element.confirm;
  if (confirmed && !(await confirmation(confirmed))) return false;
  const body = {
    user: state.user,
    ...context.place,
    action_id: element.action_id,
    block_id: block.block_id,
    ...chosen.data,
  };
  if (context.form) body.state = context.form.values;
  const answer = await attempt(() => sent(body, element));
  if (answer && answer.acked === false) toast("The app did not answer in time.", "problem");
  if (answer) context.pressed?.(answer);
  return answer !== null;
}

/** What was painted anew between looking and pressing still counts, as it does in Slack. */
async function sent(body, element) {
  try {
    return await post("/control/press", body);
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== "no_such_element") throw error;
    return await post("/control/press", { ...body, force: element });
  }
}

/** Follow the address of a button or menu line. */
export function follow(url) {
  if (/^https?:/i.test(url)) window.open(url, "_blank", "noopener,noreferrer");
}

/** Ask before a press, in the bot's words. Resolves to whether it was confirmed. */
function confirmation(confirm) {
  return new Promise((resolve) => {
    const body = confirm.text?.type === "mrkdwn" ? mrkdwn(confirm.text.text) : (confirm.text?.text ?? "");
    const style = confirm.style === "danger" ? "button.button.danger" : "button.button.primary";
    const node = dialog(
      { data: { testid: "confirm" }, aria: { label: confirm.title?.text } },
      el("h2", {}, confirm.title?.text ?? ""),
      el("p.text", {}, body),
      el(
        "form.dialog-actions",
        { method: "dialog" },
        el("button.button", { value: "no", data: { testid: "confirm-deny" } }, confirm.deny?.text ?? say("Cancel")),
        el(style, { value: "yes", data: { testid: "confirm-accept" } }, confirm.confirm?.text ?? say("Yes")),
      ),
    );
    node.addEventListener("close", () => resolve(node.returnValue === "yes"));
  });
}
