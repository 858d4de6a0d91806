// What is shown of the graph, at which scale and in which colours in; plotly's traces and shapes out.

import { within } from "./graph.js";
import { frames, lines } from "./places.js";
import { plain } from "./plot.js";
import { FILLS, symbol } from "./words.js";

export const NODES = 2; // the trace that answers to the pointer
export const LIT = 1; // the trace that holds the highlighted edges

const CHARACTER = 5.6; // pixels of one character of a label, about
const NOTHING = { x: [], y: [] };

/** Pixels a unit, across and down. */
export const scale = (range, width, height) => [width / (range.x[1] - range.x[0]), height / (range.y[1] - range.y[0])];

/** The diameter of a node. */
export const diameter = ([across, down]) => Math.max(8, Math.min(26, across * 0.5, down * 0.42));

const NAMED = [64, 32]; // pixels a unit from which a node has room for its name
const TYPED = 47; // and for its type below it

const SAYS_NOTHING = new Set(["this", "main", "default", "self", "all"]);

const readable = ([across, down]) => across >= NAMED[0] && down >= NAMED[1];

/** All traces, in the order of drawing. `scene` holds view, indices, at, edges, selected, pixels (a unit) and colour. */
export function traces(scene) {
  const { view, indices, at, edges, pixels, colour, selected } = scene;
  const size = diameter(pixels);
  const nodes = indices.map((index) => view.nodes[index]);
  const points = { x: indices.map((index) => at.get(index)[0]), y: indices.map((index) => at.get(index)[1]) };
  const quiet = (node) => !(node.c in FILLS);
  return [
    line("edges", lines(edges, at), { color: colour("line-strong"), width: 1 }, 0.55),
    line("lit", NOTHING, { color: colour("accent"), width: 2 }, 1),
    {
      ...base("nodes", readable(pixels) ? "markers+text" : "markers"),
      ...points,
      marker: {
        size,
        opacity: 1,
        color: nodes.map((node) => (quiet(node) ? colour("surface") : colour(FILLS[node.c]))),
        line: { width: 1.5, color: nodes.map((node) => colour(quiet(node) ? "line-strong" : FILLS[node.c])) },
      },
      text: nodes.map((node) => label(node, pixels, colour("soft"))),
      textposition: "bottom center",
      textfont: { size: 11, color: nodes.map((node) => colour(quiet(node) ? "soft" : "text")) },
      hovertext: nodes.map(hover),
      hoverinfo: "text",
    },
    size < 14
      ? { ...base("symbols", "text"), ...NOTHING }
      : {
          ...base("symbols", "text"),
          ...points,
          text: nodes.map((node) => `<b>${plain(symbol(node.c))}</b>`),
          textfont: { size: size * 0.58, color: nodes.map((node) => (quiet(node) ? colour("soft") : "#ffffff")) },
        },
    counts(scene, size),
    alerts(scene, size),
    {
      ...base("ring", "markers"),
      ...(at.has(selected) ? { x: [at.get(selected)[0]], y: [at.get(selected)[1]] } : NOTHING),
      marker: { size: size + 9, color: "rgba(0,0,0,0)", line: { width: 2, color: colour("accent") } },
    },
  ];
}

/** The frames of the modules, as shapes under the graph, with their names as a trace of its own. */
export function modules({ view, at, pixels, colour }) {
  const [across, down] = pixels;
  const depth = (module) => module.split(".module.").length;
  const deepest = Math.max(0, ...view.boxes.map(({ m }) => depth(m)));
  const boxes = frames(view, at, within).map((frame) => {
    const more = (deepest - depth(frame.module)) * 5;
    const side = Math.min(54 + more, across * 0.46) / across;
    const top = Math.min(24 + more, down * 0.44) / down;
    const bottom = Math.min(44 + more, down * 0.54) / down;
    return { ...frame, x0: frame.x0 - side, x1: frame.x1 + side, y0: frame.y0 - top, y1: frame.y1 + bottom };
  });
  const named = across >= 36 && down >= 26 ? boxes : [];
  return {
    shapes: boxes.map(({ x0, y0, x1, y1 }) => ({
      type: "path",
      path: rounded(x0, y0, x1, y1, 6 / across, 6 / down),
      layer: "below",
      fillcolor: colour("sunken"),
      opacity: 0.75,
      line: { width: 1, color: colour("line") },
    })),
    names: {
      ...base("modules", "text"),
      x: named.map(({ x0 }) => x0),
      y: named.map(({ y0 }) => y0),
      text: named.map(({ module, x0, x1 }) => plain(cut(module, ((x1 - x0) * across) / CHARACTER))),
      textposition: "top right",
      textfont: { size: 11, color: colour("soft") },
    },
  };
}

