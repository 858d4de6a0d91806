// The graph's document and what is folded in, a document of the same kind out: a folded module is one node of it, and a
// block that was opened has its instances below it. Everything that draws, walks or measures sees the result alone.

import { path } from "./compact.js";
import { changes, rolls } from "./graph.js";
import { total } from "./money.js";

const LEGIBLE = 60; // more nodes than this, and modules start folded until their names have room

/** How grave an action is by the document's own order: the graver, the smaller; what it does not know is the gravest. */
const gravity = (view, action) => Math.max(0, view.gravity.actions.indexOf(action));

/** The level on which no module is folded, and no block either. */
export const INSTANCES = "instances";

/** How many levels of modules there are. */
export const deepest = (view) => Math.max(0, ...view.boxes.map(({ module: m }) => path(m).length));

/** A level that the view has: one that is sent with a link may be of another run. */
export function attained(view, level) {
  if (level === "" || (level === INSTANCES && view.nodes.some(rolls))) return level;
  const levels = deepest(view);
  return levels ? String(Math.min(level === INSTANCES ? Infinity : Number(level), levels)) : "";
}

/** The modules that are folded: by level, or as it fits what is shown; what the reader folded or opened goes before. */
export function folded(view, { level, closed, open }, indices) {
  const modules = view.boxes.map(({ module: m }) => m);
  const levels = level === INSTANCES ? Infinity : Number(level);
  const chosen = new Set(
    level === "" ? fitting(view, modules, indices) : modules.filter((m) => path(m).length > levels),
  );
  for (const module of closed) chosen.add(module);
  for (const module of open) chosen.delete(module);
  return chosen;
}

/** No module, those in which nothing happens, those inside others as well, all: the first with which names have room. */
function fitting(view, modules, indices) {
  const busy = new Set(
    view.nodes.filter((node) => changes(node) || node.finding === "violated").flatMap((node) => path(node.module)),
  );
  const quiet = modules.filter((module) => !busy.has(module));
  const inner = modules.filter((module) => !busy.has(module) || path(module).length > 1);
  const left = (chosen) => new Set(indices.map((index) => outermost(view.nodes[index], chosen) ?? index)).size;
  return [[], quiet, inner].find((chosen) => left(new Set(chosen)) <= LEGIBLE) ?? modules;
}

/** The outermost folded module around a node. */
const outermost = (node, modules) => path(node.module).find((module) => modules.has(module));

/** `modules`: a set of folded ones. `opened`: a Map of a block's address -> its instances, [{address, action, name, finding, count}]. */
export function fold(view, modules, opened = new Map()) {
  const stand = []; // index in the document -> index of what stands for it
  const nodes = [];
  const places = new Map();
  view.nodes.forEach((node, index) => {
    const module = outermost(node, modules);
    const key = module ?? node.address;
    if (!places.has(key)) {
      places.set(key, nodes.length);
      nodes.push(module ? { fold: true, address: module, of: [] } : { ...node, path: path(node.module), of: [] });
    }
    stand.push(places.get(key));
    nodes[stand[index]].of.push(index);
  });
  for (const node of nodes.filter((each) => each.fold)) {
    const inside = node.of.map((index) => view.nodes[index]);
    Object.assign(node, surface(view, node.address, inside));
  }
  const edges = routed(view.edges, stand);
  const drawn = new Set(edges.map(([dependant, dependency]) => `${dependant} ${dependency}`));
  const hubEdges = routed(view.hub_edges, stand).filter(
    ([dependant, dependency]) => !drawn.has(`${dependant} ${dependency}`),
  );
  const boxes = view.boxes.filter(({ module: m }) => !path(m).some((module) => modules.has(module)));
  const folding = { gravity: view.gravity, nodes, edges, hub_edges: hubEdges, hubs: counted(hubEdges), boxes, stand };
  return [...opened].reduce(unfolded, folding);
}

/** What is seen of a folded module: everything that would be seen inside it, summed. */
function surface(view, module, members) {
  const actions = {};
  for (const node of members) {
    for (const [action, count] of Object.entries(node.actions)) actions[action] = (actions[action] ?? 0) + count;
  }
  const middle = (values) => (Math.min(...values) + Math.max(...values)) / 2;
  const outside = path(module).slice(0, -1);
  return {
    type: "",
    name: module.slice((outside.at(-1)?.length ?? -1) + 1).replace(/^module\./, ""),
    module: outside.at(-1) ?? "",
    path: outside,
    x: middle(members.map(({ x }) => x)),
    y: middle(members.map(({ y }) => y)),
    action: [...members.map(({ action }) => action), ...Object.keys(actions)].reduce((worst, action) =>
      gravity(view, action) < gravity(view, worst) ? action : worst,
    ),
    count: members.reduce((sum, { count }) => sum + count, 0),
    blocks: members.length,
    actions,
    dependants: 0,
    finding: view.gravity.findings.find((status) => members.some(({ finding }) => finding === status)) ?? "",
    cost: total(members.map(({ cost }) => cost)),
  };
}

/** Edges between what stands for their ends, each pair once, with the number of edges that it stands for. */
function routed(edges, stand) {
  const pairs = new Map();
  for (const [dependant, dependency, origin] of edges) {
    const [from, to] = [stand[dependant], stand[dependency]];
    if (from === to) continue;
    const known = pairs.get(`${from} ${to}`);
    if (known) known[3] += 1;
    else pairs.set(`${from} ${to}`, [from, to, origin, 1]);
  }
  return [...pairs.values()];
}

function counted(edges) {
  const hubs = {};
  for (const [, hub] of edges) hubs[hub] = (hubs[hub] ?? 0) + 1;
  return hubs;
}

/** Makes room below a block and puts its instances there; what stands lower moves down as one. */
function unfolded(folding, [address, instances]) {
  const at = folding.nodes.findIndex((node) => node.address === address && !node.fold);
  if (at < 0 || !instances.length) return folding;
  const block = folding.nodes[at];
  const moved = folding.nodes.map((node) => (node.y > block.y ? { ...node, y: node.y + instances.length } : node));
  moved[at] = { ...block, path: [...block.path, address] };
  const added = instances.map(({ address: own, action, name, finding, count }, row) => ({
    instance: true,
    block: address,
    address: own,
    type: block.type,
    name,
    module: block.module,
    path: moved[at].path,
    of: block.of,
    x: block.x,
    y: block.y + row + 1,
    action,
    count,
    actions: { [action]: count },
    dependants: 0,
    finding,
    cost: "",
  }));
  return { ...folding, nodes: [...moved, ...added], boxes: [...folding.boxes, { module: address, block: true }] };
}

/** A fold's mix of actions, the gravest first: [["delete", 1], ["create", 3]]; what nothing happens to is left out. */
export const mix = (view, node) =>
  Object.entries(node.actions)
    .filter(([action]) => changes({ action }))
    .sort(([a], [b]) => gravity(view, a) - gravity(view, b));
