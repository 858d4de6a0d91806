// What the reader of a graph has chosen <-> the part of the address after the #, so that a view can be sent.

export const START = Object.freeze({
  everything: false,
  actions: [],
  type: "",
  module: "",
  findings: false,
  table: false,
  node: "",
});

/** The state that an address tells; what it does not say, or says in words unknown here, is as at the start. */
export function read(hash) {
  const said = new URLSearchParams(hash.replace(/^#/, ""));
  return {
    everything: said.get("view") === "all",
    actions: (said.get("actions") ?? "").split(",").filter((word) => /^[a-z-]+$/.test(word)),
    type: said.get("type") ?? "",
    module: said.get("module") ?? "",
    findings: said.get("findings") === "1",
    table: said.get("as") === "table",
    node: said.get("node") ?? "",
  };
}

/** The part after the #, empty at the start. */
export function write(state) {
  const said = new URLSearchParams();
  if (state.everything) said.set("view", "all");
  if (state.actions.length) said.set("actions", state.actions.join(","));
  if (state.type) said.set("type", state.type);
  if (state.module) said.set("module", state.module);
  if (state.findings) said.set("findings", "1");
  if (state.table) said.set("as", "table");
  if (state.node) said.set("node", state.node);
  const text = said.toString();
  return text ? `#${text}` : "";
}
