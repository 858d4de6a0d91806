// <request-graph data-panel="id" data-url="…">: the graph of a change request. The server has drawn it, and without
// script each box leads to the page with what is told of it; this shows that beside the graph, lights lines and zooms.

import { free } from "../lib/keys.js";
import { NodePanel } from "../lib/node-panel.js";

const STEP = 1.25;
const [LEAST, MOST] = [0.2, 2.5];
const FAR = 0.75; // where nobody can read what stands in a box: its name is told large instead
const NAMED = 0.4; // and from which these names can be read
const AWAY = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

class RequestGraph extends HTMLElement {
  connectedCallback() {
    this.plot = this.querySelector('[data-part="plot"]');
    this.picture = this.plot.querySelector("svg");
    this.aside = document.getElementById(this.dataset.panel);
    this.panel = new NodePanel(this.aside, this.dataset.url);
    for (const part of [this, this.aside]) part.addEventListener("click", (event) => this.clicked(event));
    for (const name of ["pointerover", "focusin"]) this.addEventListener(name, (event) => this.light(event.target));
    for (const name of ["pointerleave", "focusout"]) this.addEventListener(name, () => this.light(null));
    this.addEventListener("keydown", (event) => this.pressed(event));
    this.plot.addEventListener("wheel", (event) => this.wheeled(event), { passive: false });
    this.drag();
    if (this.whole() < 1 && this.whole() >= NAMED) this.fit(); // all of it, where names can be read then
    this.face(this.picture.querySelector("a.is-current"));
  }

  /** Moves the window, and nothing else of the page, so that a box stands in its middle. */
  face(box) {
    const [window, place] = [this.plot.getBoundingClientRect(), box?.getBoundingClientRect()];
    if (!place) return;
    const away = (from, size) => place[from] + place[size] / 2 - window[from] - window[size] / 2;
    this.plot.scrollBy(away("left", "width"), away("top", "height"));
  }

  clicked(event) {
    const button = event.target.closest("[data-do]");
    const link = event.target.closest("a[data-name]");
    if (button) this[button.dataset.do]();
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    this.choose(link.dataset.name);
  }

  choose(name) {
    for (const box of this.boxes()) {
      const chosen = box.dataset.name === name;
      box.classList.toggle("is-current", chosen);
      if (chosen) box.setAttribute("aria-current", "true");
      else box.removeAttribute("aria-current");
    }
    history.replaceState(history.state, "", `?workspace=${encodeURIComponent(name)}`);
    this.light(null);
    this.panel.show(name);
    this.picture.querySelector("a.is-current")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  boxes = () => [...this.picture.querySelectorAll("a.box")];

  /** Lights the lines of a box; of what is selected where none is pointed at. */
  light(target) {
    const box = target?.closest?.("a.box") ?? this.picture.querySelector("a.is-current");
    for (const line of this.picture.querySelectorAll(".line"))
      line.classList.toggle("lit", line.dataset.ends.split(",").includes(box?.dataset.name));
  }

  pressed(event) {
    if (!free(event)) return;
    const act = { "+": "in", "-": "out", 0: "fit" }[event.key];
    const box = event.target.closest("a.box");
    if (act) this[act]();
    else if (box && event.key in AWAY) this.nearest(box, AWAY[event.key])?.focus();
    else return;
    event.preventDefault();
  }

  /** The box nearest in a direction: what stands straight that way before what stands aside. */
  nearest(from, [across, down]) {
    const middle = (box) => {
      const { x, y, width, height } = box.querySelector("rect").getBBox();
      return [x + width / 2, y + height / 2];
    };
    const [x, y] = middle(from);
    let found = null;
    let least = Number.POSITIVE_INFINITY;
    for (const box of this.boxes()) {
      const [dx, dy] = [middle(box)[0] - x, middle(box)[1] - y];
      const ahead = dx * across + dy * down;
      const far = ahead + 2 * Math.abs(dx * down + dy * across);
      if (ahead > 1 && far < least) [found, least] = [box, far];
    }
    return found;
  }

  in = () => this.zoom(STEP);
  out = () => this.zoom(1 / STEP);

  /** The scale at which everything is in the window. */
  whole() {
    const { width, height } = this.picture.viewBox.baseVal;
    const { clientWidth, clientHeight } = this.plot;
    return Math.min((clientWidth - 8) / width, (clientHeight - 8) / height, 1);
  }

  fit = () => this.scale(this.whole());

  /** Zooms in or out; the place in the window that is held stays where it is, else its middle. */
  zoom(factor, at = [this.plot.clientWidth / 2, this.plot.clientHeight / 2]) {
    const before = this.picture.getBoundingClientRect().width;
    const [left, top] = [this.plot.scrollLeft + at[0], this.plot.scrollTop + at[1]];
    this.scale((before / this.picture.viewBox.baseVal.width) * factor);
    const grown = this.picture.getBoundingClientRect().width / before;
    this.plot.scrollTo(left * grown - at[0], top * grown - at[1]);
  }

  scale(wanted) {
    const scale = Math.min(Math.max(wanted, LEAST), MOST);
    const { width, height } = this.picture.viewBox.baseVal;
    this.plot.style.height = `${this.plot.clientHeight}px`; // zooming moves nothing of the page
    this.picture.classList.toggle("far", scale < FAR);
    Object.assign(this.picture.style, { maxWidth: "none", width: `${width * scale}px`, height: `${height * scale}px` });
  }

  wheeled(event) {
    if (!event.ctrlKey && !event.metaKey) return; // it scrolls
    event.preventDefault();
    const box = this.plot.getBoundingClientRect();
    this.zoom(Math.exp(-Math.sign(event.deltaY) * 0.12), [event.clientX - box.left, event.clientY - box.top]);
  }

  /** The window is moved with the pointer held, as a map is. */
  drag() {
    let held = null;
    this.plot.addEventListener("dragstart", (event) => event.preventDefault());
    this.plot.addEventListener("pointerdown", (event) => {
      if (event.button === 0 && event.pointerType === "mouse") held = { x: event.clientX, y: event.clientY };
    });
    this.plot.addEventListener("pointermove", (event) => {
      if (!held) return;
      const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
      if (!held.moved && Math.hypot(dx, dy) < 5) return;
      if (!held.moved) this.plot.setPointerCapture(event.pointerId); // no box is clicked by moving
      this.plot.scrollBy(-dx, -dy);
      held = { x: event.clientX, y: event.clientY, moved: true };
    });
    for (const name of ["pointerup", "pointercancel"]) this.plot.addEventListener(name, () => (held = null));
  }
}

customElements.define("request-graph", RequestGraph);
