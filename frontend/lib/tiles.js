// The folded modules of a scene in, plotly's traces of them out: rectangles with their names and what happens inside.

import { outline } from "./frames.js";
import { mix, plural } from "./graph.js";
import { BOLD, CHARACTER, FAINT, base, cut, quiet, tone } from "./marks.js";
import { money } from "./money.js";
import { plain } from "./plot.js";
import { FILLS, symbol } from "./words.js";

/** The rectangle of a fold, with room between it and the next. */
export const rectangle = ({ x, y, w, h }) => ({
  x0: x - w / 2 + 0.04,
  x1: x + w / 2 - 0.04,
  y0: y - h / 2 + 0.05,
  y1: y + h / 2 - 0.05,
});

/** Folded modules as rectangles, edged in the colour of the gravest action inside, with what they are inside. */
export function tiles(scene) {
  const { view, indices, pixels, colour, through } = scene;
  const folds = indices.filter((index) => view.nodes[index].fold);
  const corner = [Math.min(0.06, 5 / pixels[0]), Math.min(0.06, 5 / pixels[1])];
  const kinds = new Map();
  for (const index of folds) {
    const { action } = view.nodes[index];
    const key = `${action} ${through.has(index)}`;
    kinds.set(key, [...(kinds.get(key) ?? []), index]);
  }
  const filled = [...kinds].map(([key, members]) => {
    const node = view.nodes[members[0]];
    const shapes = members.map((index) => outline(rectangle(view.nodes[index]), corner));
    return {
      ...base(`tiles ${key}`, "lines"),
      x: shapes.flatMap(({ x }) => x),
      y: shapes.flatMap(({ y }) => y),
      fill: "toself",
      fillcolor: colour(TINTS[node.action] ?? "surface"),
      opacity: through.has(members[0]) ? 1 : FAINT + 0.2,
      line: { width: quiet(node) ? 1 : 1.5, color: colour(quiet(node) ? "line-strong" : FILLS[node.action]) },
    };
  });
  const named = folds.filter((index) => fits(view.nodes[index], pixels));
  return [
    ...filled,
    {
      ...base("folds", "text"),
      x: named.map((index) => view.nodes[index].x),
      y: named.map((index) => view.nodes[index].y),
      text: named.map((index) => inscription(view, view.nodes[index], pixels, colour)),
      textposition: "middle center",
      textfont: { size: 11, color: named.map((index) => colour(tone(scene, index))) },
    },
  ];
}

const UNCHANGED = "unchanged";
const TINTS = { create: "create-tint", update: "update-tint", replace: "replace-tint", delete: "delete-tint" };

/** Whether a fold has room for a few letters of its name. */
const fits = ({ w, h }, [across, down]) => w * across >= 34 && h * down >= 15;

/** Name, and where there is room what happens inside, and how many resources it holds. */
function inscription(view, node, [across, down], colour) {
  const [width, height] = [node.w * across - 10, node.h * down];
  const part = node.part ? ` · ${node.part}` : "";
  const lines = [`<b>${plain(cut(node.name, width / BOLD - part.length, 3))}${part}</b>`];
  const small = (text) => `<span style="font-size:10px;color:${colour("soft")}">${text}</span>`;
  if (height >= 32) lines.push(small(surface(view, node, width / CHARACTER, colour)));
  const held = plural(node.count, "resource");
  if (height >= 52 && held.length * CHARACTER <= width) lines.push(small(held));
  return lines.join("<br>");
}

/** `−1 ±1 +3 · +$12.00`: what happens inside a fold, the gravest first, as far as there is room. */
function surface(view, node, room, colour) {
  const counts = mix(view, node).map(([action, count]) => [action, `${symbol(action)}${count}`]);
  if (!counts.length) return room < UNCHANGED.length ? "" : UNCHANGED;
  const length = counts.reduce((sum, [, text]) => sum + text.length + 1, 0);
  const cost = node.cost && length + node.cost.length + 5 <= room ? ` · ${money(node.cost)}` : "";
  const tone = (action) => colour({ forget: "read", unknown: "delete" }[action] ?? action);
  return counts.map(([action, text]) => `<span style="color:${tone(action)}">${text}</span>`).join(" ") + plain(cost);
}
