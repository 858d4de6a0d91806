import assert from "node:assert/strict";
import { test } from "node:test";

import { shelved } from "../../frontend/lib/shelves.js";

const document_ = (...paths) => ({ nodes: paths.map((path) => ({ path })) });
const row = (count) => new Map(Array.from({ length: count }, (_, index) => [index, [index, 0]]));
const all = (places) => [...places.values()];

test("a long row of single nodes becomes several shelves, in its order", () => {
  const at = row(30);
  const places = shelved(document_(...Array(30).fill([])), [...at.keys()], [], at);
  assert.equal(new Set(all(places).map(String)).size, 30);
  assert.ok(Math.max(...all(places).map(([x]) => x)) < 8);
  const order = [...places].sort(([, a], [, b]) => a[1] - b[1] || a[0] - b[0]).map(([index]) => index);
  assert.deepEqual(order, [...at.keys()]);
});

test("what is tied together stays as it stands", () => {
  const at = row(30);
  const chain = Array.from({ length: 29 }, (_, index) => [index + 1, index]);
  assert.equal(shelved(document_(...Array(30).fill([])), [...at.keys()], chain, at), at);
  assert.equal(shelved(document_(...Array(30).fill(["module.a"])), [...at.keys()], [], at), at);
});

test("a module moves as one, with room for its frame", () => {
  const at = row(24);
  const paths = Array.from({ length: 24 }, (_, index) => [`module.m${index >> 1}`]);
  const places = shelved(document_(...paths), [...at.keys()], [], at);
  for (let index = 0; index < 24; index += 2) {
    const [[x0, y0], [x1, y1]] = [places.get(index), places.get(index + 1)];
    assert.deepEqual([Math.round((x1 - x0) * 1000) / 1000, y1], [1, y0]);
  }
  const rows = [...new Set(all(places).map(([, y]) => y))].sort((a, b) => a - b);
  assert.ok(rows.slice(1).every((y, before) => y - rows[before] > 1.5));
});

test("nothing shown has no places", () => {
  assert.equal(shelved(document_(), [], [], new Map()).size, 0);
});
