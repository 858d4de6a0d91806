// A drawn node in, what it is told with in a corner of the picture out: where it covers least of what is lit.

import { freest } from "./corners.js";
import { facts } from "./traces.js";

const CORNERS = ["top left", "top right", "bottom left", "bottom right"];

export class Tip {
  constructor(host) {
    this.box = document.createElement("div");
    this.box.className = "graph-tip";
    this.box.hidden = true;
    host.append(this.box);
  }

  /** Says what a node is, on which `dependants` depend; `taken` is a corner where something else stands. */
  tell(node, dependants, room, boxes, taken) {
    this.box.hidden = !node;
    if (!node) return;
    const name = document.createElement("strong");
    name.textContent = node.address;
    this.box.replaceChildren(
      name,
      ...facts(node, dependants).map((text) => Object.assign(document.createElement("span"), { textContent: text })),
    );
    const corners = CORNERS.filter((corner) => corner !== taken);
    const { x, y } = freest(corners, [this.box.offsetWidth, this.box.offsetHeight], room, boxes);
    this.box.style.transform = `translate(${x}px, ${y}px)`;
  }
}