function base(uid, mode) {
  return { uid, mode, type: "scatter", hoverinfo: "skip", showlegend: false, cliponaxis: true };
}

const line = (uid, points, style, opacity) => ({ ...base(uid, "lines"), ...points, line: style, opacity });

function rounded(x0, y0, x1, y1, rx, ry) {
  return (
    `M${x0 + rx},${y0} L${x1 - rx},${y0} Q${x1},${y0} ${x1},${y0 + ry} L${x1},${y1 - ry} Q${x1},${y1} ${x1 - rx},${y1} ` +
    `L${x0 + rx},${y1} Q${x0},${y1} ${x0},${y1 - ry} L${x0},${y0 + ry} Q${x0},${y0} ${x0 + rx},${y0} Z`
  );
}

const cut = (text, length) =>
  text.length > Math.max(length, 6) ? `${text.slice(0, Math.max(Math.floor(length), 6) - 1)}…` : text;

/** A type without its provider: `aws_db_instance` -> `db_instance`. */
const kind = (type) => type.slice(type.indexOf("_") + 1);

function label(node, [across, down], soft) {
  const room = across / CHARACTER;
  if (down < TYPED) return `<b>${plain(cut(SAYS_NOTHING.has(node.n) ? kind(node.t) : node.n, room))}</b>`;
  return `<b>${plain(cut(node.n, room))}</b><br><span style="font-size:10px;color:${soft}">${plain(cut(node.t, room * 1.05))}</span>`;
}

function hover(node) {
  const actions = Object.entries(node.acts).map(([action, count]) => `${count} × ${action}`);
  const facts = [
    actions.join(", "),
    node.d ? `${node.d} ${node.d === 1 ? "depends" : "depend"} on it` : "",
    node.cost ? `${money(node.cost)} a month` : "",
    node.f ? `guardrail ${node.f}` : "",
  ];
  return [`<b>${plain(node.a)}</b>`, ...facts.filter(Boolean).map(plain)].join("<br>");
}

/** A difference in money, for the pointer: the page's own text has it by the server's rules. */
export function money(amount) {
  const size = Math.abs(Number(amount)).toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `${amount.startsWith("-") ? "−" : "+"}$${size}`;
}

/** `×3` beside a node that stands for several instances; `+41` beside a hub, whose edges are drawn on demand. */
function counts({ view, indices, at, pixels, colour }, size) {
  const several = indices.filter((index) => view.nodes[index].k > 1 || view.hubs[index]);
  const shift = size / 2 / Math.SQRT2 + 3;
  const text = (index) => {
    const { k } = view.nodes[index];
    const hub = view.hubs[index];
    return [k > 1 ? `×${k}` : "", hub ? `+${hub} edges` : ""].filter(Boolean).join("  ");
  };
  const drawn = size < 12 ? [] : several;
  return {
    ...base("counts", "text"),
    x: drawn.map((index) => at.get(index)[0] + shift / pixels[0]),
    y: drawn.map((index) => at.get(index)[1] - shift / pixels[1]),
    text: drawn.map(text),
    textposition: "top right",
    textfont: { size: 10, color: colour("soft") },
  };
}

/** `!` on what a guardrail objects to, `?` on what it can't tell yet. */
function alerts({ view, indices, at, pixels, colour }, size) {
  const found = indices.filter((index) => view.nodes[index].f);
  const shift = size / 2 / Math.SQRT2 + 1;
  const violated = (index) => view.nodes[index].f === "violated";
  return {
    ...base("alerts", size < 14 ? "markers" : "markers+text"),
    x: found.map((index) => at.get(index)[0] - shift / pixels[0]),
    y: found.map((index) => at.get(index)[1] - shift / pixels[1]),
    marker: {
      size: size < 14 ? 6 : 13,
      opacity: 1,
      color: found.map((index) => colour(violated(index) ? "delete-fill" : "update-fill")),
      line: { width: 1.5, color: colour("surface") },
    },
    text: found.map((index) => `<b>${violated(index) ? "!" : "?"}</b>`),
    textposition: "middle center",
    textfont: { size: 10, color: "#ffffff" },
  };
}
