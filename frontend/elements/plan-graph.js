// <plan-graph data-view="address of the JSON" data-panel="id" data-node-url="…" data-nodes="143" data-node="address">: the
// dependency graph of a run. It draws, folds, filters, finds and walks; the panel beside it is the server's own part.
// What it finds inside itself without script is the table of resources, which stands until the picture can; with script
// that table follows the filters.

import { drawing, leaning } from "../lib/drawing.js";
import { path } from "../lib/compact.js";
import { NO_FILTERS, fill, show } from "../lib/filter-bar.js";
import { INSTANCES, attained, deepest } from "../lib/fold.js";
import { adjacency, between, changes, plural, rolls, summary } from "../lib/graph.js";
import { Hands } from "../lib/hands.js";
import { NodePanel, pictured } from "../lib/node-panel.js";
import { Picture } from "../lib/picture.js";
import { onTheme, painted, plotly } from "../lib/plot.js";
import { fillTable } from "../lib/resource-table.js";
import { inChanges, lead } from "../lib/shared-filters.js";
import { read, write } from "../lib/view-state.js";

class PlanGraph extends HTMLElement {
  async connectedCallback() {
    this.stops = new AbortController();
    const [library, document] = [plotly(), this.fetched()]; // both wait for others while this page can be read
    this.document = await document;
    if (!this.document || !this.isConnected) return;
    this.start();
    await this.begin(await library);
  }

  /** The graph's document; null when it does not come: the table stays then. */
  async fetched() {
    await painted();
    const answer = await fetch(this.dataset.view, { signal: this.stops.signal }).catch(() => null);
    return answer?.ok ? answer.json() : null;
  }

  start() {
    this.links = adjacency(this.document);
    this.index = new Map(this.document.nodes.map((node, index) => [node.address, index]));
    this.instances = new Map();
    this.panel = new NodePanel(document.getElementById(this.dataset.panel), this.dataset.nodeUrl);
    this.state = this.told();
    this.selected = this.focused = this.state.node || this.dataset.node;
    fill(this, this.document);
    this.stopTheme = onTheme(() => this.redraw());
    this.hands = new Hands(this, this.stops.signal);
    lead("changes", inChanges(this.state));
    this.update();
    const told = this.selected === this.dataset.node; // by the page itself
    (told ? Promise.resolve() : this.panel.show(this.selected)).then(() => this.offer());
    if (
      told &&
      "asked" in this.dataset &&
      this.index.has(this.selected) &&
      !this.scene.at.has(this.index.get(this.selected))
    )
      this.jump(this.selected);
  }

  /** The state that the address tells, as far as this graph has what it says. */
  told() {
    const state = read(location.hash);
    return { ...state, level: attained(this.document, state.level) };
  }

  disconnectedCallback() {
    this.stops.abort();
    this.stopTheme?.();
    this.sizes?.disconnect();
    this.picture?.end();
  }

  part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  async begin(library) {
    await Promise.all([...this.state.instances.map((address) => this.learn(address)), this.learnAll(this.state)]);
    if (!this.isConnected) return;
    if (library) this.picture = new Picture(this.part("plot"), library, (at) => this.remember({ at }));
    this.set(library ? {} : { table: true }, { stays: true }); // the table says what the picture would
    await this.drawn;
    this.dataset.ready = "";
    this.sizes = new ResizeObserver(() => this.picture?.fits() || this.redraw());
    this.sizes.observe(this.part("plot"));
  }

  /** Keeps in the address what does not change the picture. */
  remember(changed) {
    this.state = { ...this.state, ...changed };
    history.replaceState(history.state, "", `${location.pathname}${location.search}${write(this.state)}`);
    lead("changes", inChanges(this.state));
  }

  /** Changes the view: what is `held` stays where it is, or the window does when it `stays`, or everything is shown. */
  set(changed, { stays = false, held = "" } = {}) {
    const before = held && this.place(held);
    this.remember({ ...changed, ...(stays || held || "at" in changed ? {} : { at: [] }) });
    this.update(Object.keys(changed).join() === "node"); // nothing else is drawn then
    const now = held && this.place(held);
    if (before && now) this.picture?.shift(now[0] - before[0], now[1] - before[1]);
    else if (!stays && this.picture) this.picture.window = null;
    this.redraw();
  }

  /** The index of what stands for an address in the drawing: itself, or the fold that it is in. */
  standing(address) {
    const { view } = this.scene;
    const direct = view.nodes.findIndex((node) => node.address === address);
    return direct >= 0 ? direct : (view.stand[this.index.get(address)] ?? -1);
  }

  place = (address) => this.scene.at.get(this.standing(address));

  /** Everything but the picture: which nodes, the pressed buttons, the count line and the table. */
  update(same = false) {
    if (!same) this.scene = drawing(this.document, this.state, this.instances);
    const { indices, passed, folds } = this.scene;
    show(this, this.state);
    this.part("count").textContent = summary(this.document, passed, {
      nodes: Number(this.dataset.nodes),
      folds,
      rolled: this.state.level === INSTANCES ? this.rolled : 0,
    });
    this.part("as-table").textContent = this.state.table ? "As graph" : "As table";
    this.part("table").hidden = !this.state.table && Boolean(this.picture);
    this.part("plot").hidden = !this.part("table").hidden;
    this.part("none").hidden = indices.length > 0;
    if (!indices.length && !this.document.nodes.some(changes))
      this.part("why").textContent = this.part("why").dataset.still;
    if (this.state.table)
      fillTable(this.part("rows"), this.part("more"), this.document, passed, this.index.get(this.selected));
  }

