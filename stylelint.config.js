/** Stylelint checks style sheets: its standard rules. What Biome checks as well stays on in both. */
export default {
  extends: "stylelint-config-standard",
  rules: {
    // The names of typefaces are no keywords: they stand as their makers write them.
    "value-keyword-case": ["lower", { ignoreProperties: ["--sans", "--mono"] }],
    // `@import url(…)` is what is joined when static files are collected (gitops_portal/web/static.py).
    "import-notation": "url",
  },
  reportNeedlessDisables: true,
};
