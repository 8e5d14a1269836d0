// Requests to the sandbox's control interface, and its stream of events with polling in its place.
import { toast } from "./dom.js";

async function request(path, options) {
  const response = await fetch(path, options);
  const body = await response.json().catch(() => ({ ok: false, error: `http_${response.status}` }));
  if (!response.ok || body.ok === false) throw new Refused(body.error, body.detail ?? body.error, response.status);
  return body;
}

/** The sandbox said no. */
export class Refused extends Error {
  constructor(code, detail, status) {
    super(detail);
    this.code = code;
    this.status = status;
  }
}

const query = (values) => {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return given.length ? `?${new URLSearchParams(given)}` : "";
};

export const get = (path, values = {}) => request(path + query(values), { cache: "no-store" });

export const post = (path, body) =>
  request(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** Do something that may be refused, and show the reason if it is. */
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    toast(error instanceof Refused ? error.message : "The sandbox does not answer.", "problem");
    return null;
  }
}

/**
 * Call `heard` with every event. Once the stream is open call it with {kind: "poll"}: what happened before was not
 * heard. While the stream is broken do so every two seconds.
 */
export function listen(heard) {
  let timer = null;
  const source = new EventSource("/control/stream");
  source.onopen = () => {
    heard({ kind: "poll" });
    clearInterval(timer);
    timer = null;
  };
  source.onmessage = (event) => heard(JSON.parse(event.data));
  source.onerror = () => (timer ??= setInterval(() => heard({ kind: "poll" }), 2000));
}
