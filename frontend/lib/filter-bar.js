// The toolbar's buttons and lists and the view's state, kept alike: a press in, a changed state out, and back.

import { path, provider, rolls } from "./graph.js";
import { INSTANCES, deepest } from "./scene.js";

const LISTS = {
  type: (node) => [node.type],
  provider: (node) => [provider(node.type)],
  module: (node) => path(node.module),
};

export const NO_FILTERS = Object.freeze({
  actions: [],
  type: "",
  provider: "",
  module: "",
  weights: [],
  cost: false,
});

const LEVELS = ["all modules folded", "1 level open"];

/** Offers what the graph has: no list of one. */
export function fill(root, view) {
  for (const [name, of] of Object.entries(LISTS)) {
    const list = root.querySelector(`[data-part="${name}"]`);
    const values = [...new Set(view.nodes.flatMap(of))].filter(Boolean).sort();
    list.append(...values.map((value) => new Option(value, value)));
    list.hidden = values.length < 2;
  }
  levels(root.querySelector('[data-part="level"]'), deepest(view), view.nodes.some(rolls));
}

/** How far everything is open: modules level by level, and then the blocks as well. */
function levels(list, modules, blocks) {
  const inner = Array.from(
    { length: modules },
    (_, level) => new Option(LEVELS[level] ?? `${level} levels open`, level),
  );
  const outer = modules ? [new Option("all modules open", modules)] : [];
  const last = blocks ? [new Option(modules ? "all modules and instances open" : "all instances open", INSTANCES)] : [];
  if (!modules) list.options[0].textContent = "instances follow the zoom";
  list.append(...inner, ...outer, ...last);
  list.hidden = list.options.length < 2;
}

/** Shows a state on the toolbar, and above the picture what all of it stands in. */
export function show(root, state, everywhere) {
  const pressed = (selector, on) => {
    for (const button of root.querySelectorAll(selector)) button.setAttribute("aria-pressed", String(on(button)));
  };
  pressed("[data-scope]", (button) => (button.dataset.scope === "all") === state.everything);
  pressed("[data-action]", (button) => state.actions.includes(button.dataset.action));
  pressed("[data-by]", (button) => (button.dataset.by === "topology") === state.topology);
  root.querySelector('[data-part="level"]').disabled = state.topology; // levels are those of modules
  const where = root.querySelector('[data-part="where"]');
  where.hidden = !everywhere;
  where.textContent = everywhere;
  pressed("[data-weight]", (button) => state.weights.includes(button.dataset.weight));
  pressed("[data-flag]", (button) => state[button.dataset.flag]);
  for (const name of [...Object.keys(LISTS), "level"]) root.querySelector(`[data-part="${name}"]`).value = state[name];
}

/** What a click on the toolbar changes in the state; null when it is no filter's. */
export function pressed(target, state) {
  const { scope, by, action, weight, flag } = target.closest("button")?.dataset ?? {};
  if (scope) return { everything: scope === "all" };
  if (by) return { topology: by === "topology", level: "", closed: [], open: [] };
  if (action) return { actions: turned(state.actions, action) };
  if (weight) return { weights: turned(state.weights, weight) };
  return flag ? { [flag]: !state[flag] } : null;
}

/** A list without a value that it has, or with one that it has not. */
function turned(list, value) {
  const others = list.filter((one) => one !== value);
  return others.length < list.length ? others : [...list, value];
}

/** What a choice from a list changes in the state; null when the list is no filter's. */
export function chosen(target) {
  if (target.dataset.part === "level") return { level: target.value, closed: [], open: [] };
  return target.dataset.part in LISTS ? { [target.dataset.part]: target.value } : null;
}

/** Whether a change of the state changes what stands where. */
export const arranges = (changed) => ["everything", "topology", "level"].some((name) => name in changed);
