// Dates as the person we look through reads them: in their language and zone, "today" by the sandbox's clock.
import { now, viewer } from "./state.js";

const STYLES = {
  date: { year: "numeric", month: "long", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  time: { hour: "numeric", minute: "2-digit" },
  time_secs: { hour: "numeric", minute: "2-digit", second: "2-digit" },
};

/** A date in one of the styles above. */
export function formatted(date, style, who = viewer()) {
  return new Intl.DateTimeFormat(who.locale || "en-US", { ...STYLES[style], timeZone: who.tz || "UTC" }).format(date);
}

const isoDay = (date, who) => new Intl.DateTimeFormat("en-CA", { timeZone: who.tz || "UTC" }).format(date);

/** A date as a number of the calendar, for example 2026-11-20. */
export const dayNumber = (date, who = viewer()) => isoDay(date, who);

function pretty(date, style, who) {
  const days = Math.round((Date.parse(isoDay(date, who)) - Date.parse(isoDay(now(), who))) / 86400000);
  if (Math.abs(days) > 1) return formatted(date, style, who);
  return new Intl.RelativeTimeFormat(who.locale || "en-US", { numeric: "auto" }).format(days, "day");
}

/** Slack's `<!date^seconds^pattern|fallback>` for this person. */
export function slackDate(seconds, pattern, who = viewer()) {
  const date = new Date(Number(seconds) * 1000);
  return pattern.replace(/\{(\w+)\}/g, (whole, token) => {
    if (token === "date_num") return dayNumber(date, who);
    if (token === "ago") return pretty(date, "date", who);
    if (token === "date_short_pretty" || token === "date_long_pretty" || token === "date_pretty")
      return pretty(date, token.replace("_pretty", ""), who);
    return STYLES[token] ? formatted(date, token, who) : whole;
  });
}

/** The time beside a message. */
export const clockTime = (seconds) => formatted(new Date(Number(seconds) * 1000), "time");

/** Its whole date, for the line between two days and for titles. */
export const wholeDate = (seconds) => formatted(new Date(Number(seconds) * 1000), "date_long");
