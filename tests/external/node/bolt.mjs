// An ordinary Bolt app for Node. It knows nothing of any sandbox: the Web API's address is a setting like the tokens.
import bolt from "@slack/bolt";

const app = new bolt.App({
  token: process.env.SLACK_BOT_TOKEN,
  appToken: process.env.SLACK_APP_TOKEN,
  socketMode: true,
  clientOptions: { slackApiUrl: process.env.SLACK_API_URL },
});
const plain = (text) => ({ type: "plain_text", text });
const section = (text, accessory) => ({ type: "section", text: { type: "mrkdwn", text }, ...(accessory && { accessory }) });

app.message("hello", async ({ message, say }) => {
  const button = { type: "button", text: plain("Click Me"), action_id: "button_click" };
  await say({ blocks: [section(`Hey there <@${message.user}>!`, button)], text: `Hey there <@${message.user}>!` });
});
app.action("button_click", async ({ body, ack, say }) => {
  await ack();
  await say(`<@${body.user.id}> clicked the button`);
});
app.event("app_home_opened", async ({ event, client }) => {
  await client.views.publish({ user_id: event.user, view: { type: "home", blocks: [section("*Welcome*")] } });
});
app.shortcut("open", async ({ ack, shortcut, client }) => {
  await ack();
  const element = { type: "plain_text_input", action_id: "text" };
  const blocks = [{ type: "input", block_id: "name", label: plain("Name"), element }];
  const view = { type: "modal", callback_id: "named", title: plain("A name"), submit: plain("Send"), blocks };
  await client.views.open({ trigger_id: shortcut.trigger_id, view });
});
app.view("named", async ({ ack, view }) => {
  const name = view.state.values.name.text.value;
  await ack(name.length < 3 ? { response_action: "errors", errors: { name: "Too short" } } : undefined);
});
app.event("message", async () => {});
await app.start();
