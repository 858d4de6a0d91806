import assert from "node:assert/strict";
import { test } from "node:test";

import { curve, fit, line, lines } from "../../frontend/lib/places.js";

const view = { nodes: [{ w: 1 }, { w: 2 }] };
const at = new Map([
  [0, [0, 0]],
  [1, [4, 3]],
]);

test("a line leaves and arrives at its nodes, level at the sides of its columns, with a gap before the next", () => {
  const { x, y } = lines([[1, 0, "state", 1, []]], view, at);
  assert.deepEqual([x[0], y[0], x.at(-2), y.at(-2), x.at(-1)], [0, 0, 4, 3, null]);
  assert.deepEqual([x[1], y[1]], [0.46, 0]);
  assert.deepEqual([x.at(-3), y.at(-3)], [4 - 0.96, 3]); // a tile of two units has its side farther out
  assert.deepEqual(curve([0, 1], [5, 1], 14), [
    [0, 1],
    [5, 1],
  ]);
});

test("a line passes its bends, and leaves a gap at its ends where it is asked to", () => {
  const points = line([1, 0, "state", 1, [1.5, 2, 2.5, 2]], view, at, 4, 0.2);
  assert.deepEqual(
    [points[0], points.at(-1)],
    [
      [0.2, 0],
      [3.8, 3],
    ],
  );
  for (const bend of [
    [1.5, 2],
    [2.5, 2],
  ])
    assert.ok(points.some((point) => String(point) === String(bend)));
  assert.deepEqual(line([1, 0, "state"], view, at, 4).at(0), [0, 0]); // an edge that waited has no bends
});

test("a long way is drawn in more steps than a short one", () => {
  const far = new Map([
    [0, [0, 0]],
    [1, [14, 3]],
  ]);
  const steps = (places) => line([1, 0, "state"], view, places, 8).length;
  assert.ok(steps(far) > 3 * steps(new Map([...at, [1, [2, 1]]])));
});

test("everything fits, and one node alone is not blown up", () => {
  const wide = fit([0, 0, 10, 1], 1000, 500, [190, 88], [50, 50]);
  assert.ok(wide.x[0] < 0 && wide.x[1] > 10);
  const alone = fit([2.5, 2.5, 3.5, 3.5], 1000, 500, [100, 50], [50, 50]);
  assert.deepEqual(alone, { x: [-2, 8], y: [-2, 8] });
  assert.ok(fit([0, 0, 0, 0], 100, 100, [10, 10], [5, 5]).x.every(Number.isFinite));
});
