// Places of the shown nodes in, the same drawings closer together out: what has nothing to do with each other is put on
// shelves, in the order in which it stood, when that lets everything be shown larger.

const ASPECT = 0.95; // units across for one down: a node with its name is about twice as wide as high
const FRAME = [0.3, 0.6]; // more room around drawings that hold a module's frame, across and down

/** Map of index -> [x, y]; `at` itself where shelves would not help. */
export function shelved(view, indices, edges, at) {
  const drawings = apart(view, indices, edges).map((members) => measured(view, members, at));
  const area = drawings.reduce((sum, { width, height }) => sum + width * height, 0);
  const width = Math.max(Math.sqrt(area * ASPECT), ...drawings.map((one) => one.width));
  const places = new Map();
  let [x, y, tallest] = [0, 0, 0];
  for (const one of drawings.sort((a, b) => a.top - b.top || a.left - b.left)) {
    if (x > 0 && x + one.width > width + 0.5) [x, y, tallest] = [0, y + tallest, 0];
    for (const index of one.members) places.set(index, [at.get(index)[0] - one.left + x, at.get(index)[1] - one.top + y]);
    x += one.width;
    tallest = Math.max(tallest, one.height);
  }
  return size(places) < size(at) * 0.9 ? places : at;
}

/** How large everything is: the longer side, each in what a window holds of it. */
function size(places) {
  const span = (axis) => {
    const values = [...places.values()].map((place) => place[axis]);
    return values.length ? Math.max(...values) - Math.min(...values) + 1 : 0;
  };
  return Math.max(span(0) / ASPECT, span(1));
}

/** The nodes in groups that no edge and no module ties together. */
function apart(view, indices, edges) {
  const leader = new Map(indices.map((index) => [index, index]));
  const lead = (index) => {
    while (leader.get(index) !== index) index = leader.get(index);
    return index;
  };
  const tie = (one, other) => leader.set(lead(one), lead(other));
  const first = new Map();
  for (const index of indices) {
    const [outermost] = view.nodes[index].path ?? [];
    if (outermost === undefined) continue;
    if (first.has(outermost)) tie(index, first.get(outermost));
    else first.set(outermost, index);
  }
  edges.forEach(([dependant, dependency]) => tie(dependant, dependency));
  const groups = new Map();
  for (const index of indices) groups.set(lead(index), [...(groups.get(lead(index)) ?? []), index]);
  return [...groups.values()];
}

function measured(view, members, at) {
  const [xs, ys] = [0, 1].map((axis) => members.map((index) => at.get(index)[axis]));
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const framed = members.some((index) => view.nodes[index].path?.length);
  const [across, down] = framed ? FRAME : [0, 0];
  return { members, left, top, width: Math.max(...xs) - left + 1 + across, height: Math.max(...ys) - top + 1 + down };
}
