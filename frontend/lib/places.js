// Places in units of one node in, places on the page and lines between them out.

/** A map that keeps the order of values and draws gaps wider than `gap` together: filtered graphs have no empty miles. */
export function squeeze(values, gap = 1) {
  const order = [...new Set(values)].sort((a, b) => a - b);
  const places = new Map();
  let at = 0;
  order.forEach((value, index) => {
    if (index) at += Math.min(value - order[index - 1], gap);
    places.set(value, at);
  });
  return (value) => places.get(value);
}

/** The shown nodes' places, squeezed: Map of index -> [x, y]. */
export function places(view, indices) {
  const across = squeeze(indices.map((index) => view.nodes[index].x));
  const down = squeeze(indices.map((index) => view.nodes[index].y));
  return new Map(indices.map((index) => [index, [across(view.nodes[index].x), down(view.nodes[index].y)]]));
}

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

/** All edges as the two lists of one line trace, a null between two lines. */
export function lines(edges, at) {
  const steps = edges.length > 1500 ? 4 : edges.length > 400 ? 8 : 14;
  const x = [];
  const y = [];
  for (const [dependant, dependency] of edges) {
    for (const [px, py] of curve(at.get(dependency), at.get(dependant), steps)) {
      x.push(px);
      y.push(py);
    }
    x.push(null);
    y.push(null);
  }
  return { x, y };
}

/** The part of the plane to show so that everything fits, never closer than `most` pixels a unit. */
export function fit(points, width, height, most, margin) {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const span = (values, pixels, limit, edge) => {
    const [low, high] = values.length ? [Math.min(...values), Math.max(...values)] : [0, 0];
    const room = Math.max(pixels - 2 * edge, 1);
    const scale = Math.min(limit, high > low ? room / (high - low) : limit);
    const half = pixels / scale / 2;
    return [(low + high) / 2 - half, (low + high) / 2 + half];
  };
  return { x: span(xs, width, most[0], margin[0]), y: span(ys, height, most[1], margin[1]) };
}
