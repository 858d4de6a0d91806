// The folded modules of a scene in, plotly's traces of them out: rectangles with their names and what happens inside.

import { outline } from "./frames.js";
import { fits, inscription } from "./inscription.js";
import { FAINT, base, quiet, tone } from "./marks.js";
import { plain } from "./plot.js";
import { FILLS } from "./words.js";

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
      line: {
        simplify: false,
        width: quiet(node) ? 1 : 1.5,
        color: colour(quiet(node) ? "line-strong" : FILLS[node.action]),
      },
    };
  });
  const named = folds.filter((index) => fits(view.nodes[index], pixels));
  return [
    ...filled,
    {
      ...base("folds", "text"),
      x: named.map((index) => view.nodes[index].x),
      y: named.map((index) => view.nodes[index].y),
      text: named.map((index) => drawn(inscription(view, view.nodes[index], pixels), colour)),
      textposition: "middle center",
      textfont: { size: 11, color: named.map((index) => colour(tone(scene, index))) },
    },
  ];
}

const TINTS = { create: "create-tint", update: "update-tint", replace: "replace-tint", delete: "delete-tint" };

/** A name and the lines below it as plotly reads them. */
function drawn({ name, lines }, colour) {
  const tones = { "": "soft", name: "text", forget: "read", unknown: "delete" };
  const part = ([what, text]) => `<span style="color:${colour(tones[what] ?? what)}">${plain(text)}</span>`;
  const below = lines.map((line) => `<span style="font-size:10px">${line.map(part).join(" ")}</span>`);
  return [`<b>${plain(name)}</b>`, ...below].join("<br>");
}
