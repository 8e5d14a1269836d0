// The line below a conversation: a slash command, or an ordinary message.
import { attempt, post } from "./api.js";
import { byId, toast } from "./dom.js";
import { openRoom, showMessages } from "./messages.js";
import { roomName, state } from "./state.js";

/** Say what can be typed in the conversation that is open. */
export function showComposer() {
  const room = openRoom();
  const { name, commands } = state.app;
  const command = Array.isArray(commands) ? commands[0] : "/ai-consent";
  const hint = room ? `Write in ${roomName(room)}` : command ? `Type ${command} help` : `Write to ${name}`;
  byId("composer-line").placeholder = hint;
  byId("composer-label").textContent = room ? `Message in ${roomName(room)}` : `Command or message to ${name}`;
}

/** Build it once. */
export function bindComposer() {
  const input = byId("composer-line");
  byId("composer").addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (!text) return;
    const room = openRoom();
    input.value = "";
    const done = text.startsWith("/") ? await commanded(text, room) : await said(text, room);
    if (!done && !input.value) input.value = text;
    await showMessages();
  });
}

async function commanded(line, room) {
  const [, command, text] = /^(\/\S*)\s*(.*)$/s.exec(line);
  const answer = await attempt(() =>
    post("/control/command", { user: state.user, command, text, channel: room ?? undefined }),
  );
  if (!answer) return false;
  if (!answer.acked) toast(`${command} failed: the app did not answer in time.`, "problem");
  if (answer.ack_error)
    toast(`${command} failed: the app's answer cannot be shown (${answer.ack_error.error}).`, "problem");
  return true;
}

/** An ordinary message: it stands there for everybody, and the page says if the app does not hear of it. */
async function said(text, room) {
  const answer = await attempt(() => post("/control/say", { user: state.user, text, channel: room ?? undefined }));
  if (!answer) return false;
  const heard = answer.events.some((one) => one.sent ?? one.acked);
  if (!room && !heard) toast(`${state.app.name} reads no messages. It answers slash commands and buttons.`);
  return true;
}
