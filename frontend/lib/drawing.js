// The document of a run's graph and the view's state in, what is drawn of it out: which nodes, folded, and where.

import { compact } from "./compact.js";
import { INSTANCES, fold, folded } from "./fold.js";
import { adjacency, between, reach, shown } from "./graph.js";
import { places } from "./places.js";
import { groups, shelves } from "./shelves.js";

const FEW = 260; // so many nodes of one group are moved together for those that are hidden

/** {view, indices, at, passed, links, folds}: `view` is the folded document, `passed` what the filters let through. */
export function drawing(document, state, instances) {
  const passed = shown(document, state);
  const modules = folded(document, state, passed);
  const unrolled =
    state.level === INSTANCES ? [...instances.keys()] : state.instances.filter((address) => instances.has(address));
  const opened = unrolled.map((address) => [address, instances.get(address)]);
  const view = fold(document, modules, new Map(opened));
  const through = new Set(passed);
  const indices = [...view.nodes.keys()].filter((index) => view.nodes[index].of.some((one) => through.has(one)));
  const edges = between(view.edges, indices);
  const arranged = (group) => (group.length <= FEW ? compact(view, group, between(edges, group)) : places(view, group));
  const at = shelves(view, groups(view, indices, edges).map(arranged));
  const folds = indices.filter((index) => view.nodes[index].fold).length;
  return { view, indices, at, passed, links: adjacency(view), folds, modules };
}

/** What depends on a drawn node: `nodes`, drawn; `blocks`, a number, counts what is folded or hidden too. */
export function leaning({ view, at }, documentLinks, index) {
  const all = new Set(view.nodes[index].of.flatMap((one) => [...reach(documentLinks, one)]));
  for (const one of view.nodes[index].of) all.delete(one);
  const nodes = new Set([...all].map((one) => view.stand[one]).filter((one) => at.has(one)));
  return { nodes: nodes.add(index), blocks: all.size };
}
