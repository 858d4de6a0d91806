// The frames of a scene in, their outlines around modules and around a block's instances out, with their titles.

import { plain } from "./plot.js";

const CHARACTER = 5.9; // pixels of one character of a title, about
const TITLE = 17; // pixels of its height

/** The frames that meet a part of the plane, with their titles: empty where there is no room. */
export function frames({ view, pixels }, { x, y }) {
  const [across, down] = pixels;
  const met = view.frames.filter((one) => one.x1 > x[0] && one.x0 < x[1] && one.y1 > y[0] && one.y0 < y[1]);
  return met.map((one) => ({ ...one, title: across >= 18 && down >= 18 ? title(one, across) : "" }));
}

/** A module is told by its address, a container by its kind and name, or by its name where there is no room for both. */
function title({ area, called, name: short, part, block, x0, x1 }, across) {
  const room = Math.max(((x1 - x0) * across) / CHARACTER - 3, 4);
  const told = (own) => (part ? `${own} (part ${part})` : own);
  const name = block ? "instances" : told(called ?? area);
  const fits = short && name.length > room ? told(short) : name;
  return `▾ ${fits.length > room ? `${fits.slice(0, Math.floor(room) - 1)}…` : fits}`;
}

/** What a frame's title takes up, in pixels of the plane. */
export const titled = ({ title: text, x0, y0 }, [across, down]) => [
  x0 * across,
  y0 * down,
  x0 * across + text.length * CHARACTER + 10,
  y0 * down + TITLE + 2,
];

/** Whether a point, in units, is on a frame's title. */
export const onTitle = ({ title: text, x0, y0 }, [x, y], [across, down]) =>
  text !== "" &&
  x >= x0 &&
  x <= x0 + (text.length * CHARACTER + 10) / across &&
  y >= y0 &&
  y <= y0 + (TITLE + 2) / down;

/** The same frames, each with the number of containers around it: by turns they are lighter and darker. */
export const nested = (all) =>
  all.map((one) => ({
    ...one,
    depth: all.filter((other) => other.called && other !== one && holds(other, one)).length,
  }));

const holds = (outer, inner) =>
  outer.x0 <= inner.x0 && outer.y0 <= inner.y0 && outer.x1 >= inner.x1 && outer.y1 >= inner.y1;

/** A rectangle with its corners cut, as the x and y of one closed line; `null` ends it. */
export function outline({ x0, y0, x1, y1 }, [rx, ry]) {
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

/** The frames as one filled line, and their titles as text inside their upper left corner. */
export function frameTraces(shown, [across, down], colour) {
  const depths = [...new Set(shown.map(({ depth }) => depth))].sort();
  const titled = shown.filter(({ title: text }) => text);
  const same = { type: "scatter", hoverinfo: "skip", showlegend: false };
  const filled = depths.map((depth) => {
    const lines = shown.filter((one) => one.depth === depth).map((one) => outline(one, [6 / across, 6 / down]));
    return {
      ...same,
      uid: `frames${depth || ""}`,
      mode: "lines",
      x: lines.flatMap(({ x }) => x),
      y: lines.flatMap(({ y }) => y),
      fill: "toself",
      fillcolor: colour(depth % 2 ? "surface" : "sunken"),
      line: { width: 1, color: colour("line"), simplify: false },
    };
  });
  return [
    filled,
    {
      ...same,
      uid: "modules",
      mode: "text",
      x: titled.map(({ x0 }) => x0 + 4 / across),
      y: titled.map(({ y0 }) => y0 + 1 / down),
      text: titled.map(({ title: text }) => plain(text)),
      textposition: "bottom right",
      textfont: { size: 11, color: colour("soft") },
    },
  ];
}
