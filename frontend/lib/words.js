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

export const symbol = (action) => SYMBOLS[action] ?? SYMBOLS.unknown;
