// Choosing people: a searchable list, short however many there are.
import { el } from "./dom.js";
import { nameOf, state } from "./state.js";
import { say } from "./words.js";
import { attributes, begin, changed } from "./typed.js";

const SHOWN = 60;

/** The people who match what was typed, chosen ones first. */
function matches(typed, chosen) {
  const wanted = typed.trim().toLowerCase();
  const found = [];
  for (const person of state.people.values()) {
    if (found.length >= SHOWN) break;
    const fits = !wanted || `${person.name} ${person.handle ?? ""}`.toLowerCase().includes(wanted);
    if (fits && !person.deleted && person.role !== "bot" && !chosen.includes(person.id)) found.push(person.id);
  }
  return [...chosen, ...found];
}

/** A painter for users_select or multi_users_select. */
export function peoplePicker(key, initialKey, many) {
  return (element, block, context, field) => {
    const kept = begin(element, block, context, { [key]: element[initialKey] ?? (many ? [] : null) });
    let chosen = [kept[key] ?? []].flat();
    const take = (ids) => {
      chosen = ids.slice(0, element.max_selected_items ?? (many ? Infinity : 1));
      changed(element, block, context, field, { [key]: many ? chosen : (chosen[0] ?? null) });
    };
    return many
      ? checklist(element, block, field, () => chosen, take)
      : single(element, block, field, () => chosen, take);
  };
}

function single(element, block, field, chosen, take) {
  const node = el("select", {
    ...attributes(element, block, field),
    onchange: () => take(node.value ? [node.value] : []),
  });
  const fill = (typed) => {
    const options = matches(typed, chosen()).map((id) =>
      el("option", { value: id, selected: chosen()[0] === id }, nameOf(id)),
    );
    node.replaceChildren(el("option", { value: "" }, element.placeholder?.text ?? say("Choose a person")), ...options);
  };
  fill("");
  return state.people.size <= SHOWN ? node : el("div.picker", {}, search(fill), node);
}

function checklist(element, block, field, chosen, take) {
  const list = el("div.choices.checklist", {});
  const node = el(
    "div.picker",
    { ...attributes(element, block, field), role: "group" },
    search((typed) => fill(typed)),
    list,
  );
  const tick = (id, on) => take(on ? [...chosen(), id] : chosen().filter((one) => one !== id));
  const fill = (typed) =>
    list.replaceChildren(...matches(typed, chosen()).map((id) => personLine(id, chosen().includes(id), tick)));
  fill("");
  return node;
}

function personLine(id, checked, tick) {
  const input = el("input", {
    type: "checkbox",
    value: id,
    checked,
    onchange: (event) => tick(id, event.target.checked),
  });
  return el("label.choice", {}, input, el("span.text", {}, nameOf(id)));
}

function search(fill) {
  return el("input", {
    type: "search",
    placeholder: say("Search people"),
    aria: { label: say("Search people") },
    data: { testid: "people-search" },
    oninput: (event) => fill(event.target.value),
  });
}
