// A scene and a part of the plane in, plotly's figure of that part out: what lies outside it costs nothing.

import { frames, frameTraces } from "./frames.js";
import { fit } from "./places.js";
import { plain } from "./plot.js";
import { scale, traces } from "./traces.js";

export const CLOSEST = [150, 84]; // pixels a unit when there is room for everything
export const MARGIN = [20, 16]; // pixels around everything

const LARGEST = 6000; // pixels of a side of a saved picture

/** {data, layout, boxes} of {view, indices, at, edges, selected, through} within {x: [from, to], y: [from, to]}. */
export function figure({ view, indices, at, edges, selected, through }, range, width, height, { colour, font }) {
  const pixels = scale(range, width, height);
  const inside = ({ x, y, w, h }) =>
    x + w / 2 > range.x[0] - 0.5 &&
    x - w / 2 < range.x[1] + 0.5 &&
    y + h / 2 > range.y[0] - 0.5 &&
    y - h / 2 < range.y[1] + 0.5;
  const meets = (span, a, b) => Math.max(a, b) > span[0] && Math.min(a, b) < span[1];
  const crosses = ([a, b, , , bends = []]) =>
    meets(range.x, at.get(a)[0], at.get(b)[0]) && (bends.length > 0 || meets(range.y, at.get(a)[1], at.get(b)[1]));
  const scene = {
    view,
    at,
    selected,
    pixels,
    colour,
    through,
    indices: indices.filter((index) => inside(view.nodes[index])),
    edges: edges.filter(crosses),
  };
  const boxes = frames(scene, range);
  const [backgrounds, names] = frameTraces(boxes, pixels, colour);
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
  return { data: [...backgrounds, ...traces({ ...scene, boxes }), names], layout, boxes };
}

/** The part of the plane, and the pixels, that show all of it near enough to read. */
export function whole(bounds) {
  const span = (low, high) => bounds[high] - bounds[low];
  const [width, height] = [Math.min(span(0, 2) * 130 + 80, LARGEST), Math.min(span(1, 3) * 70 + 80, LARGEST)];
  return { range: fit(bounds, width, height, CLOSEST, MARGIN), width, height };
}

const HEAD = 44; // pixels for a title above, and for the legend below

/** A figure's layout with a title above it and a legend below, as a file needs them that stands by itself. */
export function framed(layout, title, legend, colour) {
  const text = (told, y, anchor, size) => ({
    text: plain(told),
    x: 0,
    xref: "paper",
    xanchor: "left",
    y,
    yref: "paper",
    yanchor: anchor,
    showarrow: false,
    font: { size, color: colour("text") },
  });
  return {
    ...layout,
    height: layout.height + 2 * HEAD,
    margin: { l: 12, r: 12, t: HEAD, b: HEAD },
    paper_bgcolor: colour("surface"),
    annotations: [text(title, 1.0, "bottom", 15), text(legend, 0, "top", 12)],
  };
}
