import assert from "node:assert/strict";
import { test } from "node:test";

import { inChanges } from "../../frontend/lib/shared-filters.js";
import { START } from "../../frontend/lib/view-state.js";

for (const [chosen, query] of [
  [{}, "?tab=changes"],
  [{ actions: ["create", "delete"] }, "?tab=changes&action=create%2Cdelete"],
  [{ type: "aws_instance", module: "module.a" }, "?tab=changes&type=aws_instance&within=module.a"],
  [{ provider: "aws", search: "a&b=\u202e" }, "?tab=changes&provider=aws&text=a%26b%3D%E2%80%AE"],
  [{ weights: ["blocks"], cost: true, node: "aws_x.y", table: true }, "?tab=changes&findings=1&cost=1"],
]) {
  test(`the list of changes for ${JSON.stringify(chosen)}`, () => {
    assert.equal(inChanges({ ...START, ...chosen }), query);
  });
}
