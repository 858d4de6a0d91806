// Drawn nodes and their places in, the frames around modules and around a block's instances out, with their titles.

import { plain } from "./plot.js";

const CHARACTER = 5.9; // pixels of one character of a title, about
const TITLE = 17; // pixels of its height

/** [{module, block, x0, y0, x1, y1, title}] in units, the title empty where it has no room; a module without a shown node has none. */
export function frames({ view, at, pixels }) {
  const [across, down] = pixels;
  const around = new Map();
  for (const [index, [x, y]] of at) {
    for (const module of view.nodes[index].path) {
      const frame = around.get(module);
      if (!frame) around.set(module, { x0: x, y0: y, x1: x, y1: y });
      else
        Object.assign(frame, {
          x0: Math.min(frame.x0, x),
          y0: Math.min(frame.y0, y),
          x1: Math.max(frame.x1, x),
          y1: Math.max(frame.y1, y),
        });
    }
  }
  const depth = (module) => module.split(".module.").length;
  const boxes = view.boxes.filter(({ module: m }) => around.has(m));
  const deepest = Math.max(0, ...boxes.map(({ module: m, block }) => depth(m) + (block ? 1 : 0)));
  return boxes.map(({ module: m, block }) => {
    const { x0, y0, x1, y1 } = around.get(m);
    const more = (deepest - depth(m) - (block ? 1 : 0)) * 5;
    const side = Math.min(54 + more, across * 0.46) / across;
    const frame = {
      module: m,
      block: block ?? false,
      x0: x0 - side,
      x1: x1 + side,
      y0: y0 - Math.min(24 + more, down * 0.44) / down,
      y1: y1 + Math.min(44 + more, down * 0.54) / down,
    };
    const name = block ? "instances" : m;
    const room = Math.max(((frame.x1 - frame.x0) * across) / CHARACTER - 2, 4);
    const text = name.length > room ? `${name.slice(0, Math.floor(room) - 1)}…` : name;
    return { ...frame, title: across >= 36 && down >= 26 ? `▾ ${text}` : "" };
  });
}

/** Whether a point, in units, is on a frame's title. */
export const onTitle = ({ title, x0, y0 }, [x, y], [across, down]) =>
  title !== "" && x >= x0 && x <= x0 + (title.length * CHARACTER + 6) / across && y <= y0 && y >= y0 - TITLE / down;

/** A rectangle with its corners cut, as the x and y of one closed line; `null` ends it. */
function outline({ x0, y0, x1, y1 }, [rx, ry]) {
  const [left, right, top, bottom] = [x0 + rx, x1 - rx, y0 + ry, y1 - ry];
  const x = [
    left,
    right,
    x1 - rx * 0.3,
    x1,
    x1,
    x1 - rx * 0.3,
    right,
    left,
    x0 + rx * 0.3,
    x0,
    x0,
    x0 + rx * 0.3,
    left,
  ];
  const y = [y0, y0, y0 + ry * 0.3, top, bottom, y1 - ry * 0.3, y1, y1, y1 - ry * 0.3, bottom, top, y0 + ry * 0.3, y0];
  return { x: [...x, null], y: [...y, null] };
}

/** The frames as one filled line, and their titles as text. */
export function frameTraces(shown, [across, down], colour) {
  const lines = shown.map((frame) => outline(frame, [6 / across, 6 / down]));
  const titled = shown.filter(({ title }) => title);
  const same = { type: "scatter", hoverinfo: "skip", showlegend: false };
  return [
    {
      ...same,
      uid: "frames",
      mode: "lines",
      x: lines.flatMap(({ x }) => x),
      y: lines.flatMap(({ y }) => y),
      fill: "toself",
      fillcolor: colour("sunken"),
      line: { width: 1, color: colour("line") },
    },
    {
      ...same,
      uid: "modules",
      mode: "text",
      x: titled.map(({ x0 }) => x0),
      y: titled.map(({ y0 }) => y0),
      text: titled.map(({ title }) => plain(title)),
      textposition: "top right",
      textfont: { size: 11, color: colour("soft") },
    },
  ];
}
