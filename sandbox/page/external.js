// Menus whose options the app provides while somebody types.
import { attempt, post } from "./api.js";
import { el } from "./dom.js";
import { state as page } from "./state.js";
import { attributes, begin, changed } from "./typed.js";
import { say } from "./words.js";

const PAUSE = 250; // milliseconds without a key until the app is asked

/** A painter for external_select or multi_external_select. */
export function externalMenu(key, initialKey, many) {
  return (element, block, context, field) => {
    const kept = begin(element, block, context, { [key]: element[initialKey] ?? (many ? [] : null) });
    let chosen = [kept[key] ?? []].flat();
    let offered = [];
    const take = (options) => {
      chosen = options;
      changed(element, block, context, field, { [key]: many ? chosen : (chosen[0] ?? null) });
    };
    const list = many ? el("div.choices.checklist") : el("select", attributes(element, block, field));
    const fill = () => {
      const all = [...chosen, ...offered.filter((one) => !chosen.some((has) => has.value === one.value))];
      list.replaceChildren(...(many ? all.map(box) : [el("option", { value: "" }, hint(element)), ...all.map(line)]));
    };
    const line = (one) => el("option", { value: one.value, selected: chosen[0]?.value === one.value }, one.text.text);
    const box = (one) => {
      const checked = chosen.some((has) => has.value === one.value);
      const rest = () => chosen.filter((has) => has.value !== one.value);
      const input = el("input", {
        type: "checkbox",
        checked,
        onchange: (event) => take(event.target.checked ? [...chosen, one] : rest()),
      });
      return el("label.choice", {}, input, el("span.text", {}, one.text.text));
    };
    const named = () => [...offered, ...chosen].find((one) => one.value === list.value);
    if (!many) list.addEventListener("change", () => take([named() ?? []].flat()));
    const search = el("input", {
      type: "search",
      placeholder: hint(element),
      aria: { label: hint(element) },
      data: { testid: "external-search" },
      oninput: afterAPause(async (typed) => {
        if (typed.length < (element.min_query_length ?? 3)) return;
        offered = (await ask(typed, element, block, context)) ?? offered;
        fill();
      }),
    });
    fill();
    const group = many ? { ...attributes(element, block, field), role: "group" } : {};
    return el("div.picker", group, search, list);
  };
}

const hint = (element) => element.placeholder?.text ?? say("Choose an option");

function afterAPause(work) {
  let timer = null;
  return (event) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(event.target.value.trim()), PAUSE);
  };
}

async function ask(value, element, block, context) {
  const where = { user: page.user, ...context.place, action_id: element.action_id, block_id: block.block_id };
  const answer = await attempt(() => post("/control/options", { ...where, value }));
  if (!answer) return null;
  return answer.options ?? (answer.option_groups ?? []).flatMap((group) => group.options);
}
