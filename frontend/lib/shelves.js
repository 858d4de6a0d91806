// Places of nodes that hang together in groups in, the groups one beside the other on shelves out: what has nothing to do
// with each other needs no room between, and the whole takes the shape of the page.

const ASPECT = 0.95; // units across for one down: a node with its name is about twice as wide as high
const FRAME = [0.3, 0.6]; // more units across and down for a group with modules, whose frames have a title

/** Groups of indices that are tied by edges, or stand in one outermost module; in the order of their first member. */
export function groups(view, indices, edges) {
  const root = new Map(indices.map((index) => [index, index]));
  const find = (index) => {
    let at = index;
    while (root.get(at) !== at) at = root.get(at);
    root.set(index, at);
    return at;
  };
  const tie = (a, b) => root.set(Math.max(find(a), find(b)), Math.min(find(a), find(b)));
  const modules = new Map();
  for (const index of indices) {
    const [outermost] = view.nodes[index].path;
    if (!outermost) continue;
    if (modules.has(outermost)) tie(index, modules.get(outermost));
    else modules.set(outermost, index);
  }
  for (const [a, b] of edges) tie(a, b);
  const found = new Map();
  for (const index of indices) found.set(find(index), [...(found.get(find(index)) ?? []), index]);
  return [...found.values()];
}

/** `parts`: a Map of index -> [x, y] per group. One Map of them all; a single group stays as it is. */
export function shelves(view, parts) {
  if (parts.length < 2) return parts[0] ?? new Map();
  const sizes = parts.map((part) =>
    size(
      part,
      [...part.keys()].some((index) => view.nodes[index].path.length),
    ),
  );
  const area = sizes.reduce((sum, { width, height }) => sum + width * height, 0);
  const widest = Math.max(Math.sqrt(area * ASPECT), ...sizes.map(({ width }) => width));
  const order = parts.map((_, at) => at).sort((a, b) => sizes[b].height - sizes[a].height || a - b);
  const placed = new Map();
  let [x, y, height] = [0, 0, 0];
  for (const at of order) {
    const own = sizes[at];
    if (x > 0 && x + own.width > widest + 0.01) [x, y, height] = [0, y + height, 0];
    for (const [index, [px, py]] of parts[at]) placed.set(index, [x + px - own.left, y + py - own.top]);
    x += own.width;
    height = Math.max(height, own.height);
  }
  return placed;
}

/** The room of a group: a unit around each node, and that of its frames. */
function size(part, framed) {
  const [xs, ys] = [0, 1].map((axis) => [...part.values()].map((place) => place[axis]));
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [across, down] = framed ? FRAME : [0, 0];
  return { left, top, width: Math.max(...xs) - left + 1 + across, height: Math.max(...ys) - top + 1 + down };
}
