import assert from "node:assert/strict";
import { test } from "node:test";

import { compact } from "../../frontend/lib/compact.js";
import { drawing, leaning } from "../../frontend/lib/drawing.js";
import { attained, fold, folded, mix } from "../../frontend/lib/fold.js";
import { adjacency, between } from "../../frontend/lib/graph.js";
import { money, total } from "../../frontend/lib/money.js";
import { keys } from "../../frontend/lib/node-panel.js";
import { places } from "../../frontend/lib/places.js";
import { badge } from "../../frontend/lib/traces.js";
import { START } from "../../frontend/lib/view-state.js";

const node = (address, module, x, y, fields = {}) => ({
  address,
  type: "aws_x",
  name: address.split(".").at(-1),
  module,
  x,
  y,
  action: "no-op",
  count: 1,
  actions: { "no-op": 1 },
  dependants: 0,
  finding: "",
  cost: "",
  ...fields,
});

// net (vpc, subnet) <- app (role, service <- app.db.disk); a bucket outside needs both of app's; the vpc is a hub
const gravity = {
  actions: ["unknown", "delete", "replace", "update", "forget", "create", "read", "no-op"],
  findings: ["violated", "undetermined"],
};
const view = {
  gravity,
  nodes: [
    node("module.net.aws_x.vpc", "module.net", 0, 0),
    node("module.net.aws_x.subnet", "module.net", 1, 0),
    node("module.app.aws_x.role", "module.app", 3, 0, {
      action: "create",
      actions: { create: 3 },
      count: 3,
      cost: "1.10",
    }),
    node("module.app.aws_x.service", "module.app", 4, 0, {
      action: "update",
      actions: { update: 1, "no-op": 1 },
      count: 2,
      cost: "2.20",
      finding: "undetermined",
    }),
    node("module.app.module.db.aws_x.disk", "module.app.module.db", 4, 2, {
      action: "replace",
      actions: { replace: 1, delete: 1 },
      count: 2,
      cost: "-0.30",
      finding: "violated",
    }),
    node("aws_x.bucket", "", 6, 1),
  ],
  edges: [
    [1, 0, "configuration"],
    [3, 1, "configuration"],
    [2, 1, "state"],
    [4, 3, "configuration"],
    [5, 2, "configuration"],
    [5, 3, "configuration"],
  ],
  hub_edges: [
    [3, 0, "configuration"],
    [5, 0, "configuration"],
  ],
  hubs: { 0: 2 },
  boxes: [{ module: "module.net" }, { module: "module.app" }, { module: "module.app.module.db" }],
};
const state = { ...START, everything: true };
const names = ({ nodes }) => nodes.map(({ address: a }) => a);

test("a fold shows on its surface everything that happens inside, the gravest first", () => {
  const { nodes } = fold(view, new Set(["module.app", "module.app.module.db"]));
  const app = nodes.find(({ address: a }) => a === "module.app");
  assert.deepEqual(mix(view, app), [
    ["delete", 1],
    ["replace", 1],
    ["update", 1],
    ["create", 3],
  ]);
  assert.equal(app.action, "delete");
  assert.equal(app.finding, "violated");
  assert.equal(app.cost, "3.00");
  assert.deepEqual([app.count, app.blocks, app.of], [7, 3, [2, 3, 4]]);
});

test("a fold of an update and a forget has the action that the server gives it", () => {
  const both = [
    node("module.net.aws_x.a", "module.net", 0, 0, { action: "forget", actions: { forget: 1 } }),
    node("module.net.aws_x.b", "module.net", 1, 0, { action: "update", actions: { update: 1 } }),
  ];
  const [folding] = fold({ ...view, nodes: both, edges: [], hub_edges: [] }, new Set(["module.net"])).nodes;
  assert.equal(folding.action, "update");
  assert.deepEqual(mix(view, folding), [
    ["update", 1],
    ["forget", 1],
  ]);
});

test("a module inside folds by itself, inside the one around it", () => {
  const folding = fold(view, new Set(["module.app.module.db"]));
  const db = folding.nodes.find(({ fold: is }) => is);
  assert.deepEqual(
    [db.address, db.name, db.module, db.path],
    ["module.app.module.db", "db", "module.app", ["module.app"]],
  );
  assert.deepEqual(
    folding.boxes.map(({ module: m }) => m),
    ["module.net", "module.app"],
  );
});

