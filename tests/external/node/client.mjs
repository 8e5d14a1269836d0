// Calls the Web API with Slack's own client: one request a line on standard input, one answer a line on standard output.
import { createInterface } from "node:readline";
import { WebClient } from "@slack/web-api";

const options = { slackApiUrl: process.env.SLACK_API_URL, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true };

const method = (client, name) => name.split(".").reduce((place, part) => place?.[part], client);

for await (const line of createInterface({ input: process.stdin })) {
  const { name, args, token } = JSON.parse(line);
  const client = new WebClient(token, { ...options, logLevel: "error" });
  const named = method(client, name);
  let answer;
  try {
    const place = name.split(".").slice(0, -1).reduce((one, part) => one?.[part], client);
    answer = named ? await named.call(place, args) : await client.apiCall(name, args);
    answer.typed = Boolean(named);
  } catch (error) {
    answer = { ok: false, error: error.data?.error ?? String(error), code: error.code };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
