// Actions in, their sign and the name of their colour out: the same everywhere as in the pages' own text.

export const SYMBOLS = {
  create: "+",
  update: "~",
  replace: "±",
  delete: "−",
  read: "≤",
  forget: "⊘",
  "no-op": "·",
  unknown: "?",
};

/** The token that fills a node; what nothing happens to stands in outline only. */
export const FILLS = {
  create: "create-fill",
  update: "update-fill",
  replace: "replace-fill",
  delete: "delete-fill",
  forget: "forget-fill",
  unknown: "unknown-fill",
};

/** What a finding does to its plan: its sign, the colour of its badge and its word; the last two are of older graphs. */
export const WEIGHTS = {
  blocks: { sign: "!", fill: "delete-fill", word: "blocks" },
  warns: { sign: "!", fill: "update-fill", word: "warns" },
  "cannot-tell": { sign: "?", fill: "forget-fill", word: "undetermined" },
  stands: { sign: "○", fill: "forget-fill", word: "stands: the plan does not touch it" },
  violated: { sign: "!", fill: "delete-fill", word: "violated" },
  undetermined: { sign: "?", fill: "forget-fill", word: "undetermined" },
};

export const symbol = (action) => SYMBOLS[action] ?? SYMBOLS.unknown;