  redraw() {
    if (!this.picture || this.state.table) return;
    const selected = this.standing(this.selected);
    const { view, indices, at } = this.scene;
    const mine = view.hub_edges.filter((edge) => edge[0] === selected || edge[1] === selected);
    if (!this.picture.window && this.state.at.length && this.part("plot").clientWidth) {
      this.picture.face(this.state.at.slice(0, 2), ...this.state.at.slice(2));
    }
    this.drawn = this.picture.draw({ view, indices, at, edges: between([...view.edges, ...mine], indices), selected });
    this.light(-1);
  }

  /** Shows what depends on a node; -1 goes back to what is selected. What is hovered dims everything else at once. */
  light(index) {
    const { view, at } = this.scene;
    const centre = index >= 0 ? index : this.standing(this.selected);
    const lit = at.has(centre) ? leaning(this.scene, this.links, centre) : { nodes: new Set(), blocks: 0 };
    const edges = between([...view.edges, ...view.hub_edges], lit.nodes);
    const action = view.nodes[centre]?.action;
    const tone = ["create", "update", "replace", "delete"].includes(action) ? action : "accent";
    this.picture?.relight({ nodes: lit.nodes, edges, veil: index >= 0, tone });
    const { block, fold, dependants } = view.nodes[index] ?? {};
    this.picture?.tell(index, block ? 0 : fold ? lit.blocks : dependants);
    if (index >= 0)
      this.say(`${view.nodes[index].address}: needed by ${plural(fold ? lit.blocks : (dependants ?? 0), "resource")}`);
  }

  /** Opens a drawn node: a fold unfolds, everything else is told of in the panel. */
  open(index) {
    const node = this.scene.view.nodes[index];
    if (!node) return;
    if (node.fold) this.toggle(node.address);
    else this.choose(node.block ?? node.address);
  }

  async choose(address) {
    this.selected = this.focused = address;
    this.set({ node: address }, { stays: true });
    await this.panel.show(address);
    this.offer();
  }

  /** Opens an address wherever it is: what filters or folds hide is shown first. */
  jump(address) {
    const around = path(this.document.nodes[this.index.get(address)].module);
    if (!this.scene.passed.includes(this.index.get(address))) this.set({ ...NO_FILTERS });
    if (around.some((module) => this.scene.modules.has(module))) {
      const without = (list) => list.filter((module) => !around.includes(module));
      this.set({ closed: without(this.state.closed), open: [...without(this.state.open), ...around] });
    }
    const place = this.place(address);
    if (place && this.picture && !this.state.table) {
      this.picture.face(place);
      this.remember({ at: this.picture.place() });
    }
    this.choose(address);
  }

  close() {
    this.selected = "";
    this.hands.finder.close();
    this.set({ node: "" }, { stays: true });
  }

  /** Folds a module, or unfolds it, where it stands. */
  toggle(module) {
    const folds = !this.scene.modules.has(module);
    const without = (list) => list.filter((one) => one !== module);
    const [closed, open] = [without(this.state.closed), without(this.state.open)];
    const isInside = (index) => path(this.document.nodes[index].module).includes(module);
    const inside = this.document.nodes[this.scene.passed.find(isInside)]?.address;
    if (!inside) return;
    this.set(folds ? { closed: [...closed, module], open } : { closed, open: [...open, module] }, { held: inside });
    this.focused = folds ? module : inside;
    this.say(`${module} ${folds ? "folded" : "unfolded"}`);
  }

  /** Shows a block's instances in the picture, or hides them. */
  async unroll(address) {
    if (!(await this.learn(address))) return;
    const shown = this.unrolled();
    const others = shown.filter((one) => one !== address);
    const level = this.state.level === INSTANCES ? { level: String(deepest(this.document)) } : {};
    this.set({ ...level, instances: others.length < shown.length ? others : [...others, address] }, { held: address });
    this.offer();
  }

  /** The blocks whose instances are shown. */
  unrolled = () => (this.state.level === INSTANCES ? [...this.instances.keys()] : this.state.instances);

  /** As `set`, for what may need the instances of all blocks. */
  async turn(changed) {
    await this.learnAll(changed);
    this.set(changed);
    this.offer();
  }

  async learnAll({ level }) {
    if (level !== INSTANCES || this.rolled !== undefined) return;
    const answer = await fetch(this.dataset.instancesUrl, { signal: this.stops.signal }).catch(() => null);
    if (!answer?.ok) return;
    const told = await answer.json();
    for (const [address, [named, finding]] of Object.entries(told.blocks)) {
      const node = this.document.nodes[this.index.get(address)];
      if (node) this.instances.set(address, pictured(node, named, finding));
    }
    this.rolled = told.left_out;
  }

  async learn(address) {
    if (!this.instances.has(address)) {
      this.instances.set(address, await this.panel.instances(address, this.document.nodes[this.index.get(address)]));
    }
    return this.instances.get(address).length > 0;
  }

  offer() {
    const node = this.document.nodes[this.index.get(this.selected)];
    if (rolls(node)) this.panel.offer(node, this.unrolled().includes(node.address), () => this.unroll(node.address));
  }

  say(text) {
    this.part("live").textContent = text;
  }
}

customElements.define("plan-graph", PlanGraph);
