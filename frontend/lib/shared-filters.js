// The filters of the graph in, the same of the list of changes out: who turns to the other tab sees the same resources.

const NAMES = { type: "type", provider: "provider", module: "within", search: "text" };

/** The query of the list of changes that a state of the graph stands for. */
export function inChanges(state) {
  const said = new URLSearchParams({ tab: "changes" });
  if (state.actions.length) said.set("action", state.actions.join(","));
  for (const [name, word] of Object.entries(NAMES)) if (state[name]) said.set(word, state[name]);
  if (state.weights.length) said.set("findings", "1");
  if (state.cost) said.set("cost", "1");
  return `?${said}`;
}

/** Lets the tab of a name lead to the same resources; `to` is its query or its part after the #. */
export function lead(name, to) {
  const tab = document.querySelector(`.tabs [data-tab="${name}"]`);
  if (tab) tab.href = tab.href.replace(/[?#].*/, to);
}
