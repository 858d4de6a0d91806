// The drawn graph's document in, questions about it answered: who needs whom, what a change can reach, what is shown.
// Nodes are told by their index. An edge [i, j] says that node i needs node j.

const QUIET = new Set(["no-op", "read"]);

/** Whether something happens to a node. */
export const changes = (node) => !QUIET.has(node.action);

/** Whether a block has instances to show: unchanged ones are all alike, unless a guardrail objects to one. */
export const rolls = (node) =>
  node?.count > 1 && !node.fold && !node.instance && (changes(node) || node.finding !== "");

/** The modules around a node, from the outermost in: `module.a.module.b` -> [`module.a`, `module.a.module.b`]. */
export function path(module) {
  const parts = module ? module.split(/\.(?=module\.)/) : [];
  return parts.map((_, depth) => parts.slice(0, depth + 1).join("."));
}

/** Per node the nodes it needs and the nodes that need it; edges of hubs count, though they are not always drawn. */
export function adjacency(view) {
  const needs = view.nodes.map(() => []);
  const neededBy = view.nodes.map(() => []);
  for (const [dependant, dependency] of [...view.edges, ...view.hub_edges]) {
    needs[dependant].push(dependency);
    neededBy[dependency].push(dependant);
  }
  return { needs, neededBy };
}

/** The blast radius of a node: everything that depends on it, at any distance, itself left out. */
export function reach(links, start) {
  const seen = new Set([start]);
  const queue = [start];
  for (const at of queue) {
    for (const next of links.neededBy[at]) {
      if (!seen.has(next)) {
        seen.add(next);
        queue.push(next);
      }
    }
  }
  seen.delete(start);
  return seen;
}

/** The indices that pass the filters, in order. An empty filter lets everything through. */
export function shown(view, filters) {
  const passes = (node) =>
    (!filters.actions.length || filters.actions.some((action) => action === node.action || node.actions[action])) &&
    (!filters.type || node.type === filters.type) &&
    (!filters.provider || provider(node.type) === filters.provider) &&
    (!filters.module || within(node.module, filters.module)) &&
    (!filters.weights.length || filters.weights.includes(node.finding)) &&
    (!filters.cost || node.cost !== "");
  return [...view.nodes.keys()].filter((index) => passes(view.nodes[index]));
}

/** The provider that a type belongs to, by its first word: `aws_db_instance` -> `aws`. */
export const provider = (type) => type.split("_", 1)[0];

/** Whether a module's address is that module or stands inside it. */
export const within = (module, outer) => module === outer || module.startsWith(`${outer}.`);

/** The edges between shown nodes. */
export function between(edges, indices) {
  const inside = new Set(indices);
  return edges.filter(([dependant, dependency]) => inside.has(dependant) && inside.has(dependency));
}

/** Nodes whose address holds every word of the text; changed ones first, then the shorter address. */
export function find(view, text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const rank = (index) => (changes(view.nodes[index]) ? 0 : 1);
  return [...view.nodes.keys()]
    .filter((index) => words.every((word) => view.nodes[index].address.toLowerCase().includes(word)))
    .sort((a, b) => rank(a) - rank(b) || view.nodes[a].address.length - view.nodes[b].address.length || a - b);
}

/** Where an arrow key leads from a node: along its edges to the side, to the nearest node of the column up and down. */
export function walk(view, links, indices, from, key) {
  const inside = new Set(indices);
  const here = view.nodes[from];
  const across = { ArrowLeft: links.needs, ArrowRight: links.neededBy }[key];
  const down = key === "ArrowDown" ? 1 : -1;
  const reachable = across
    ? across[from].filter((index) => inside.has(index))
    : indices.filter((index) => (view.nodes[index].y - here.y) * down > 0);
  const distance = (index) => {
    const { x, y } = view.nodes[index];
    return across ? Math.abs(y - here.y) + Math.abs(x - here.x) / 8 : Math.abs(y - here.y) + Math.abs(x - here.x) * 4;
  };
  return reachable.reduce((best, index) => (distance(index) < distance(best) ? index : best), reachable[0] ?? from);
}

/** How grave an action is by the document's own order: the graver, the smaller; what it does not know is the gravest. */
const gravity = (view, action) => Math.max(0, view.gravity.actions.indexOf(action));

/** A fold's mix of actions, the gravest first: [["delete", 1], ["create", 3]]; what nothing happens to is left out. */
export const mix = (view, node) =>
  Object.entries(node.actions)
    .filter(([action]) => changes({ action }))
    .sort(([a], [b]) => gravity(view, a) - gravity(view, b));

/** The line under the graph: what is shown of what there is, and where the edges were learnt. */
export function summary(view, indices, totals) {
  const edges = between([...view.edges, ...view.hub_edges], indices);
  const origins = new Map();
  for (const [, , origin] of edges) origins.set(origin, (origins.get(origin) ?? 0) + 1);
  const learnt = [...origins].map(([origin, count]) => `${count} ${origin}`).join(", ");
  const instances = (nodes) => nodes.reduce((sum, { count }) => sum + count, 0);
  const inside = instances(indices.map((index) => view.nodes[index]));
  const all = view.left_out ? "" : ` of ${instances(view.nodes).toLocaleString("en")}`; // unknown when some are left out
  const told = [
    `${indices.length.toLocaleString("en")} of ${plural(totals.nodes, "block")}, ${inside.toLocaleString("en")}${all} resources`,
    totals.folds
      ? `${totals.topology ? plural(totals.folds, "box", "boxes") : plural(totals.folds, "module")} folded`
      : "",
    totals.rolled ? `${plural(totals.rolled, "block")} with instances folded for want of room` : "",
    `${plural(edges.length, "edge")}${learnt ? `: ${learnt}` : ""}`,
  ];
  return told.filter(Boolean).join(" · ");
}

export const plural = (count, noun, many = `${noun}s`) => `${count.toLocaleString("en")} ${count === 1 ? noun : many}`;
