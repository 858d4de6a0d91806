"""A made-up company: `story.json` and its plans, written by `tools/demo`, and what lets them happen."""
