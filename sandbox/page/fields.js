// Input elements of Block Kit as native fields of the page. Each keeps its state in the view's form.
import { attempt, get, post } from "./api.js";
import { el, uniqueId } from "./dom.js";
import { externalMenu } from "./external.js";
import { peoplePicker } from "./picker.js";
import { state as page } from "./state.js";
import { say } from "./words.js";
import { attributes, begin, changed } from "./typed.js";

const text =
  (kind) =>
  (...given) =>
    textField(kind, ...given);

export const FIELDS = {
  plain_text_input: text("text"),
  email_text_input: text("email"),
  url_text_input: text("url"),
  number_input: text("text"),
  static_select: select,
  multi_static_select: choices("checkbox", "selected_options"),
  external_select: externalMenu("selected_option", "initial_option", false),
  multi_external_select: externalMenu("selected_options", "initial_options", true),
  rich_text_input: richTextField,
  checkboxes: choices("checkbox", "selected_options"),
  radio_buttons: choices("radio", "selected_option"),
  datepicker: moment("date", "selected_date", "initial_date"),
  timepicker: moment("time", "selected_time", "initial_time"),
  datetimepicker,
  file_input: fileInput,
  users_select: peoplePicker("selected_user", "initial_user", false),
  multi_users_select: peoplePicker("selected_users", "initial_users", true),
  conversations_select: rooms("selected_conversation", "initial_conversation", false),
  multi_conversations_select: rooms("selected_conversations", "initial_conversations", true),
  channels_select: rooms("selected_channel", "initial_channel", false),
  multi_channels_select: rooms("selected_channels", "initial_channels", true),
};

function textField(kind, element, block, context, field) {
  const state = begin(element, block, context, { value: element.initial_value ?? null });
  const tag = element.multiline ? "textarea" : "input";
  const onEnter = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const note = (dispatch) =>
    changed(element, block, context, { dispatch }, { value: node.value === "" ? null : node.value });
  const node = el(tag, {
    ...attributes(element, block, field),
    type: element.multiline ? null : kind,
    rows: element.multiline ? 5 : null,
    inputmode: element.type === "number_input" ? "decimal" : null,
    placeholder: element.placeholder?.text,
    maxlength: element.max_length,
    autofocus: element.focus_on_load,
    value: state.value ?? "",
    oninput: () => note(field.dispatch && onEnter.includes("on_character_entered")),
    onkeydown: (event) =>
      event.key === "Enter" &&
      !element.multiline &&
      field.dispatch &&
      onEnter.includes("on_enter_pressed") &&
      (event.preventDefault(), note(true)),
  });
  return node;
}

/** Formatted text is typed as plain lines here. */
function richTextField(element, block, context, field) {
  const state = begin(element, block, context, { rich_text_value: element.initial_value ?? null });
  const sections = state.rich_text_value?.elements ?? [];
  const text = sections.flatMap((one) => (one.elements ?? []).map((leaf) => leaf.text ?? "")).join("");
  const note = () => changed(element, block, context, { dispatch: false }, { rich_text_value: formatted(node.value) });
  const node = el("textarea", {
    ...attributes(element, block, field),
    rows: 5,
    value: text,
    placeholder: element.placeholder?.text,
    oninput: note,
  });
  return node;
}

const formatted = (text) =>
  text
    ? { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] }
    : null;

const optionsOf = (element) => element.options ?? (element.option_groups ?? []).flatMap((group) => group.options);

function select(element, block, context, field) {
  const state = begin(element, block, context, { selected_option: element.initial_option ?? null });
  const all = optionsOf(element);
  const lines = (options) =>
    options.map((one) =>
      el("option", { value: one.value, selected: one.value === state.selected_option?.value }, one.text.text),
    );
  const groups = element.option_groups?.map((group) =>
    el("optgroup", { label: group.label.text }, lines(group.options)),
  );
  const take = (event) =>
    changed(element, block, context, field, {
      selected_option: all.find((one) => one.value === event.target.value) ?? null,
    });
  const nothing = el("option", { value: "" }, element.placeholder?.text ?? say("Choose an option"));
  return el("select", { ...attributes(element, block, field), onchange: take }, nothing, groups ?? lines(all));
}