test("edges lead to the fold, each pair once, with its count; those inside are gone", () => {
  const { nodes, edges, hub_edges: hubEdges, hubs } = fold(view, new Set(["module.net", "module.app"]));
  assert.deepEqual(
    nodes.map(({ address: a }) => a),
    ["module.net", "module.app", "aws_x.bucket"],
  );
  assert.deepEqual(edges, [
    [1, 0, "configuration", 2],
    [2, 1, "configuration", 2],
  ]);
  assert.deepEqual(hubEdges, [[2, 0, "configuration", 1]]); // app -> net is drawn already
  assert.deepEqual(hubs, { 0: 1 });
});

test("nothing folded leaves every node and every edge", () => {
  const folding = fold(view, new Set());
  assert.deepEqual(names(folding), names(view));
  assert.equal(folding.edges.length, view.edges.length);
  assert.deepEqual(folding.stand, [0, 1, 2, 3, 4, 5]);
});

test("a level of another run becomes one that this run has", () => {
  const still = { ...view, nodes: view.nodes.map((one) => ({ ...one, action: "no-op", finding: "" })) };
  const flat = { ...still, boxes: [] };
  const cases = [
    [view, "", ""],
    [view, "1", "1"],
    [view, "9", "2"],
    [view, "instances", "instances"],
    [still, "instances", "2"],
    [flat, "instances", ""],
    [flat, "1", ""],
  ];
  for (const [of, wanted, expected] of cases) assert.equal(attained(of, wanted), expected);
});

test("on the last level everything is open, and so are the blocks whose instances are known", () => {
  const instances = new Map([
    [
      "module.app.aws_x.role",
      [{ address: 'module.app.aws_x.role["a"]', action: "create", name: '["a"]', finding: "", count: 1 }],
    ],
  ]);
  const made = drawing(view, { ...START, everything: true, level: "instances" }, instances);
  assert.equal(made.folds, 0);
  assert.ok(made.view.nodes.some((one) => one.address === 'module.app.aws_x.role["a"]'));
  assert.ok(
    !drawing(view, { ...START, everything: true, level: "2" }, instances).view.nodes.some((one) => one.instance),
  );
});

const levels = [
  [{ level: "0" }, ["module.app", "module.app.module.db", "module.net"]],
  [{ level: "1" }, ["module.app.module.db"]],
  [{ level: "2" }, []],
  [{ level: "0", open: ["module.app"] }, ["module.app.module.db", "module.net"]],
  [{ level: "2", closed: ["module.net"] }, ["module.net"]],
  [{ level: "" }, []],
];
for (const [chosen, expected] of levels) {
  test(`${JSON.stringify(chosen)} folds ${expected}`, () => {
    assert.deepEqual([...folded(view, { ...state, ...chosen }, [0, 1, 2])].sort(), expected);
  });
}

const large = (count, change) => {
  const nodes = Array.from({ length: count }, (_, i) =>
    node(`module.m${i % 20}.aws_x.n${i}`, `module.m${i % 20}`, i, i % 20, change(i)),
  );
  return {
    gravity,
    nodes,
    edges: [],
    hub_edges: [],
    hubs: {},
    boxes: Array.from({ length: 20 }, (_, i) => ({ module: `module.m${i}` })),
  };
};

test("of many nodes, modules in which nothing happens start folded, and of very many all do", () => {
  const three = (i) =>
    i % 20 < 3 ? { action: "update", actions: { update: 1 } } : i % 20 === 3 ? { finding: "violated" } : {};
  const some = large(200, three);
  assert.equal(folded(some, state, [...some.nodes.keys()]).size, 16); // neither what changes nor what is violated
  const every = large(900, () => ({ action: "update", actions: { update: 1 } }));
  assert.equal(folded(every, state, [...every.nodes.keys()]).size, 20);
});

test("modules inside others start folded before those that hold them", () => {
  const inner = (i) => `module.m${i % 2}.module.n${i % 5}`;
  const nodes = Array.from({ length: 100 }, (_, i) =>
    node(`${inner(i)}.aws_x.n${i}`, inner(i), i, 0, { action: "create", actions: { create: 1 } }),
  );
  const boxes = [...new Set(nodes.flatMap(({ module: m }) => [m, m.split(".").slice(0, 2).join(".")]))].map(
    (module) => ({ module }),
  );
  const nested = { nodes, edges: [], hub_edges: [], hubs: {}, boxes };
  assert.deepEqual(new Set(folded(nested, state, [...nodes.keys()])), new Set(nodes.map(({ module: m }) => m)));
});

