import assert from "node:assert/strict";
import { test } from "node:test";

import { compact, path } from "../../frontend/lib/compact.js";
import { curve, fit, lines, places, squeeze } from "../../frontend/lib/places.js";

const view = (...nodes) => ({ nodes: nodes.map(([x, y, module = ""]) => ({ x, y, module })) });

test("squeezing keeps order and small gaps and closes wide ones", () => {
  const map = squeeze([0, 10, 0.5, 10]);
  assert.deepEqual([0, 0.5, 10].map(map), [0, 0.5, 1.5]);
});

test("places are squeezed by what is shown alone", () => {
  assert.deepEqual(
    [...places(view([0, 0], [50, 9], [90, 0]), [0, 2])],
    [
      [0, [0, 0]],
      [2, [1, 0]],
    ],
  );
});

test("a line leaves and arrives at its nodes, with a gap before the next", () => {
  const at = new Map([
    [0, [0, 0]],
    [1, [2, 3]],
  ]);
  const { x, y } = lines([[1, 0, "state"]], at);
  assert.deepEqual([x[0], y[0], x.at(-2), y.at(-2), x.at(-1)], [0, 0, 2, 3, null]);
  assert.deepEqual(curve([0, 1], [5, 1], 14), [
    [0, 1],
    [5, 1],
  ]);
});

test("everything fits, and one node alone is not blown up", () => {
  const wide = fit(
    [
      [0, 0],
      [10, 1],
    ],
    1000,
    500,
    [190, 88],
    [50, 50],
  );
  assert.ok(wide.x[0] < 0 && wide.x[1] > 10);
  const alone = fit([[3, 3]], 1000, 500, [100, 50], [50, 50]);
  assert.deepEqual(alone, { x: [-2, 8], y: [-2, 8] });
  assert.ok(fit([], 100, 100, [10, 10], [5, 5]).x.every(Number.isFinite));
});

test("modules of a module", () => {
  assert.deepEqual(path(""), []);
  assert.deepEqual(path("module.a.module.b"), ["module.a", "module.a.module.b"]);
});

test("compacting closes the room of what is hidden and keeps left left", () => {
  const at = compact(
    view([0, 0], [40, 0], [90, 0]),
    [0, 1, 2],
    [
      [1, 0],
      [2, 1],
    ],
  );
  assert.deepEqual(
    [...at.values()].map(([x]) => x),
    [0, 1, 2],
  );
});

test("compacting never lays two nodes on each other, nor a node into another module", () => {
  const drawn = view(
    [0, 0, "module.a"],
    [2, 0, "module.a"],
    [5, 0],
    [5, 4],
    [0, 6, "module.b"],
    [7, 1, "module.c"],
    [7, 2, "module.c"],
  );
  const at = [
    ...compact(
      drawn,
      [0, 1, 2, 3, 4, 5, 6],
      [
        [2, 1],
        [3, 4],
        [5, 2],
        [6, 3],
      ],
    ).values(),
  ];
  for (const [i, [x, y]] of at.entries()) {
    for (const [other, [u, v]] of at.entries()) {
      if (other > i) assert.ok(Math.max(Math.abs(x - u), Math.abs(y - v)) >= 0.95, `${i} and ${other}`);
    }
  }
  const [[left, top], [right, bottom]] = at; // module.a holds the first two
  for (const [x, y] of at.slice(2)) {
    assert.ok(x < left - 0.9 || x > right + 0.9 || y < Math.min(top, bottom) - 0.9 || y > Math.max(top, bottom) + 0.9);
  }
});
