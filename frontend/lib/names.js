// Nodes of a picture that is too small for all their names in, the names that have room out, the gravest first.

import { BOLD, cut } from "./marks.js";

const LENGTHS = [18, 9, 6]; // letters that are tried
const HIGH = 14; // pixels of a name
const CELL = 64; // pixels of the squares in which neighbours are looked for
const GAP = 2;

/** Boxes, in pixels, none of which covers another. */
class Taken {
  cells = new Map();

  *keys([left, top, right, bottom]) {
    for (let x = Math.floor(left / CELL); x <= Math.floor(right / CELL); x += 1)
      for (let y = Math.floor(top / CELL); y <= Math.floor(bottom / CELL); y += 1) yield `${x} ${y}`;
  }

  add(box) {
    for (const key of this.keys(box)) {
      if (!this.cells.has(key)) this.cells.set(key, []);
      this.cells.get(key).push(box);
    }
  }

  free(box) {
    const [left, top, right, bottom] = box;
    const meets = ([l, t, r, b]) => l < right && r > left && t < bottom && b > top;
    for (const key of this.keys(box)) if (this.cells.get(key)?.some(meets)) return false;
    return true;
  }
}

/** [{of, text, x, y}]: of each node {x, y, r, name, beside} that has room for it its name, and the middle of that; all in
 * pixels, and inside of `room`. `beside`: whether no edge leaves to its right. `kept` are boxes that stay clear. The earlier
 * a node, the sooner it is named. */
export function placed(nodes, kept, room) {
  const taken = new Taken();
  for (const box of kept) taken.add(box);
  for (const { x, y, r } of nodes) taken.add([x - r, y - r, x + r, y + r]);
  const found = [];
  for (const [of, node] of nodes.entries()) {
    const one = tries(node).find(({ box }) => inside(box, room) && taken.free(box));
    if (!one) continue;
    taken.add(one.box);
    const [left, top, right, bottom] = one.box;
    found.push({ of, text: one.text, x: (left + right) / 2, y: (top + bottom) / 2 });
  }
  return found;
}

const inside = ([left, top, right, bottom], [l, t, r, b]) => left >= l && top >= t && right <= r && bottom <= b;

/** Below, above or beside the node; and if need be in fewer letters. */
function tries({ x, y, r, name, beside }) {
  const texts = [...new Set(LENGTHS.map((length) => cut(name, length)))];
  return texts.flatMap((text) => {
    const wide = text.length * BOLD;
    const at = (left, top) => ({ text, box: [left, top, left + wide, top + HIGH] });
    const middle = x - wide / 2;
    const level = beside ? [at(x + r + GAP, y - HIGH / 2)] : [];
    return [at(middle, y + r + GAP), at(middle, y - r - GAP - HIGH), ...level];
  });
}
