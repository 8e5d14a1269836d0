// What every input of a view has in common: its beginning, its change, its names.
import { Form } from "./form.js";
import { press } from "./press.js";

/** Note a new state, and tell the bot where it wants to know. */
export function changed(element, block, context, field, state) {
  (context.form ??= new Form()).put(block.block_id, element.action_id, { type: element.type, ...state });
  if (field.dispatch) press(context, block, element, { data: state });
}

export const begin = (element, block, context, initial) =>
  (context.form ??= new Form()).begin(block.block_id, element, initial);

export const attributes = (element, block, field) => ({
  id: field.id,
  data: { blockId: block.block_id, actionId: element.action_id, focus: element.action_id },
  aria: { describedby: field.described, label: field.label },
});
