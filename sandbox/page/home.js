// The bot's Home tab of one person.
import { attempt, get, post } from "./api.js";
import { paintBlocks } from "./blocks.js";
import { calmly } from "./calmly.js";
import { announce, byId, el, repaint, toast } from "./dom.js";
import { Form } from "./form.js";
import { state, viewer } from "./state.js";

let painted = { user: null, hash: null, form: null };

/** Tell the bot that this person opens Home, then show what it painted. */
export async function openHome() {
  const user = state.user;
  await showHome();
  const answer = await attempt(() => post("/control/home", { user }));
  if (answer?.acked === false) toast("The app did not answer: Home may be old.", "problem");
  if (user === state.user) await showHome();
}

/** Paint Home as the bot published it last. */
export const showHome = calmly(async () => {
  const user = state.user;
  const answer = await attempt(() => get("/control/home", { user }));
  if (!answer || user !== state.user || (painted.user === user && painted.hash === answer.hash && answer.hash)) return;
  const again = painted.user === user && painted.hash;
  const form = new Form(again ? painted.form : null);
  painted = { user, hash: answer.hash, form };
  const blocks = answer.view ? paintBlocks(answer.view.blocks, { place: { home: true }, form }) : nothing();
  repaint(byId("panel-home"), el("div.surface", { data: { testid: "home-view", hash: answer.hash } }, blocks));
  if (again) announce("Home was updated.");
});

const nothing = () => el("p.nothing", {}, `The app has not painted a Home tab for ${viewer().name} yet.`);
