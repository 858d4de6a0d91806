// What is shown of the graph, at which scale and in which colours in; plotly's traces and shapes out.

import { mix } from "./fold.js";
import { plural } from "./graph.js";
import { money } from "./money.js";
import { lines } from "./places.js";
import { plain } from "./plot.js";
import { FILLS, symbol } from "./words.js";

const CHARACTER = 5.6; // pixels of one character of a label, about
const NOTHING = { x: [], y: [] };

/** Pixels a unit, across and down. */
export const scale = (range, width, height) => [width / (range.x[1] - range.x[0]), height / (range.y[1] - range.y[0])];

/** The diameter of a node. */
export const diameter = ([across, down]) => Math.max(8, Math.min(26, across * 0.5, down * 0.42));

const NAMED = [64, 32]; // pixels a unit from which a node has room for its name
const TYPED = 58; // and for its type below it, above the badges of the next row
const BADGED = 44; // pixels a row must have for badges to stand clear of the names above
const BOLD = 6.3; // pixels of one character of a name, about

const SAYS_NOTHING = new Set(["this", "main", "default", "self", "all"]);

/** Whether nodes have room for their names. */
export const readable = ([across, down]) => across >= NAMED[0] && down >= NAMED[1];

/** All traces, in the order of drawing. `scene` holds view, indices, at, edges, selected, pixels (a unit) and colour. */
export function traces(scene) {
  const { view, indices, at, edges, pixels, colour, selected } = scene;
  const size = diameter(pixels);
  const nodes = indices.map((index) => view.nodes[index]);
  const points = { x: indices.map((index) => at.get(index)[0]), y: indices.map((index) => at.get(index)[1]) };
  const quiet = (node) => !(node.action in FILLS);
  return [
    line("edges", lines(edges, at), { color: colour("line-strong"), width: 1 }, 0.55),
    bundles(scene),
    stubs(scene, size),
    {
      ...base("nodes", readable(pixels) ? "markers+text" : "markers"),
      ...points,
      marker: {
        size: nodes.map((node) => (node.instance ? size * 0.62 : size)),
        symbol: nodes.map((node) => (node.fold ? "square" : "circle")),
        opacity: 1,
        color: nodes.map((node) => (quiet(node) ? colour("surface") : colour(FILLS[node.action]))),
        line: { width: 1.5, color: nodes.map((node) => colour(quiet(node) ? "line-strong" : FILLS[node.action])) },
      },
      text: nodes.map((node) => label(view, node, pixels, colour)),
      textposition: "bottom center",
      textfont: { size: 11, color: nodes.map((node) => colour(quiet(node) ? "soft" : "text")) },
    },
    size < 14
      ? { ...base("symbols", "text"), ...NOTHING }
      : {
          ...base("symbols", "text"),
          ...points,
          text: nodes.map((node) => `<b>${plain(symbol(node.action))}</b>`),
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

function base(uid, mode) {
  return { uid, mode, type: "scatter", hoverinfo: "skip", showlegend: false, cliponaxis: true };
}

const line = (uid, points, style, opacity) => ({ ...base(uid, "lines"), ...points, line: style, opacity });

/** A text in the room of so many characters. Names of a kind begin alike: what tells them apart stands at their ends. */
function cut(text, length) {
  const most = Math.max(Math.floor(length), 6);
  const end = Math.floor((most - 1) / 2);
  return text.length > most ? `${text.slice(0, most - 1 - end)}…${text.slice(-end)}` : text;
}

/** A type without its provider: `aws_db_instance` -> `db_instance`. */
const kind = (type) => type.slice(type.indexOf("_") + 1);

function label(view, node, [across, down], colour) {
  const room = across / CHARACTER;
  const wide = across / BOLD;
  const below = (text) => `<br><span style="font-size:10px;color:${colour("soft")}">${text}</span>`;
  if (node.fold) {
    return `<b>▸ ${plain(cut(node.name, wide - 2))}</b>${down < TYPED ? "" : below(surface(view, node, room * 1.05, colour))}`;
  }
  if (node.instance) return plain(cut(node.name, room));
  const [name, more] = SAYS_NOTHING.has(node.name) ? [kind(node.type), node.name] : [node.name, node.type];
  return `<b>${plain(cut(name, wide))}</b>${down < TYPED ? "" : below(plain(cut(more, room * 1.05)))}`;
}

/** `−1 ±1 +3 · +$12.00`: what happens inside a fold, the gravest first, as far as there is room. */
function surface(view, node, room, colour) {
  const counts = mix(view, node).map(([action, count]) => [action, `${symbol(action)}${count}`]);
  if (!counts.length) return "unchanged";
  const length = counts.reduce((sum, [, text]) => sum + text.length + 1, 0);
  const cost = node.cost && length + node.cost.length + 5 <= room ? ` · ${money(node.cost)}` : "";
  const tone = (action) => colour({ forget: "read", unknown: "delete" }[action] ?? action);
  return counts.map(([action, text]) => `<span style="color:${tone(action)}">${text}</span>`).join(" ") + plain(cost);
}

/** What the pointer is told of a node, as lines of text; `dependants` depend on it. */
export function facts(node, dependants) {
  const actions = Object.entries(node.actions).map(([action, count]) => `${count} × ${action}`);
  return [
    node.fold ? `${plural(node.blocks, "block")}, ${plural(node.count, "resource")}: click to unfold` : "",
    actions.join(", "),
    dependants ? `${dependants.toLocaleString("en")} ${dependants === 1 ? "depends" : "depend"} on it` : "",
    node.cost ? `${money(node.cost)} a month` : "",
    node.finding ? `guardrail ${node.finding}` : "",
  ].filter(Boolean);
}

/** Beside a node: `×3` instances, `−1 +2` where not all of them do the same, `+41 more` edges of a hub. */
export function badge(view, index) {
  const node = view.nodes[index];
  const several = mix(view, node);
  const mixed = !node.fold && !node.instance && Object.keys(node.actions).length > 1 && several.length;
  return [
    node.count > 1 && !node.instance ? `×${node.count}` : "",
    mixed ? several.map(([action, count]) => `${symbol(action)}${count}`).join(" ") : "",
    view.hubs[index] ? `+${view.hubs[index]} more` : "",
  ]
    .filter(Boolean)
    .join("  ");
}

function counts({ view, indices, at, pixels, colour }, size) {
  const shift = size / 2 / Math.SQRT2 + 3;
  const text = (index) => plain(badge(view, index));
  const drawn =
    size < 12 || pixels[1] < BADGED
      ? []
      : indices.filter((index) => text(index) && text(index).length * CHARACTER < pixels[0] - size);
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
  const found = indices.filter((index) => view.nodes[index].finding);
  const shift = size / 2 / Math.SQRT2 + 4; // clear of the sign in the node
  const violated = (index) => view.nodes[index].finding === "violated";
  const small = size < 18; // the sign would hide what happens to the node
  return {
    ...base("alerts", small ? "markers" : "markers+text"),
    x: found.map((index) => at.get(index)[0] - shift / pixels[0]),
    y: found.map((index) => at.get(index)[1] - shift / pixels[1]),
    marker: {
      size: small ? 7 : 13,
      opacity: 1,
      color: found.map((index) => colour(violated(index) ? "delete-fill" : "update-fill")),
      line: { width: 1.5, color: colour("surface") },
    },
    text: found.map((index) => `<b>${violated(index) ? "!" : "?"}</b>`),
    textposition: "middle center",
    textfont: { size: 10, color: "#ffffff" },
  };
}

/** How many edges a line between folds stands for, at its middle; nearer to who needs where folds need each other. */
function bundles({ edges, at, pixels, colour }) {
  const several = readable(pixels) ? edges.filter(([, , , count]) => count > 1) : [];
  const pairs = new Set(edges.map(([a, b]) => `${a} ${b}`));
  const share = ([a, b]) => (pairs.has(`${b} ${a}`) ? 0.36 : 0.5);
  const middle = (axis) =>
    several.map((edge) => at.get(edge[0])[axis] + (at.get(edge[1])[axis] - at.get(edge[0])[axis]) * share(edge));
  return {
    ...base("bundles", "markers+text"),
    x: middle(0),
    y: middle(1),
    marker: { size: 16, opacity: 1, color: colour("surface") },
    text: several.map(([, , , count]) => `×${count}`),
    textfont: { size: 10, color: colour("soft") },
  };
}

/** A short stub to the left of what needs a hub: there is an edge that is drawn once either end is chosen. */
function stubs({ view, indices, at, edges, pixels }, size) {
  const drawn = new Set(edges.map(([dependant, dependency]) => `${dependant} ${dependency}`));
  const shown = new Set(indices);
  const hidden = view.hub_edges.filter(([a, b]) => shown.has(a) && at.has(b) && !drawn.has(`${a} ${b}`));
  const ends = size < 12 ? [] : [...new Set(hidden.map(([dependant]) => dependant))];
  return {
    ...base("stubs", "text"),
    x: ends.map((index) => at.get(index)[0] - (size / 2 + 1) / pixels[0]),
    y: ends.map((index) => at.get(index)[1]),
    text: ends.map(() => "┄"),
    textposition: "middle left",
    textfont: { size: 11 },
    opacity: 0.6,
  };
}