/** Checkboxes or radio buttons; several options of a menu are shown as checkboxes too. */
function choices(kind, key) {
  return (element, block, context, field) => {
    const many = key === "selected_options";
    const initial = many ? (element.initial_options ?? []) : (element.initial_option ?? null);
    const state = begin(element, block, context, { [key]: initial });
    const chosen = (option) => (many ? state[key] : [state[key]]).some((one) => one?.value === option.value);
    const group = uniqueId("choice");
    const all = optionsOf(element);
    const take = () => {
      const ticked = [...node.querySelectorAll("input:checked")].map((one) => all[Number(one.dataset.index)]);
      changed(element, block, context, field, { [key]: many ? ticked : (ticked[0] ?? null) });
    };
    const lines = all.map((option, index) =>
      choiceLine(kind, group, option, index, chosen(option), take, block, element),
    );
    const node = el("div.choices", { role: "group", aria: { label: field.label } }, lines);
    return node;
  };
}

function choiceLine(kind, group, option, index, checked, take, block, element) {
  const focus = `${element.action_id}|${option.value}`;
  const input = el("input", {
    type: kind,
    name: group,
    value: option.value,
    checked,
    onchange: take,
    data: { index, focus },
  });
  const description = option.description && el("span.description", {}, option.description.text);
  return el("label.choice", {}, input, el("span", {}, el("span.text", {}, option.text.text), description));
}

function moment(kind, key, initialKey) {
  return (element, block, context, field) => {
    const state = begin(element, block, context, { [key]: element[initialKey] ?? null });
    const take = (event) => changed(element, block, context, field, { [key]: event.target.value || null });
    return el("input", { ...attributes(element, block, field), type: kind, value: state[key] ?? "", onchange: take });
  };
}

function datetimepicker(element, block, context, field) {
  const state = begin(element, block, context, { selected_date_time: element.initial_date_time ?? null });
  const shown = state.selected_date_time ? new Date(state.selected_date_time * 1000).toISOString().slice(0, 16) : "";
  const take = (event) =>
    changed(element, block, context, field, {
      selected_date_time: event.target.value ? Date.parse(`${event.target.value}Z`) / 1000 : null,
    });
  return el("input", { ...attributes(element, block, field), type: "datetime-local", value: shown, onchange: take });
}

/** Files are uploaded when they are chosen, and stand in the form as Slack's file objects. */
function fileInput(element, block, context, field) {
  begin(element, block, context, { files: [] });
  const take = async () => {
    const files = [];
    for (const file of node.files) {
      const answer = await attempt(async () =>
        post("/control/files", { user: page.user, name: file.name, content: await base64(file) }),
      );
      if (answer) files.push(answer.file);
    }
    changed(element, block, context, field, { files });
  };
  const accept = element.filetypes?.map((one) => `.${one}`).join(",");
  const node = el("input", {
    ...attributes(element, block, field),
    type: "file",
    accept,
    multiple: (element.max_files ?? 10) > 1,
    onchange: take,
  });
  return node;
}

async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(""));
}

/** Channels to choose from, as the sandbox lists them. */
function rooms(key, initialKey, many) {
  return (element, block, context, field) => {
    const state = begin(element, block, context, { [key]: element[initialKey] ?? (many ? [] : null) });
    const take = () => {
      const ids = [...node.selectedOptions].map((one) => one.value).filter(Boolean);
      changed(element, block, context, field, { [key]: many ? ids : (ids[0] ?? null) });
    };
    const node = el("select", { ...attributes(element, block, field), multiple: many, onchange: take });
    if (!many) node.append(el("option", { value: "" }, element.placeholder?.text ?? say("Choose a channel")));
    attempt(() => get("/control/channels")).then((answer) => {
      const picked = many ? state[key] : [state[key]];
      node.append(
        ...(answer?.channels ?? []).map((one) =>
          el("option", { value: one.id, selected: picked.includes(one.id) }, `#${one.name}`),
        ),
      );
    });
    return node;
  };
}
