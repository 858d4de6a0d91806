import assert from "node:assert/strict";
import { test } from "node:test";

import { freest, taken } from "../../frontend/lib/corners.js";

const room = [1000, 400];
const corners = ["bottom right", "top right", "bottom left"];

test("a box stands in the first corner that covers nothing, or in the one that covers least", () => {
  const at = (boxes) => freest(corners, [160, 100], room, boxes).corner;
  const [low, high, left] = [
    [900, 350, 960, 390],
    [900, 20, 960, 60],
    [20, 350, 60, 390],
  ];
  assert.equal(at([]), "bottom right");
  assert.equal(at([low]), "top right");
  assert.equal(at([low, high]), "bottom left");
  assert.equal(at([low, low, high, left, left]), "top right");
  assert.deepEqual(freest(["top left"], [160, 100], room, []).x, 12);
});

test("a node takes up its circle, and its name where there is room for one; a fold all of itself", () => {
  const measures = { pixels: [100, 60], size: 20, named: true };
  assert.deepEqual(taken({ fold: true, w: 2, h: 1 }, [200, 100], measures), [100, 70, 300, 130]);
  const [left, top, right, bottom] = taken({}, [200, 100], measures);
  assert.deepEqual([left, right], [150, 250]);
  assert.ok(top < 90 && bottom > 130);
  assert.ok(taken({}, [200, 100], { ...measures, named: false })[3] < 120);
});
