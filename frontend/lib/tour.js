// The brief's sentences on the page in, one after the other in the picture out: what each speaks of is lit and selected.

import { free } from "./keys.js";

/** [{text, nodes}] of the sentences that speak of resources, in the order of the brief. */
export function steps(root = document) {
  return [...root.querySelectorAll(".sentence[data-nodes]")].map((sentence) => ({
    text: sentence.querySelector("a").textContent.trim(),
    tone: sentence.querySelector(".gravity").textContent.trim(),
    nodes: JSON.parse(sentence.dataset.nodes),
  }));
}

export class Tour {
  constructor(graph, signal) {
    Object.assign(this, { graph, steps: steps(), caption: graph.part("caption") });
    const button = graph.part("tour");
    button.hidden = !this.steps.length;
    document.addEventListener("keydown", (event) => this.key(event), { signal });
  }

  key(event) {
    if (!["n", "p"].includes(event.key) || !free(event)) return;
    this.turn(event.key === "n" ? 1 : -1);
  }

  /** To the next step or the one before; beyond the ends it stays. */
  turn(by) {
    const { step } = this.graph.state;
    return this.go(Math.min(Math.max(step + by, 1), this.steps.length));
  }

  /** Shows a step, from 1 on: its resources lit, the first of them selected, its sentence as a caption. */
  async go(step) {
    const told = this.steps[step - 1];
    if (!told) return;
    const { graph } = this;
    graph.remember({ step });
    const [first] = told.nodes.filter((address) => graph.index.has(address));
    if (first) await graph.jump(first);
    this.say(step, told);
    graph.light(-1);
  }

  say(step, { text, tone }) {
    this.caption.hidden = false;
    this.caption.querySelector("[data-said]").textContent = `${step} of ${this.steps.length} · ${tone}: ${text}`;
    this.caption.querySelector('[data-do="before"]').disabled = step <= 1;
    this.caption.querySelector('[data-do="next"]').disabled = step >= this.steps.length;
    this.graph.say(text);
  }

  end() {
    this.caption.hidden = true;
    this.graph.remember({ step: 0 });
    this.graph.light(-1);
  }

  /** The indices in a scene of what the present step speaks of. */
  lit() {
    const told = this.steps[this.graph.state.step - 1];
    return new Set(told?.nodes.map((address) => this.graph.standing(address)).filter((index) => index >= 0));
  }
}
