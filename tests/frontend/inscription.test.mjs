import assert from "node:assert/strict";
import { test } from "node:test";

import { fits, inscription } from "../../frontend/lib/inscription.js";

const view = { gravity: { actions: ["unknown", "delete", "replace", "update", "forget", "create"] } };
const fold = {
  name: "shop",
  w: 1,
  h: 1,
  part: 0,
  count: 3,
  cost: "",
  actions: { create: 2, delete: 1 },
  named: [
    ["delete", "s3_bucket.this", "s3_bucket"],
    ["blocks", "security_group.open", "open"],
    ["replace", "x.y", "y"],
  ],
  unnamed: 0,
};
const said = (node, pixels) =>
  inscription(view, node, pixels).lines.map((line) => line.map(([, text]) => text).join(" "));

test("a tile names what is destroyed, replaced or blocks inside it, as far as it has room", () => {
  const bucket = "− s3_bucket.this";
  const group = "! security_group.open";
  for (const [pixels, unnamed, lines] of [
    [[150, 16], 0, []],
    [[150, 32], 0, [`${bucket} +2 more`]],
    [[150, 46], 0, ["−1 +2", `${bucket} +2 more`]],
    [[150, 61], 0, ["−1 +2", bucket, "+2 more"]],
    [[150, 75], 0, ["−1 +2", bucket, group, "± x.y"]],
    [[150, 75], 5, ["−1 +2", bucket, group, "+6 more"]],
    [[150, 90], 0, ["−1 +2", bucket, group, "± x.y", "3 resources"]],
    [[100, 75], 0, ["−1 +2", bucket, "! open", "± x.y"]],
    [[48, 32], 0, ["− s…et +2"]],
  ])
    assert.deepEqual(said({ ...fold, unnamed }, pixels), lines, `${pixels}`);
  assert.ok(!fits(fold, [20, 84]));
});

test("a tile with nothing to name says what happens, and how much it holds", () => {
  const quiet = { ...fold, named: [], actions: { "no-op": 3 } };
  assert.deepEqual(said(quiet, [150, 46]), ["unchanged", "3 resources"]);
  assert.deepEqual(said({ ...quiet, actions: { create: 3 }, cost: "12.00" }, [150, 32]), ["+3 · +$12.00"]);
});
