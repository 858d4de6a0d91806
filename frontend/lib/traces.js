// What is shown of the graph, at which scale and in which colours in; plotly's traces and shapes out.

import { taken } from "./corners.js";
import { outline, titled } from "./frames.js";
import { mix, plural } from "./graph.js";
import { BOLD, CHARACTER, FAINT, base, cut, quiet, stroke, tone } from "./marks.js";
import { money } from "./money.js";
import { placed } from "./names.js";
import { line as edgeLine, lines } from "./places.js";
import { plain } from "./plot.js";
import { tiles } from "./tiles.js";
import { FILLS, WEIGHTS, symbol } from "./words.js";

const NOTHING = { x: [], y: [] };

/** Pixels a unit, across and down. */
export const scale = (range, width, height) => [width / (range.x[1] - range.x[0]), height / (range.y[1] - range.y[0])];

/** The diameter of a node. */
export const diameter = ([across, down]) => Math.max(8, Math.min(26, across * 0.5, down * 0.42));

const NAMED = [64, 32]; // pixels a unit from which a node has room for its name
const TYPED = 58; // and for its type below it, above the badges of the next row
const MARGIN = 16; // pixels around everything in which a name may stand
const BADGED = 44; // pixels a row must have for badges to stand clear of the names above

const SAYS_NOTHING = new Set(["this", "main", "default", "self", "all"]);

/** Whether nodes have room for their names. */
export const readable = ([across, down]) => across >= NAMED[0] && down >= NAMED[1];

/** All traces, in the order of drawing. `scene` holds view, indices, at, edges, selected, through (what the filters let
 * through), pixels (a unit), colour and
 * boxes (the frames with their titles). */
export function traces(scene) {
  const { view, indices, at, edges, pixels, colour, selected, through } = scene;
  const size = diameter(pixels);
  const round = indices.filter((index) => !view.nodes[index].fold);
  const nodes = round.map((index) => view.nodes[index]);
  const points = { x: nodes.map(({ x }) => x), y: nodes.map(({ y }) => y) };
  const faint = round.map((index) => (through.has(index) ? 1 : FAINT));
  return [
    stroke("edges", lines(edges, view, at), { color: colour("line-strong"), width: 1 }, 0.55),
    bundles(scene),
    stubs(scene, size),
    ...tiles(scene),
    heads(scene, size),
    {
      ...base("nodes", readable(pixels) ? "markers+text" : "markers"),
      ...points,
      marker: {
        size: nodes.map((node) => (node.instance ? size * 0.62 : size)),
        symbol: "circle",
        opacity: faint,
        color: nodes.map((node) => (quiet(node) ? colour("surface") : colour(FILLS[node.action]))),
        line: { width: 1.5, color: nodes.map((node) => colour(quiet(node) ? "line-strong" : FILLS[node.action])) },
      },
      text: nodes.map((node) => label(node, pixels, colour)),
      textposition: "bottom center",
      textfont: { size: 11, color: round.map((index) => colour(tone(scene, index))) },
    },
    size < 14
      ? { ...base("symbols", "text"), ...NOTHING }
      : {
          ...base("symbols", "text"),
          ...points,
          text: nodes.map((node) => `<b>${plain(symbol(node.action))}</b>`),
          textfont: { size: size * 0.58, color: nodes.map((node) => (quiet(node) ? colour("soft") : "#ffffff")) },
        },
    names(scene, round, size),
    counts(scene, size),
    alerts(scene, size),
    ring(scene, at.get(selected) && view.nodes[selected], size),
  ];
}

/** Where there is no room for all names, those that have it. */
function names({ view, at, pixels, colour, through, boxes, ...scene }, round, size) {
  const apart = readable(pixels) ? [] : round.filter((index) => through.has(index));
  const pixel = (index) => at.get(index).map((value, axis) => value * pixels[axis]);
  const needed = new Set([...view.edges, ...view.hub_edges].map(([, dependency]) => dependency));
  const nodes = apart.map((index) => {
    const [x, y] = pixel(index);
    return { x, y, r: size / 2 + 1, name: called(view.nodes[index])[0], beside: !needed.has(index) };
  });
  const folds = scene.indices.filter((index) => view.nodes[index].fold);
  const titles = boxes.filter(({ title }) => title).map((box) => titled(box, pixels));
  const kept = folds.map((index) => taken(view.nodes[index], pixel(index), { pixels }));
  const [left, top, right, bottom] = view.bounds.map((side, place) => side * pixels[place % 2]);
  const room = [left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN];
  const found = placed(nodes, [...kept, ...titles], room);
  return {
    ...base("names", "text"),
    x: found.map(({ x }) => x / pixels[0]),
    y: found.map(({ y }) => y / pixels[1]),
    text: found.map(({ text }) => `<b>${plain(text)}</b>`),
    textposition: "middle center",
    textfont: { size: 11, color: found.map(({ of }) => colour(tone({ view, through }, apart[of]))) },
  };
}

/** Around what is selected: a circle, or the outline of a fold. */
function ring({ pixels, colour }, node, size) {
  if (node?.fold) {
    const { x, y, w, h } = node;
    const [dx, dy] = [w / 2 - 0.04 + 3 / pixels[0], h / 2 - 0.05 + 3 / pixels[1]];
    const around = outline({ x0: x - dx, x1: x + dx, y0: y - dy, y1: y + dy }, [6 / pixels[0], 6 / pixels[1]]);
    return stroke("ring", around, { color: colour("accent"), width: 2 }, 1);
  }
  return {
    ...base("ring", "markers"),
    ...(node ? { x: [node.x], y: [node.y] } : NOTHING),
    marker: { size: size + 9, color: "rgba(0,0,0,0)", line: { width: 2, color: colour("accent") } },
  };
}

