import assert from "node:assert/strict";
import { test } from "node:test";

import { completed, typed } from "../../frontend/lib/mentions.js";

test("what is typed behind an @, where the caret stands", () => {
  for (const [text, word] of [
    ["@", ""],
    ["ask @ai", "ai"],
    ["(@ben.k", "ben.k"],
    ["me@example", null],
    ["@@ai", null],
    ["@ai and", null],
    ["https://x/@ai", null],
    ["", null],
  ])
    assert.equal(typed(text, text.length), word, text);
  assert.equal(typed("@aisha later", 3), "ai");
});

test("a chosen name takes the place of what was typed", () => {
  assert.deepEqual(completed("ask @ai", 7, "aisha"), ["ask @aisha ", 11]);
  assert.deepEqual(completed("ask @ai now", 7, "aisha"), ["ask @aisha now", 11]);
  assert.deepEqual(completed("@", 1, "ben.k"), ["@ben.k ", 7]);
});
