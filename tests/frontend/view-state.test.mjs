import assert from "node:assert/strict";
import { test } from "node:test";

import { plain } from "../../frontend/lib/plot.js";
import { START, read, write } from "../../frontend/lib/view-state.js";

test("an address without a choice is the start, and the start leaves the address alone", () => {
  assert.deepEqual(read(""), { ...START });
  assert.equal(write(START), "");
});

test("every choice survives the address, odd characters included", () => {
  const state = {
    everything: true,
    actions: ["create", "no-op"],
    type: "aws_x",
    module: 'module.a["b&c=#"]',
    weights: ["blocks", "stands"],
    cost: true,
    table: true,
    node: "a.b%20 ü",
    step: 3,
    topology: true,
    provider: "aws",
    level: "1",
    closed: ['module.a["x,y"]', "module.b"],
    open: ["module.c"],
    instances: ["a.b"],
    search: "db & co",
    at: [1.5, -2.25, 130, 64],
  };
  assert.deepEqual(read(write(state)), state);
});

test("the level on which all instances are open survives the address", () => {
  assert.equal(read(write({ ...START, level: "instances" })).level, "instances");
  assert.equal(read("#level=others").level, "");
});

test("words that are no action are dropped", () => {
  assert.deepEqual(read("#actions=create,<b>,&view=some").actions, ["create"]);
  assert.equal(read("#view=some").everything, false);
  assert.deepEqual(read("#at=1,2,x,4").at, []);
  assert.deepEqual(read("#at=1,2,0,4").at, []);
  assert.equal(read("#level=-1").level, "");
});

test("text for plotly stays text", () => {
  assert.equal(plain("<b>&amp;</b>"), "&lt;b&gt;&amp;amp;&lt;/b&gt;");
});

test("all findings, as other pages ask for them, are every weight", () => {
  assert.deepEqual(read("#findings=1").weights, ["blocks", "warns", "cannot-tell", "stands"]);
  assert.deepEqual(read("#weights=blocks,made-up").weights, ["blocks"]);
});
