// What a window shows of a scene, and how large, in; what crosses a level by it out: a fold that has come near opens, what
// has gone far folds again, and between them everything stays as it is.

import { CLOSEST } from "./figure.js";
import { rolls } from "./graph.js";

const NEAR = 220; // pixels of a fold's width from which it is seen from inside
const CLOSER = 1.25; // and so many times nearer than everything at once
const FAR = 40; // pixels a unit below which open modules are seen as folds
const INSTANCES = [200, 90]; // pixels a unit from which a block shows its instances, and below which it hides them
const LEGIBLE = [66, 60]; // pixels a unit at which names and types have room
const TILE = 150; // pixels of a module's width once it has folded

/** {changed, about} or null: what changes in the state, and the address that the window then goes on with. `whole`: pixels
 * a unit across at which everything fits. */
export function crossing({ view, document, modules }, { open, closed, instances }, window, pixels, whole) {
  const [across] = pixels;
  const inside = ({ x, y }) => x > window.x[0] && x < window.x[1] && y > window.y[0] && y < window.y[1];
  if (across < FAR && open.length) return folds(view, open, modules);
  if (across < INSTANCES[1] && instances.length) return { changed: { instances: [] }, about: instances[0] };
  const near = nearest(view.nodes.filter(inside), window);
  if (near?.fold && near.w * across >= NEAR && across >= whole * CLOSER) {
    const changed = { closed: closed.filter((one) => one !== near.address), open: [...open, near.address] };
    return { changed, about: near.address };
  }
  if (near && across >= INSTANCES[0] && near.of.length === 1 && rolls(document.nodes[near.of[0]]) && !near.instance) {
    if (!instances.includes(near.address))
      return { changed: { instances: [...instances, near.address] }, about: near.address };
  }
  return null;
}

/** The modules that are open deepest fold. */
function folds(view, open, modules) {
  const unfolded = open.filter((module) => !modules.has(module));
  const depth = (area) => Math.max(...view.nodes.map((node) => node.path.indexOf(area)));
  const deepest = Math.max(...unfolded.map(depth));
  const going = unfolded.filter((area) => depth(area) === deepest);
  const frame = view.frames.find(({ area }) => going.includes(area));
  return frame ? { changed: { open: open.filter((module) => !going.includes(module)) }, about: frame.area } : null;
}

/** Middle and pixels a unit from which a window goes on once `about` has opened, so that it is seen as a whole and its
 * names can be read, or has folded, so that it is a tile among others; null where it is not drawn. */
export function landing({ nodes, frames }, about, [width, height], pixels) {
  const frame = frames.find(({ area }) => area === about);
  if (frame) {
    const room = [(width * 0.85) / (frame.x1 - frame.x0), (height * 0.8) / (frame.y1 - frame.y0)];
    const middle = [(frame.x0 + frame.x1) / 2, (frame.y0 + frame.y1) / 2];
    return { middle, pixels: room.map((one, axis) => Math.min(Math.max(one, LEGIBLE[axis]), CLOSEST[axis])) };
  }
  const node = nodes.find(({ address }) => address === about);
  if (!node) return null;
  const factor = node.fold ? TILE / node.w / pixels[0] : 1;
  return { middle: [node.x, node.y], pixels: pixels.map((one) => one * factor) };
}

/** What stands nearest to the middle of a window. */
function nearest(nodes, { x, y }) {
  const away = (node) => {
    const aside = (at, [low, high], half) => Math.max(Math.abs(at - (low + high) / 2) - half, 0);
    return aside(node.x, x, node.w / 2) + aside(node.y, y, node.h / 2);
  };
  return nodes.reduce((best, node) => (!best || away(node) < away(best) ? node : best), null);
}
