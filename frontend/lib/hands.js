// What the reader does with the graph in, calls on its element out: pointer, buttons, lists, links, search and keys.

import { NO_FILTERS, arranges, chosen, pressed } from "./filter-bar.js";
import { Finder } from "./finder.js";
import { gestures } from "./gestures.js";
import { rolls, walk } from "./graph.js";
import { Tour } from "./tour.js";

const BOX = 8; // pixels a box must have on each side to be one

export class Hands {
  constructor(graph, signal) {
    this.graph = graph;
    this.finder = new Finder({
      field: graph.part("search"),
      results: graph.part("results"),
      view: graph.document,
      leave: () => graph.part("stage").focus(),
      say: (text) => graph.say(text),
      searched: (search) => graph.remember({ search }),
      url: graph.dataset.findUrl,
      signal,
    });
    this.finder.field.value = graph.state.search;
    if (graph.state.search && !graph.state.node) this.finder.search();
    this.tour = new Tour(graph, signal);
    graph.addEventListener("click", ({ target }) => this.clicked(target), { signal });
    graph.addEventListener("change", ({ target }) => this.filter(chosen(target)), { signal });
    graph.part("stage").addEventListener("keydown", (event) => this.key(event), { signal });
    document.addEventListener("click", (event) => this.followed(event), { signal });
    addEventListener("hashchange", () => graph.turn(graph.told()), { signal });
    document.addEventListener("fullscreenchange", () => this.showFull(), { signal });
    const moves = {
      hint: () => this.hint(),
      box: (from, to, done) => this.box(from, to, done),
      pan: (dx, dy) => graph.picture?.pan(dx, dy),
      zoom: (factor, x, y) => graph.picture?.zoom(factor, x, y),
      fit: (x, y) => graph.picture?.hit(x, y).index === undefined && graph.picture?.fitAll(),
      leave: () => this.hovered !== undefined && this.hover({}),
      hover: (x, y) => graph.picture && this.hover(graph.picture.hit(x, y)),
      choose: (x, y) => graph.picture && this.pick(graph.picture.hit(x, y)),
    };
    gestures(graph.part("plot"), moves, signal);
  }

  /** Shows the box that is drawn; when it is done the picture shows what is inside. */
  box([x0, y0], [x1, y1], done) {
    const frame = this.graph.part("box");
    const [width, height] = [Math.abs(x1 - x0), Math.abs(y1 - y0)];
    frame.hidden = done;
    Object.assign(frame.style, {
      left: `${Math.min(x0, x1)}px`,
      top: `${Math.min(y0, y1)}px`,
      width: `${width}px`,
      height: `${height}px`,
    });
    if (done && Math.min(width, height) > BOX) this.graph.picture?.box([x0, y0], [x1, y1]);
  }

  hover({ index, frame }) {
    this.graph.part("plot").style.cursor = index !== undefined || frame ? "pointer" : "";
    if (index === this.hovered) return;
    this.hovered = index;
    this.graph.light(index ?? -1);
  }

  pick({ index, frame }) {
    this.hovered = undefined;
    if (frame?.block) this.graph.unroll(frame.area);
    else if (frame) this.graph.toggle(frame.area);
    else if (index !== undefined) this.graph.open(index);
  }

  clicked(target) {
    const { graph } = this;
    this.filter(pressed(target, graph.state));
    const verbs = {
      in: () => graph.picture?.zoom(1.4),
      out: () => graph.picture?.zoom(1 / 1.4),
      fit: () => graph.picture?.fitAll(),
      table: () => graph.show({ table: !graph.state.table }),
      reset: () => graph.show({ ...NO_FILTERS }),
      png: () => this.save("png"),
      svg: () => this.save("svg"),
      copy: () => this.copy(target),
      full: () => this.full(),
      tour: () => this.tour.go(1),
      before: () => this.tour.turn(-1),
      next: () => this.tour.turn(1),
      end: () => this.tour.end(),
    };
    verbs[target.closest("button")?.dataset.do]?.();
  }

  /** Applies a change of the state, if there is one: filters change what stands out, the rest what stands where. */
  filter(changed) {
    if (!changed) return;
    if (arranges(changed)) this.graph.turn(changed);
    else this.graph.show(changed);
  }

  save(format) {
    const { graph } = this;
    const said = [...graph.querySelectorAll(".graph-legend button:not([hidden])")].map((entry) =>
      entry.textContent.trim().replace(/\s+/g, " "),
    );
    graph.picture?.save(
      format,
      graph.dataset.name,
      [graph.dataset.title, graph.served.everywhere].filter(Boolean).join(" · "),
      said.join("   "),
    );
  }

  showFull() {
    const pressed = String(document.fullscreenElement !== null);
    this.graph.querySelector('[data-do="full"]').setAttribute("aria-pressed", pressed);
  }

  /** Says for a moment how to zoom, to whoever turns the wheel over the picture. */
  hint() {
    const hint = this.graph.part("hint");
    hint.hidden = false;
    clearTimeout(this.hinted);
    this.hinted = setTimeout(() => (hint.hidden = true), 1200);
  }

  /** The graph and its panel on the whole screen, or back. */
  async full() {
    if (document.fullscreenElement) await document.exitFullscreen();
    else
      await this.graph
        .closest(".split")
        .requestFullscreen()
        .catch(() => this.graph.say("Full screen is not allowed here."));
  }

  async copy(button) {
    try {
      await navigator.clipboard.writeText(location.href);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Copy it from the address bar";
    }
    setTimeout(() => (button.textContent = "Copy link"), 2000);
  }

  /** Links to nodes, wherever on the page they stand, open here. */
  followed(event) {
    const { graph } = this;
    const address = event.target.closest("a[data-node]")?.dataset.node;
    if (!graph.index.has(address) || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    this.finder.close();
    graph.jump(address);
  }

  key(event) {
    const { graph } = this;
    if (graph.state.table || event.target !== graph.part("stage")) return;
    const { view, links, indices, at } = graph.scene;
    const focused = graph.standing(graph.focused);
    const node = view.nodes[focused];
    const module = node?.fold
      ? node.address
      : (node?.path ?? []).findLast((one) => view.frames.some(({ area }) => area === one));
    const block = node?.block ?? (rolls(node) ? node.address : "");
    if (event.key.startsWith("Arrow") && indices.length) {
      event.preventDefault();
      this.point(at.has(focused) ? walk(view, links, indices, focused, event.key) : indices[0]);
    } else if (event.key === "Enter" && at.has(focused)) graph.open(focused);
    else if (event.key === "i" && block) graph.unroll(block);
    else if (event.key === "f" && node?.block) graph.unroll(node.block);
    else if (event.key === "f" && module) graph.toggle(module);
    else if (event.key === "Escape") graph.close();
    else if (event.key === "+" || event.key === "-") graph.picture?.zoom(event.key === "+" ? 1.4 : 1 / 1.4);
  }

  /** Stands on a node with the keyboard, and moves the picture when it is out of sight. */
  point(index) {
    const { graph } = this;
    const place = graph.scene.at.get(index);
    graph.focused = graph.scene.view.nodes[index].address;
    if (graph.picture && !graph.picture.sees(place)) {
      graph.picture.face(place);
      graph.redraw();
    }
    graph.light(index);
  }
}
