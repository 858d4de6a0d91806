// Places in units of one node in, lines between them and the part of the plane to show out.

const SIDE = 0.46; // units from the middle of a node of one unit to the side of its column

/** A smooth line from what is needed to what needs it, as [x, y] points; it leaves and arrives level. */
export function curve([x0, y0], [x1, y1], steps) {
  if (y0 === y1)
    return [
      [x0, y0],
      [x1, y1],
    ];
  const points = [];
  for (let step = 0; step <= steps; step += 1) {
    const t = step / steps;
    const u = 1 - t;
    const middle = (x0 + x1) / 2;
    points.push([
      u * u * u * x0 + 3 * u * u * t * middle + 3 * u * t * t * middle + t * t * t * x1,
      (u * u * u + 3 * u * u * t) * y0 + (3 * u * t * t + t * t * t) * y1,
    ]);
  }
  return points;
}

/** A long way is drawn in more steps: in a few its corners would be seen. */
const finer = (steps, [x0, y0], [x1, y1]) =>
  Math.ceil(steps * Math.min(Math.max((Math.abs(x1 - x0) + Math.abs(y1 - y0)) / 3, 1), 4));

/** The line of an edge as [x, y] points: level to the side of its column, from bend to bend, and level to its end. */
export function line([dependant, dependency, , , bends = []], { nodes }, at, steps, gap = 0) {
  const [[x0, y0], [x1, y1]] = [at.get(dependency), at.get(dependant)];
  const away = (index) => (gap && nodes[index].fold ? nodes[index].w / 2 - 0.04 : gap);
  const side = (index) => SIDE + (nodes[index].w - 1) / 2;
  const points = [[x0 + side(dependency), y0]];
  for (let place = 0; place < bends.length; place += 2) points.push([bends[place], bends[place + 1]]);
  points.push([x1 - side(dependant), y1]);
  const between = points
    .slice(1)
    .flatMap((point, place) => curve(points[place], point, finer(steps, points[place], point)));
  return [[x0 + away(dependency), y0], ...between, [x1 - away(dependant), y1]];
}

/** All edges as the two lists of one line trace, a null between two lines. */
export function lines(edges, view, at) {
  const steps = edges.length > 1500 ? 4 : edges.length > 400 ? 8 : 14;
  const x = [];
  const y = [];
  for (const edge of edges) {
    for (const [px, py] of line(edge, view, at, steps)) {
      x.push(px);
      y.push(py);
    }
    x.push(null);
    y.push(null);
  }
  return { x, y };
}

/** The part of the plane to show so that all of it fits, never closer than `most` pixels a unit. */
export function fit([left, top, right, bottom], width, height, most, margin) {
  const span = (low, high, pixels, limit, edge) => {
    const room = Math.max(pixels - 2 * edge, 1);
    const scale = Math.min(limit, high > low ? room / (high - low) : limit);
    const half = pixels / scale / 2;
    return [(low + high) / 2 - half, (low + high) / 2 + half];
  };
  return { x: span(left, right, width, most[0], margin[0]), y: span(top, bottom, height, most[1], margin[1]) };
}
