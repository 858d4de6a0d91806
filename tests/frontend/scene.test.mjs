import assert from "node:assert/strict";
import { test } from "node:test";

import { adjacency, mix } from "../../frontend/lib/graph.js";
import { money } from "../../frontend/lib/money.js";
import { arrangement, attained, drawing, leaning } from "../../frontend/lib/scene.js";
import { badge } from "../../frontend/lib/traces.js";
import { START } from "../../frontend/lib/view-state.js";

const node = (name, fields = {}) => ({
  address: `aws_x.${name}`,
  type: "aws_x",
  name,
  module: "",
  action: "no-op",
  count: 1,
  actions: { "no-op": 1 },
  dependants: 0,
  finding: "",
  cost: "",
  ...fields,
});

// vpc <- role, service (in app, folded) <- bucket, with three instances of which one is shown; far is not drawn
const several = { action: "replace", count: 3, actions: { replace: 1, create: 1, "no-op": 1 } };
const document = {
  gravity: { actions: ["unknown", "delete", "replace", "update", "forget", "create", "read", "no-op"] },
  nodes: [
    node("vpc"),
    node("role", { module: "module.app", action: "create", actions: { create: 1 } }),
    node("service", { module: "module.app" }),
    node("bucket", several),
    node("far"),
  ],
  edges: [
    [1, 0, "configuration"],
    [2, 1, "configuration"],
    [3, 2, "state"],
  ],
  hub_edges: [[4, 0, "configuration"]],
};
const app = node("app", { address: "module.app", action: "create", count: 2, actions: { create: 1, "no-op": 1 } });
const scene = {
  spots: [
    { of: [0], x: 0.5, y: 0.5 },
    { of: [1, 2], x: 2, y: 0.5, told: app, fold: true, w: 1.5, h: 1.2 },
    { of: [3], x: 4, y: 0.5 },
    { of: [3], x: 4, y: 1.5, told: node("[0]", { action: "replace" }), block: "aws_x.bucket" },
  ],
  edges: [
    [1, 0, "configuration", 1, []],
    [2, 1, "state", 1, []],
  ],
  hub_edges: [],
  hubs: { 0: 1 },
  frames: [{ area: "aws_x.bucket", x0: 3.5, y0: 1, x1: 4.5, y1: 2, block: true }],
  stand: [0, 1, 1, 2, -1],
  folded: ["module.app"],
  bounds: [0, 0, 4.5, 2],
  rolled: 0,
  around: [],
};

test("everything stands where the scene says, in the words of the document", () => {
  const { view, at, folds, modules } = drawing(document, scene, START);
  assert.deepEqual(
    view.nodes.map(({ name, fold, instance }) => [name, fold, instance]),
    [
      ["vpc", false, false],
      ["app", true, false],
      ["bucket", false, false],
      ["[0]", false, true],
    ],
  );
  assert.deepEqual(
    [...at.values()],
    scene.spots.map(({ x, y }) => [x, y]),
  );
  assert.deepEqual([view.nodes[1].w, view.nodes[1].h, view.nodes[0].w], [1.5, 1.2, 1]);
  assert.deepEqual([folds, [...modules]], [1, ["module.app"]]);
});

test("what stands around a block is its modules, or what the scene says", () => {
  assert.deepEqual(drawing(document, scene, START).around(1), ["module.app"]);
  const contained = { ...scene, around: [["aws_vpc.main"], [], [], [], []] };
  assert.deepEqual(drawing(document, contained, START).around(0), ["aws_vpc.main"]);
});

test("filters leave everything where it is, and say what stands out", () => {
  const { indices, through, passed } = drawing(document, scene, { ...START, actions: ["create"] });
  assert.deepEqual(indices, [0, 1, 2, 3]);
  assert.deepEqual([...through], [1, 2, 3]); // the fold for what is inside it, the bucket for one of its instances
  assert.deepEqual(passed, [1, 3]);
  assert.deepEqual(drawing(document, scene, START).passed, [0, 1, 2, 3]); // what is not drawn is not counted
});

test("a fold leans as all inside it do, and what is not drawn is counted", () => {
  const found = leaning(drawing(document, scene, START), adjacency(document), 0);
  assert.deepEqual([...found.nodes].sort(), [0, 1, 2]);
  assert.equal(found.blocks, 4);
});

test("what is folded and opened asks for another scene, and what is filtered does not", () => {
  assert.equal(arrangement(START), "");
  assert.equal(arrangement({ ...START, actions: ["create"], search: "x", table: true, node: "a" }), "");
  assert.equal(
    arrangement({
      ...START,
      everything: true,
      topology: true,
      level: "1",
      closed: ["module.a"],
      open: ['b["&"]'],
      instances: ["c"],
    }),
    "everything=1&topology=1&level=1&fold=module.a&unfold=b%5B%22%26%22%5D&instances=c",
  );
});

test("a level of another run becomes one that this run has", () => {
  const still = { nodes: document.nodes.map((one) => ({ ...one, action: "no-op", finding: "" })) };
  const flat = { nodes: still.nodes.map((one) => ({ ...one, module: "" })) };
  const cases = [
    [document, "", ""],
    [document, "1", "1"],
    [document, "9", "1"],
    [document, "instances", "instances"],
    [still, "instances", "1"],
    [flat, "instances", ""],
    [flat, "1", ""],
  ];
  for (const [of, wanted, expected] of cases) assert.equal(attained(of, wanted), expected);
});

test("a block says beside it how many instances it has and that they do not do the same", () => {
  const { view } = drawing(document, scene, START);
  assert.deepEqual(
    view.nodes.map((_, index) => badge(view, index)),
    ["+1 more", "", "×3  ±1 +1", ""],
  );
  assert.deepEqual(mix(view, view.nodes[2]), [
    ["replace", 1],
    ["create", 1],
  ]);
});

test("money has a sign and its currency", () => {
  assert.equal(money("-11.50"), "−$11.50");
});
