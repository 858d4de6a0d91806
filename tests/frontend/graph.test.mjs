import assert from "node:assert/strict";
import { test } from "node:test";

import { adjacency, between, find, path, reach, shown, summary, walk, within } from "../../frontend/lib/graph.js";

const node = (address, action = "no-op", fields = {}) => ({
  address,
  type: address.split(".").at(-2),
  name: address.split(".").at(-1),
  module: "",
  x: 0,
  y: 0,
  action,
  count: 1,
  actions: { [action]: 1 },
  dependants: 0,
  finding: "",
  cost: "",
  ...fields,
});

// vpc <- subnet <- instance <- alarm, and key <- bucket on its own; vpc is a hub for the alarm
const view = {
  nodes: [
    node("aws_vpc.main", "no-op", { x: 0, y: 1 }),
    node("module.net.aws_subnet.a", "no-op", { x: 1, y: 1, module: "module.net" }),
    node("aws_instance.web", "replace", { x: 2, y: 1, finding: "blocks", actions: { replace: 1, create: 2 } }),
    node("aws_alarm.web", "no-op", { x: 3, y: 1 }),
    node("aws_key.data", "no-op", { x: 0, y: 3 }),
    node("aws_bucket.data", "create", { x: 1, y: 3, cost: "1.00" }),
  ],
  edges: [
    [1, 0, "configuration"],
    [2, 1, "configuration"],
    [3, 2, "state"],
    [5, 4, "configuration"],
  ],
  hubs: { 0: 1 },
  hub_edges: [[3, 0, "configuration"]],
};
const links = adjacency(view);
const all = { everything: true, actions: [], type: "", provider: "", module: "", weights: [], cost: false };

test("the blast radius is everything that depends on a node, hubs' edges included", () => {
  assert.deepEqual([...reach(links, 0)].sort(), [1, 2, 3]);
  assert.deepEqual([...reach(links, 2)], [3]);
  assert.deepEqual([...reach(links, 3)], []);
});

test("the blast radius of a node in a ring ends and leaves the node out", () => {
  const ring = adjacency({
    nodes: [node("a.a"), node("b.b")],
    edges: [
      [0, 1, ""],
      [1, 0, ""],
    ],
    hub_edges: [],
  });
  assert.deepEqual([...reach(ring, 0)], [1]);
});

test("modules of a module", () => {
  assert.deepEqual(path(""), []);
  assert.deepEqual(path("module.a.module.b"), ["module.a", "module.a.module.b"]);
});

const cases = [
  [{}, [0, 1, 2, 3, 4, 5]],
  [{ actions: ["replace"] }, [2]],
  [{ actions: ["create"] }, [2, 5]], // an instance of a replaced block is created
  [{ type: "aws_key" }, [4]],
  [{ module: "module.net" }, [1]],
  [{ provider: "aws" }, [0, 1, 2, 3, 4, 5]],
  [{ provider: "google" }, []],
  [{ cost: true }, [5]],
  [{ weights: ["blocks"] }, [2]],
  [{ weights: ["warns", "stands"] }, []],
  [{ weights: ["blocks"], type: "aws_key" }, []],
];
for (const [filters, expected] of cases) {
  test(`filters ${JSON.stringify(filters)} show ${expected}`, () => {
    assert.deepEqual(shown(view, { ...all, ...filters }), expected);
  });
}

test("a module holds the modules inside it, and none that merely begins alike", () => {
  assert.ok(within("module.a.module.b", "module.a"));
  assert.ok(!within("module.ab", "module.a"));
});

test("edges stand between shown nodes only", () => {
  assert.deepEqual(between(view.edges, [1, 2]), [[2, 1, "configuration"]]);
});

test("search wants every word, and puts what changes first", () => {
  assert.deepEqual(find(view, "web"), [2, 3]);
  assert.deepEqual(find(view, "WEB alarm"), [3]);
  assert.deepEqual(find(view, "  "), []);
});

test("arrows walk along edges sideways and to the nearest node up and down", () => {
  const everything = shown(view, all);
  assert.equal(walk(view, links, everything, 2, "ArrowRight"), 3);
  assert.equal(walk(view, links, everything, 2, "ArrowLeft"), 1);
  assert.equal(walk(view, links, everything, 0, "ArrowDown"), 4);
  assert.equal(walk(view, links, everything, 4, "ArrowUp"), 0);
  assert.equal(walk(view, links, everything, 0, "ArrowUp"), 0);
  assert.equal(walk(view, links, [2], 2, "ArrowRight"), 2);
});

test("the line below counts blocks and resources, and where edges were learnt", () => {
  assert.equal(
    summary(view, [1, 2, 3], { nodes: 6, folds: 1 }),
    "3 of 6 blocks, 3 of 6 resources · 1 module folded · 2 edges: 1 configuration, 1 state",
  );
  assert.equal(summary({ ...view, left_out: 9 }, [], { nodes: 1, folds: 0 }), "0 of 1 block, 0 resources · 0 edges");
});
