import assert from "node:assert/strict";
import { test } from "node:test";

import { crossing, landing } from "../../frontend/lib/levels.js";
import { START } from "../../frontend/lib/view-state.js";

const fold = (name, x) => ({ address: `module.${name}`, path: [], x, y: 0, w: 2, h: 1, fold: true, of: [0, 1] });
const document = {
  nodes: [{ module: "module.a", count: 1, action: "create" }, {}, { count: 3, action: "create", finding: "" }],
};
const scene = {
  document,
  modules: new Set(["module.a", "module.b"]),
  view: {
    nodes: [fold("a", 0), fold("b", 10), { address: "x.many", path: ["module.c"], x: 20, y: 0, w: 1, h: 1, of: [2] }],
    frames: [{ area: "module.c", x0: 30, x1: 36, y0: 0, y1: 4 }],
  },
};
const about = (x) => ({ x: [x - 3, x + 3], y: [-3, 3] });

const cases = [
  ["a fold that is near opens", START, about(1), 120, 60, { open: ["module.a"], closed: [] }],
  [
    "of two the one nearer to the middle",
    START,
    { x: [-1, 18], y: [-3, 3] },
    120,
    60,
    { open: ["module.b"], closed: [] },
  ],
  [
    "one that was folded by hand opens too",
    { ...START, closed: ["module.a"] },
    about(1),
    120,
    60,
    { open: ["module.a"], closed: [] },
  ],
  ["what is no nearer than everything at once stays", START, about(1), 120, 110, null],
  ["what is not near stays", START, about(1), 80, 20, null],
  ["a block that is very near shows its instances", START, about(20), 210, 60, { instances: ["x.many"] }],
  ["once", { ...START, instances: ["x.many"] }, about(20), 210, 60, null],
  ["and hides them from afar", { ...START, instances: ["x.many"] }, about(20), 80, 60, { instances: [] }],
  ["an open module folds from afar", { ...START, open: ["module.c"] }, about(33), 30, 20, { open: [] }],
  ["what is out of sight opens nothing", START, about(500), 300, 20, null],
];
for (const [told, state, window, across, whole, expected] of cases) {
  test(told, () => {
    const found = crossing(scene, state, window, [across, across / 2], whole);
    assert.deepEqual(found?.changed ?? null, expected);
  });
}

test("of modules inside each other the inner ones fold first", () => {
  const frames = [
    { area: "module.c", x0: 0, x1: 9, y0: 0, y1: 9 },
    { area: "module.c.module.d", x0: 1, x1: 5, y0: 1, y1: 5 },
  ];
  const state = { ...START, open: ["module.c", "module.c.module.d"] };
  const nodes = [{ address: "x.y", path: ["module.c", "module.c.module.d"], x: 2, y: 2, w: 1, h: 1, of: [0] }];
  const found = crossing({ ...scene, view: { nodes, frames } }, state, about(3), [30, 20], 20);
  assert.deepEqual(found, { changed: { open: ["module.c"] }, about: "module.c.module.d" });
});

test("what opened is seen as a whole, near enough for names, and what folded is a tile among others", () => {
  assert.deepEqual(landing(scene.view, "module.c", [1000, 500], [220, 100]), {
    middle: [33, 2],
    pixels: [(1000 * 0.85) / 6, 84],
  });
  const wide = { nodes: [], frames: [{ area: "m", x0: 0, x1: 100, y0: 0, y1: 50 }] };
  assert.deepEqual(landing(wide, "m", [1000, 500], [220, 100]).pixels, [66, 60]);
  assert.deepEqual(landing(scene.view, "module.a", [1000, 500], [30, 20]).pixels, [75, 50]);
  assert.equal(landing(scene.view, "module.nowhere", [1000, 500], [30, 20]), null);
});
