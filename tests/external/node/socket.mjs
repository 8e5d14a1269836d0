// A bare Socket Mode client of npm: it acknowledges everything, and repeats what a command said.
import { SocketModeClient } from "@slack/socket-mode";

const client = new SocketModeClient({
  appToken: process.env.SLACK_APP_TOKEN,
  clientOptions: { slackApiUrl: process.env.SLACK_API_URL },
});
client.on("slack_event", async ({ ack, body, type }) => {
  await ack(type === "slash_commands" ? { text: `heard ${body.text}` } : undefined);
});
await client.start();
process.on("SIGTERM", async () => {
  await client.disconnect();
  process.exit(0);
});
