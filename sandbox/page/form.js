// What was typed and chosen in a view, in Slack's form: {block_id: {action_id: state}}.

import { say } from "./words.js";

export class Form {
  /** `saved`: an older form whose answers stay where block and action are still there. */
  constructor(saved = null) {
    this.values = {};
    this.fields = new Map();
    this._saved = saved?.values ?? {};
  }

  /** What stands in this input now, else what stood there before a repaint, else `initial`. */
  begin(blockId, element, initial) {
    const kept = this._saved[blockId]?.[element.action_id];
    const state = kept && kept.type === element.type ? kept : { type: element.type, ...initial };
    this.put(blockId, element.action_id, state);
    return state;
  }

  put(blockId, actionId, state) {
    (this.values[blockId] ??= {})[actionId] = state;
  }

  /** Remember the place of an input block, for errors beside it. */
  field(blockId, field) {
    this.fields.set(blockId, field);
  }

  /** Put errors beside their fields, take the others away, and go to the first. */
  showErrors(errors) {
    for (const [blockId, field] of this.fields) field.error(errors[blockId] ?? "");
    const first = [...this.fields].find(([blockId]) => errors[blockId]);
    first?.[1].focus();
  }

  /** What Slack's own client refuses before it sends: an empty field that is not optional, a length, a form. */
  faults() {
    const found = {};
    for (const [blockId, field] of this.fields) {
      const fault = faultOf(field.block, this.values[blockId]?.[field.block.element.action_id] ?? {});
      if (fault) found[blockId] = fault;
    }
    return found;
  }
}

const KEYS = [
  "value",
  "selected_option",
  "selected_options",
  "selected_date",
  "selected_time",
  "selected_date_time",
  "selected_user",
  "selected_users",
  "selected_conversation",
  "selected_conversations",
  "selected_channel",
  "selected_channels",
  "files",
  "rich_text_value",
];

function answered(state) {
  return KEYS.some((key) => (Array.isArray(state[key]) ? state[key].length > 0 : (state[key] ?? "") !== ""));
}

function faultOf(block, state) {
  const element = block.element;
  if (!answered(state)) return block.optional ? "" : say("Please complete this required field.");
  const value = String(state.value ?? "");
  if (element.min_length && value.length < element.min_length)
    return say("Please write at least {n} characters.", element.min_length);
  if (element.max_length && value.length > element.max_length)
    return say("Please write at most {n} characters.", element.max_length);
  if (element.type === "email_text_input" && !/^\S+@\S+\.\S+$/.test(value))
    return say("Please enter a valid email address.");
  if (element.type === "url_text_input" && !/^https?:\/\/\S+$/i.test(value)) return say("Please enter a valid link.");
  return element.type === "number_input" ? numberFault(element, value) : "";
}

function numberFault(element, value) {
  const pattern = element.is_decimal_allowed ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
  if (!pattern.test(value))
    return say(element.is_decimal_allowed ? "Please enter a number." : "Please enter a whole number.");
  if (element.min_value !== undefined && Number(value) < Number(element.min_value))
    return say("The smallest possible is {n}.", element.min_value);
  if (element.max_value !== undefined && Number(value) > Number(element.max_value))
    return say("The largest possible is {n}.", element.max_value);
  return "";
}
