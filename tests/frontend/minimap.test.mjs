import assert from "node:assert/strict";
import { test } from "node:test";

import { shows, sizes } from "../../frontend/lib/minimap.js";

test("an overview is as wide as high as its drawing, within bounds", () => {
  assert.deepEqual(sizes([0, 0, 10, 10]), [168, 94]);
  assert.deepEqual(sizes([0, 0, 100, 5]), [168, 44]);
  assert.deepEqual(sizes([0, 0, 1, 100]), [44, 104]);
  assert.deepEqual(sizes([3, 3, 3, 3]), [168, 94]);
});

test("a window shows all of a drawing, or not", () => {
  const window = { x: [-1, 11], y: [-1, 6] };
  assert.ok(shows(window, [0, 0, 10, 5]));
  assert.ok(!shows(window, [0, 0, 12, 5]));
  assert.ok(!shows(window, [0, -2, 10, 5]));
});