test("an opened block has its instances below it, and what stands lower makes room", () => {
  const instances = [
    { address: "module.app.aws_x.role[0]", action: "create", name: "[0]" },
    { address: "module.app.aws_x.role[1]", action: "create", name: "[1]" },
  ];
  const { nodes, boxes } = fold(view, new Set(), new Map([["module.app.aws_x.role", instances]]));
  assert.deepEqual(
    nodes.slice(6).map(({ address: a, x, y }) => [a, x, y]),
    [
      ["module.app.aws_x.role[0]", 3, 1],
      ["module.app.aws_x.role[1]", 3, 2],
    ],
  );
  assert.equal(nodes[4].y, 4);
  assert.deepEqual(boxes.at(-1), { module: "module.app.aws_x.role", block: true });
});

test("no fold, and no opened block, lays two nodes on each other", () => {
  const rows = [
    { address: "i0", action: "create", name: "0" },
    { address: "i1", action: "create", name: "1" },
  ];
  const foldings = [[], ["module.net"], ["module.app"], ["module.app.module.db"], ["module.net", "module.app"]];
  for (const modules of foldings) {
    const folding = fold(
      view,
      new Set(modules),
      new Map([
        ["aws_x.bucket", rows],
        ["module.app.aws_x.role", rows],
      ]),
    );
    const all = [...folding.nodes.keys()];
    for (const at of [compact(folding, all, between(folding.edges, all)), places(folding, all)]) {
      const spots = [...at.values()];
      for (const [i, [x, y]] of spots.entries()) {
        for (const [u, v] of spots.slice(i + 1))
          assert.ok(Math.max(Math.abs(x - u), Math.abs(y - v)) >= 0.95, `${modules}: ${[x, y, u, v]}`);
      }
    }
  }
});

test("a fold is drawn when anything inside it passes the filters, and leans as all inside it do", () => {
  const made = drawing(view, { ...state, level: "0", actions: ["replace"] }, new Map());
  assert.deepEqual(
    made.indices.map((index) => made.view.nodes[index].address),
    ["module.app"],
  );
  const whole = drawing(view, { ...state, level: "0" }, new Map());
  const { nodes, blocks } = leaning(whole, adjacency(view), 0);
  assert.equal(blocks, 4);
  assert.deepEqual([...nodes].sort(), [0, 1, 2]);
});

test("groups that have nothing to do with each other stand on shelves, none on another", () => {
  const many = large(900, () => ({ action: "update", actions: { update: 1 } }));
  const { at, indices } = drawing(many, state, new Map()); // all modules folded: twenty squares, no edge
  const spots = indices.map((index) => at.get(index));
  assert.equal(new Set(spots.map(String)).size, 20);
  assert.ok(Math.max(...spots.map(([x]) => x)) <= 4 && Math.max(...spots.map(([, y]) => y)) <= 4);
  const few = { ...many, nodes: many.nodes.slice(0, 60) };
  const open = drawing(few, { ...state, level: "1" }, new Map());
  const modules = open.indices.map((index) => [few.nodes[index].module, open.at.get(index)]);
  for (const [m, [x, y]] of modules) {
    for (const [other, [u, v]] of modules)
      assert.ok(m === other || Math.abs(x - u) >= 1.15 || Math.abs(y - v) >= 1.45, `${m} ${other}`);
  }
});

test("an instance stands with its own finding and as many as it stands for", () => {
  const rows = [
    { address: "i0", action: "delete", name: "0", finding: "violated", count: 1 },
    { address: "rest", action: "create", name: "7 more", finding: "", count: 7 },
  ];
  const { nodes } = fold(view, new Set(), new Map([["aws_x.bucket", rows]]));
  assert.deepEqual(
    nodes.slice(-2).map(({ finding: f, count: k, actions: acts }) => [f, k, acts]),
    [
      ["violated", 1, { delete: 1 }],
      ["", 7, { create: 7 }],
    ],
  );
});

test("a block says beside it how many instances it has and that they do not do the same", () => {
  const { nodes, hubs } = fold(view, new Set());
  const texts = nodes.map((_, index) => badge({ gravity, nodes, hubs }, index));
  assert.deepEqual(texts, ["+2 more", "", "×3", "×2  ~1", "×2  −1 ±1", ""]);
});

test("sums of money are exact and nothing is no amount", () => {
  assert.equal(total(["0.10", "0.20", "-0.05", ""]), "0.25");
  assert.equal(total(["-12.50", "1"]), "-11.50");
  assert.equal(total(["5.00", "-5.00"]), "");
  assert.equal(total([]), "");
  assert.equal(money("-11.50"), "−$11.50");
});

test("the keys of an address name its instance", () => {
  assert.equal(keys('module.a["x.y"].aws_b.c[0]'), '["x.y"][0]');
  assert.equal(keys("aws_b.c"), "");
});
