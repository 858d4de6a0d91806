// A scene of the server and the document that it was made of in, what is drawn of it out: everything stands where the
// scene says, and nothing is arranged here.

import { nested } from "./frames.js";
import { adjacency, path, reach, rolls, shown } from "./graph.js";
import { START } from "./view-state.js";

/** What of a view's state decides how the server arranges it, as the end of an address. */
export function arrangement({ everything, topology, level, closed, open, instances }) {
  const asked = new URLSearchParams();
  if (everything) asked.set("everything", "1");
  if (topology) asked.set("topology", "1");
  if (level) asked.set("level", level);
  for (const [word, list] of Object.entries({ fold: closed, unfold: open, instances }))
    for (const address of list) asked.append(word, address);
  return asked.toString();
}

/** Scenes of one graph by what is chosen, each asked for once; the first comes with the document. */
export class Scenes {
  constructor(url, { apart, first }, signal) {
    Object.assign(this, { url, apart, signal, known: new Map() });
    this.known.set(this.address(START), first);
  }

  /** A part of a graph that is too large is drawn as a whole. */
  address(state) {
    const asked = arrangement({ ...state, everything: state.everything || this.apart !== "" });
    return `${this.url}?${this.apart ? `node=${encodeURIComponent(this.apart)}&` : ""}${asked}`;
  }

  /** Null when it does not come. */
  async of(state) {
    const address = this.address(state);
    if (!this.known.has(address)) {
      const answer = await fetch(address, { signal: this.signal }).catch(() => null);
      if (!answer?.ok) return null;
      this.known.set(address, await answer.json());
    }
    return this.known.get(address);
  }
}

/** {view, indices, at, passed, through, links, folds, modules}: `view` is the scene in the document's words, `passed`
 * what the filters let through of the document, `through` the same of what is drawn. */
export function drawing(document, scene, state) {
  const nodes = scene.spots.map((spot) => spotted(document, spot, scene.notes ?? {})); // runs of earlier versions keep none
  const view = {
    gravity: document.gravity,
    nodes,
    edges: scene.edges,
    hub_edges: scene.hub_edges,
    hubs: scene.hubs,
    frames: nested(scene.frames.map(({ title, ...frame }) => ({ part: 0, block: false, called: title, ...frame }))),
    stand: scene.stand,
    bounds: scene.bounds,
  };
  const passed = shown(document, state);
  const lets = new Set(passed);
  const indices = [...nodes.keys()];
  return {
    view,
    indices,
    at: new Map(nodes.map(({ x, y }, index) => [index, [x, y]])),
    passed: passed.filter((index) => scene.stand[index] >= 0),
    through: new Set(indices.filter((index) => nodes[index].of.some((one) => lets.has(one)))),
    links: adjacency(view),
    folds: nodes.filter((node) => node.fold).length,
    modules: new Set(scene.folded),
    rolled: scene.rolled,
    around: (index) => scene.around[index] ?? path(document.nodes[index].module),
  };
}

function spotted(document, { told, block, ...place }, notes) {
  const node = told ?? document.nodes[place.of[0]];
  return {
    w: 1,
    h: 1,
    part: 0,
    fold: false,
    named: [],
    unnamed: 0,
    ...node,
    ...place,
    path: place.path ?? [],
    instance: Boolean(block),
    note: notes[node.address] ?? "",
    block,
  };
}

/** What depends on a drawn node: `nodes`, drawn; `blocks`, a number, counts what is folded or hidden too. */
export function leaning({ view, at }, documentLinks, index) {
  const all = new Set(view.nodes[index].of.flatMap((one) => [...reach(documentLinks, one)]));
  for (const one of view.nodes[index].of) all.delete(one);
  const nodes = new Set([...all].map((one) => view.stand[one]).filter((one) => at.has(one)));
  return { nodes: nodes.add(index), blocks: all.size };
}

/** The level on which no module is folded, and no block either. */
export const INSTANCES = "instances";

/** How many levels of modules there are. */
export const deepest = (document) => Math.max(0, ...document.nodes.map(({ module: m }) => path(m).length));

/** A level that the graph has: one that is sent with a link may be of another run. */
export function attained(document, level) {
  if (level === "" || (level === INSTANCES && document.nodes.some(rolls))) return level;
  const levels = deepest(document);
  return levels ? String(Math.min(level === INSTANCES ? Infinity : Number(level), levels)) : "";
}
