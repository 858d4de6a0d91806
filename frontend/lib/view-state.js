// What the reader of a graph has chosen <-> the part of the address after the #, so that a view can be sent.

export const START = Object.freeze({
  everything: false,
  topology: false, // containers (networks, clusters) as boxes, in place of modules
  actions: [],
  type: "",
  provider: "",
  module: "",
  weights: [], // what findings do to the plan
  cost: false,
  level: "", // how many levels of modules are open, or "instances": all, and all blocks too; empty: as many as fit
  closed: [], // modules that are folded whatever the level says
  open: [], // and those that are not
  instances: [], // blocks whose instances are shown
  search: "",
  table: false,
  node: "",
  step: 0, // of the tour through the brief; 0: none
  at: [], // the middle of the picture and its pixels a unit; empty: everything
});

const FLAGS = { cost: "cost", topology: "topology" };
const WEIGHTS = ["blocks", "warns", "cannot-tell", "stands"];
const TEXTS = { type: "type", provider: "provider", module: "module", search: "q", node: "node" };
const LISTS = { closed: "fold", open: "unfold", instances: "instances" };

/** The state that an address tells; what it does not say, or says in words unknown here, is as at the start. */
export function read(hash) {
  const said = new URLSearchParams(hash.replace(/^#/, ""));
  const state = { ...START, everything: said.get("view") === "all", table: said.get("as") === "table" };
  const words = (name) => (said.get(name) ?? "").split(",").filter((word) => /^[a-z-]+$/.test(word));
  state.actions = words("actions");
  state.weights = said.get("findings") === "1" ? WEIGHTS : words("weights").filter((word) => WEIGHTS.includes(word));
  state.step = /^\d{1,3}$/.test(said.get("step")) ? Number(said.get("step")) : 0;
  state.level = /^(\d+|instances)$/.test(said.get("level")) ? said.get("level") : "";
  for (const [name, word] of Object.entries(FLAGS)) state[name] = said.get(word) === "1";
  for (const [name, word] of Object.entries(TEXTS)) state[name] = said.get(word) ?? "";
  for (const [name, word] of Object.entries(LISTS)) state[name] = said.getAll(word).filter(Boolean);
  const at = (said.get("at") ?? "").split(",").map(Number);
  state.at = at.length === 4 && at.every(Number.isFinite) && at[2] > 0 && at[3] > 0 ? at : [];
  return state;
}

/** The part after the #, empty at the start. */
export function write(state) {
  const said = new URLSearchParams();
  if (state.everything) said.set("view", "all");
  if (state.actions.length) said.set("actions", state.actions.join(","));
  if (state.weights.length) said.set("weights", state.weights.join(","));
  for (const [name, word] of Object.entries(FLAGS)) if (state[name]) said.set(word, "1");
  if (state.level) said.set("level", state.level);
  if (state.step) said.set("step", state.step);
  for (const [name, word] of Object.entries(LISTS)) {
    for (const value of state[name]) said.append(word, value);
  }
  if (state.table) said.set("as", "table");
  if (state.at.length) said.set("at", state.at.map((value) => Number(value.toFixed(2))).join(","));
  for (const [name, word] of Object.entries(TEXTS)) if (state[name]) said.set(word, state[name]);
  const text = said.toString();
  return text ? `#${text}` : "";
}
