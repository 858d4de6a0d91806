// A scene and a part of the plane in, plotly's figure of that part out: what lies outside it costs nothing.

import { frames, frameTraces } from "./frames.js";
import { fit } from "./places.js";
import { scale, traces } from "./traces.js";

export const CLOSEST = [180, 88]; // pixels a unit when there is room for everything
export const MARGIN = [84, 54]; // pixels around everything

const LARGEST = 6000; // pixels of a side of a saved picture

/** {data, layout, boxes} of {view, indices, at, edges, selected} within {x: [from, to], y: [from, to]}. */
export function figure({ view, indices, at, edges, selected }, range, width, height, { colour, font }) {
  const pixels = scale(range, width, height);
  const inside = ([x, y]) => x > range.x[0] - 1 && x < range.x[1] + 1 && y > range.y[0] - 1 && y < range.y[1] + 1;
  const meets = (span, a, b) => Math.max(a, b) > span[0] && Math.min(a, b) < span[1];
  const crosses = ([a, b]) => meets(range.x, at.get(a)[0], at.get(b)[0]) && meets(range.y, at.get(a)[1], at.get(b)[1]);
  const scene = {
    view,
    at,
    selected,
    pixels,
    colour,
    indices: indices.filter((index) => inside(at.get(index))),
    edges: edges.filter(crosses),
  };
  const boxes = frames(scene);
  const [background, names] = frameTraces(boxes, pixels, colour);
  const axis = { visible: false, fixedrange: true };
  const layout = {
    width: Math.round(width),
    height: Math.round(height),
    showlegend: false,
    hovermode: false,
    margin: { l: 0, r: 0, t: 0, b: 0 },
    xaxis: { ...axis, range: [...range.x] },
    yaxis: { ...axis, range: [...range.y].reverse() },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: font, size: 11, color: colour("text") },
  };
  return { data: [background, ...traces(scene), names], layout, boxes };
}

/** The part of the plane, and the pixels, that show all these places near enough to read. */
export function whole(points) {
  const span = (axis) =>
    Math.max(...points.map((place) => place[axis])) - Math.min(...points.map((place) => place[axis]));
  const [width, height] = [Math.min(span(0) * 130 + 240, LARGEST), Math.min(span(1) * 70 + 160, LARGEST)];
  return { range: fit(points, width, height, CLOSEST, MARGIN), width, height };
}
