// The places of the whole graph in, closer places for the few nodes that are shown out. What stood left of something
// stays left of it, what stood above stays above, and modules stay apart: only the room of what is hidden goes.

const TITLE = 0.3; // more room above a module, for its name
const BESIDE = 0.15; // and on every side of one

/** Map of index -> [x, y], in units of one node. */
export function compact(view, indices, edges) {
  const nodes = indices.map((index) => ({
    index,
    x: view.nodes[index].x,
    y: view.nodes[index].y,
    path: view.nodes[index].path ?? path(view.nodes[index].module),
  }));
  const position = new Map(indices.map((index, at) => [index, at]));
  const links = edges.map(([dependant, dependency]) => [position.get(dependency), position.get(dependant)]);
  const boxes = extents(nodes);
  const across = apart(nodes, boxes, "x", "y");
  for (const [from, to] of links) if (nodes[from].x < nodes[to].x) across.push([from, to, 1]);
  pack(nodes, across, "x");
  const down = apart(nodes, extents(nodes), "y", "x");
  pack(nodes, down, "y");
  relax(nodes, down, links);
  return new Map(nodes.map(({ index, x, y }) => [index, [x, y]]));
}

/** The modules around a node, from the outermost in: `module.a.module.b` -> [`module.a`, `module.a.module.b`]. */
export function path(module) {
  const parts = module ? module.split(/\.(?=module\.)/) : [];
  return parts.map((_, depth) => parts.slice(0, depth + 1).join("."));
}

function extents(nodes) {
  const boxes = new Map();
  for (const { x, y, path } of nodes) {
    for (const module of path) {
      const box = boxes.get(module) ?? { x: [x, x], y: [y, y] };
      boxes.set(module, {
        x: [Math.min(box.x[0], x), Math.max(box.x[1], x)],
        y: [Math.min(box.y[0], y), Math.max(box.y[1], y)],
      });
    }
  }
  return boxes;
}

/** What two nodes have to keep apart as: the outermost modules that hold one of them only, or the nodes themselves. */
function things(a, b, boxes) {
  let depth = 0;
  while (depth < a.path.length && a.path[depth] === b.path[depth]) depth += 1;
  const thing = (node) => {
    const box = boxes.get(node.path[depth]);
    return box ? { ...box, boxed: true } : { x: [node.x, node.x], y: [node.y, node.y], boxed: false };
  };
  return [thing(a), thing(b)];
}

/** Pairs [before, after, distance] that stand one before the other along `axis` and would meet when moved along it. */
function apart(nodes, boxes, axis, other) {
  const pairs = [];
  for (let a = 0; a < nodes.length; a += 1) {
    for (let b = 0; b < nodes.length; b += 1) {
      if (a === b || nodes[a][axis] >= nodes[b][axis]) continue;
      const [first, second] = things(nodes[a], nodes[b], boxes);
      const meet = first[other][0] < second[other][1] + 0.95 && second[other][0] < first[other][1] + 0.95;
      if (!meet) continue;
      const clear = first[axis][1] < second[axis][0];
      if ((first.boxed || second.boxed) && !clear) continue; // they stand side by side the other way
      const room = (first.boxed ? BESIDE : 0) + (second.boxed ? BESIDE + (axis === "y" ? TITLE : 0) : 0);
      pairs.push([a, b, 1 + room]);
    }
  }
  return pairs;
}

/** Moves every node as far to the beginning of the axis as its pairs allow. */
function pack(nodes, pairs, axis) {
  const order = nodes.map((_, at) => at).sort((a, b) => nodes[a][axis] - nodes[b][axis]);
  const before = nodes.map(() => []);
  for (const [first, second, distance] of pairs) before[second].push([first, distance]);
  const places = nodes.map(() => 0);
  for (const at of order) {
    for (const [first, distance] of before[at]) places[at] = Math.max(places[at], places[first] + distance);
  }
  for (const [at, node] of nodes.entries()) node[axis] = places[at];
}

/** Draws every node towards the middle of what it is linked to, as far as those above and below leave room. */
function relax(nodes, pairs, links, sweeps = 8) {
  const lowest = Math.max(0, ...nodes.map(({ y }) => y));
  const above = nodes.map(() => []);
  const below = nodes.map(() => []);
  for (const [first, second, distance] of pairs) {
    above[second].push([first, distance]);
    below[first].push([second, distance]);
  }
  const near = nodes.map(() => []);
  for (const [from, to] of links) {
    near[from].push(to);
    near[to].push(from);
  }
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const order = nodes.map((_, at) => at).sort((a, b) => (sweep % 2 ? 1 : -1) * (nodes[a].y - nodes[b].y));
    for (const at of order) {
      if (!near[at].length) continue;
      const wanted = near[at].reduce((sum, other) => sum + nodes[other].y, 0) / near[at].length;
      const high = Math.max(0, ...above[at].map(([other, distance]) => nodes[other].y + distance));
      const low = Math.min(lowest, ...below[at].map(([other, distance]) => nodes[other].y - distance));
      nodes[at].y = Math.max(high, Math.min(low, wanted));
    }
  }
}
