import assert from "node:assert/strict";
import { test } from "node:test";

import { placed } from "../../frontend/lib/names.js";

const room = [0, 0, 400, 200];
const node = (x, y, name, beside = true) => ({ x, y, r: 6, name, beside });
const said = (nodes, kept = []) => placed(nodes, kept, room).map(({ of, text, x, y }) => [of, text, x, y]);

test("a name stands below its node, above it, or beside it where no edge leaves", () => {
  assert.deepEqual(said([node(200, 100, "queue")]), [[0, "queue", 200, 115]]);
  const below = [150, 108, 250, 130];
  const above = [150, 70, 250, 92];
  assert.deepEqual(said([node(200, 100, "queue")], [below]), [[0, "queue", 200, 85]]);
  assert.deepEqual(said([node(200, 100, "queue")], [below, above]), [[0, "queue", 208 + (5 * 6.3) / 2, 100]]);
  assert.deepEqual(said([node(200, 100, "queue", false)], [below, above]), []);
});

test("what comes first is named first, in fewer letters if need be, and nothing outside of the room", () => {
  const close = [node(100, 100, "the_first_of_them_all"), node(160, 100, "the_second_of_them")];
  const texts = placed(close, [], [0, 94, 400, 124]).map(({ text }) => text);
  assert.deepEqual(texts, ["the_first…them_all", "the_…them"].slice(0, texts.length));
  assert.equal(texts[0].length, 18);
  assert.deepEqual(said([node(2, 199, "corner")]), []);
});