/** An arrowhead on the left of what depends on something drawn: its edges arrive there, level. */
function heads({ view, edges, pixels, colour, through, selected }, size) {
  const ends = size < 9 ? [] : [...new Set(edges.map(([dependant]) => dependant))];
  const left = ({ fold, w, x }) => (fold ? x - w / 2 + 0.04 - 4 / pixels[0] : x - (size / 2 + 5) / pixels[0]);
  return {
    ...base("heads", "markers"),
    x: ends.map((index) => left(view.nodes[index]) - (index === selected ? 5 / pixels[0] : 0)),
    y: ends.map((index) => view.nodes[index].y),
    marker: {
      size: 7,
      symbol: "triangle-right",
      opacity: ends.map((index) => (through.has(index) ? 1 : FAINT)),
      color: colour("line-strong"),
      line: { width: 0 },
    },
  };
}

/** A type without its provider: `aws_db_instance` -> `db_instance`. */
const kind = (type) => type.slice(type.indexOf("_") + 1);

/** The name of a node, and what else it is told by: the type comes first where the name says nothing. */
const called = ({ name, type, instance }) => (SAYS_NOTHING.has(name) && !instance ? [kind(type), name] : [name, type]);

function label(node, [across, down], colour) {
  const room = across / CHARACTER;
  const below = (text) => `<br><span style="font-size:10px;color:${colour("soft")}">${text}</span>`;
  if (node.instance) return plain(cut(node.name, room));
  const [name, more] = called(node);
  return `<b>${plain(cut(name, across / BOLD))}</b>${down < TYPED ? "" : below(plain(cut(more, room * 1.05)))}`;
}

/** What the pointer is told of a node, as lines of text; `dependants` depend on it. */
export function facts(node, dependants) {
  const actions = Object.entries(node.actions).map(([action, count]) => `${count} × ${action}`);
  return [
    node.fold ? `${plural(node.of.length, "block")}, ${plural(node.count, "resource")}: click to unfold` : "",
    actions.join(", "),
    dependants ? `${dependants.toLocaleString("en")} ${dependants === 1 ? "depends" : "depend"} on it` : "",
    node.cost ? `${money(node.cost)} a month` : "",
    node.finding ? `guardrail: ${WEIGHTS[node.finding].word}` : "",
    node.note,
  ].filter(Boolean);
}

/** Beside a node: `×3` instances, `−1 +2` where not all of them do the same, `+41 more` edges of a hub. */
export function badge(view, index) {
  const node = view.nodes[index];
  if (node.fold) return "";
  const several = mix(view, node);
  const mixed = !node.instance && Object.keys(node.actions).length > 1 && several.length;
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

/** On what guardrails object to, by what that does to the plan. */
function alerts({ view, indices, at, pixels, colour }, size) {
  const found = indices.filter((index) => view.nodes[index].finding);
  const shift = size / 2 / Math.SQRT2 + 4; // clear of the sign in the node
  const weight = (index) => WEIGHTS[view.nodes[index].finding];
  const small = size < 18; // the sign would hide what happens to the node
  const corner = (index, axis) => {
    const { fold, w, h } = view.nodes[index];
    const away = fold ? [w / 2 - 0.04, h / 2 - 0.05][axis] : shift / pixels[axis];
    return at.get(index)[axis] - away;
  };
  return {
    ...base("alerts", small ? "markers" : "markers+text"),
    x: found.map((index) => corner(index, 0)),
    y: found.map((index) => corner(index, 1)),
    marker: {
      size: small ? 7 : 13,
      opacity: 1,
      color: found.map((index) => colour(weight(index).fill)),
      line: { width: 1.5, color: colour("surface") },
    },
    text: found.map((index) => `<b>${weight(index).sign}</b>`),
    textposition: "middle center",
    textfont: { size: 10, color: "#ffffff" },
  };
}

/** How many edges a line between folds stands for, in its middle. */
function bundles({ view, edges, at, pixels, colour }) {
  const several = readable(pixels) ? edges.filter(([, , , count]) => count > 1) : [];
  const middles = several.map((edge) => middle(edgeLine(edge, view, at, 8)));
  return {
    ...base("bundles", "markers+text"),
    x: middles.map(([x]) => x),
    y: middles.map(([, y]) => y),
    marker: { size: 16, opacity: 1, color: colour("surface") },
    text: several.map(([, , , count]) => `×${count}`),
    textfont: { size: 10, color: colour("soft") },
  };
}

/** The point of a line that is half its way across. */
function middle(points) {
  const half = (points[0][0] + points.at(-1)[0]) / 2;
  const after = Math.max(
    points.findIndex(([x]) => x >= half),
    1,
  );
  const [[x0, y0], [x1, y1]] = [points[after - 1], points[after]];
  const share = x1 > x0 ? (half - x0) / (x1 - x0) : 0;
  return [half, y0 + (y1 - y0) * share];
}

/** A short stub to the left of what needs a hub: there is an edge that is drawn once either end is chosen. */
function stubs({ view, indices, at, edges, pixels }, size) {
  const drawn = new Set(edges.map(([dependant, dependency]) => `${dependant} ${dependency}`));
  const shown = new Set(indices);
  const hidden = view.hub_edges.filter(([a, b]) => shown.has(a) && at.has(b) && !drawn.has(`${a} ${b}`));
  const bare = hidden.filter(([dependant]) => !view.nodes[dependant].fold);
  const ends = size < 12 ? [] : [...new Set(bare.map(([dependant]) => dependant))];
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
