// <plan-graph data-view="address of the JSON" data-scene-url="…" data-panel="id" data-node-url="…" data-nodes="143"
// data-node="address">: the dependency graph of a run. The server says what stands where, for every choice of what is
// folded; this draws it, filters, finds and walks. The panel beside it is the server's own part.
// What it finds inside itself without script is the first picture, which stands until this one can, and the table of
// resources; with script that table follows the filters.

import { NO_FILTERS, fill, show } from "../lib/filter-bar.js";
import { adjacency, between, changes, plural, rolls, summary } from "../lib/graph.js";
import { Hands } from "../lib/hands.js";
import { crossing, landing } from "../lib/levels.js";
import { NodePanel } from "../lib/node-panel.js";
import { Picture } from "../lib/picture.js";
import { onTheme, painted, plotly } from "../lib/plot.js";
import { fillTable } from "../lib/resource-table.js";
import { INSTANCES, Scenes, arrangement, attained, deepest, drawing, leaning } from "../lib/scene.js";
import { inChanges, lead } from "../lib/shared-filters.js";
import { read, write } from "../lib/view-state.js";

class PlanGraph extends HTMLElement {
  async connectedCallback() {
    this.stops = new AbortController();
    const [library, document] = [plotly(), this.fetched()]; // both wait for others while this page can be read
    this.document = await document;
    if (!this.document || !this.isConnected) return;
    await this.start();
    await this.begin(await library);
  }

  /** The graph's document; null when it does not come: the first picture stays then. */
  async fetched() {
    await painted();
    const answer = await fetch(this.dataset.view, { signal: this.stops.signal }).catch(() => null);
    return answer?.ok ? answer.json() : null;
  }

  async start() {
    this.links = adjacency(this.document);
    this.index = new Map(this.document.nodes.map((node, index) => [node.address, index]));
    this.scenes = new Scenes(this.dataset.sceneUrl, this.document, this.stops.signal);
    this.panel = new NodePanel(document.getElementById(this.dataset.panel), this.dataset.nodeUrl);
    this.state = this.told();
    this.selected = this.focused = this.state.node || this.dataset.node;
    fill(this, this.document);
    this.stopTheme = onTheme(() => this.redraw());
    this.hands = new Hands(this, this.stops.signal);
    lead("changes", inChanges(this.state));
    if (!(await this.arranged())) this.served ??= this.document.first;
    this.update();
    const told = this.selected === this.dataset.node; // by the page itself
    (told ? Promise.resolve() : this.panel.show(this.selected)).then(() => this.offer());
    if (this.state.step) await this.hands.tour.go(this.state.step);
    else if (told && "asked" in this.dataset && this.index.has(this.selected) && this.standing(this.selected) < 0)
      await this.jump(this.selected);
  }

  /** Has what is to be drawn for the present state; false when it does not come, or another state was chosen meanwhile. */
  async arranged() {
    const asked = arrangement(this.state);
    this.asked = asked;
    const found = await this.scenes.of(this.state);
    if (!found) this.say("The graph could not be arranged. Try it again, or reload the page.");
    if (!found || this.asked !== asked) return false;
    this.served = found;
    return true;
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
    if (library) this.picture = new Picture(this.part("plot"), library, (at) => this.rested(at));
    this.show(library ? {} : { table: true }); // the table says what the picture would
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

  /** Changes what is shown of the arrangement that stands: filters, the table, what is selected. */
  show(changed) {
    this.remember(changed);
    this.update();
    this.redraw();
  }

  /** Changes the arrangement: what is `held` stays where it is, else everything is shown. False when it could not. */
  async set(changed, { held = "", stays = false } = {}) {
    const before = this.state;
    this.remember({ ...changed, ...(stays || held || "at" in changed ? {} : { at: [] }) });
    const place = held && this.place(held);
    const wanted = this.state;
    if (!(await this.arranged())) {
      if (this.state === wanted) this.remember(before);
      return false;
    }
    this.update();
    const now = held && this.place(held);
    if (place && now) this.picture?.shift(now[0] - place[0], now[1] - place[1]);
    else if (!stays && this.picture) this.picture.window = null;
    this.redraw();
    return true;
  }

  /** After the reader has moved the window: what has come near is seen from inside, what has gone far as a fold. */
  async rested(at) {
    this.remember({ at });
    const { picture, scene, state } = this;
    if (state.level || !at.length) return; // a level that was chosen stays
    const whole = picture.whole(scene.view.bounds);
    const found = crossing({ ...scene, document: this.document }, state, picture.window, picture.pixels, whole);
    if (!found || this.crosses) return;
    this.crosses = true;
    const crossed = await this.set(found.changed, { stays: true });
    this.crosses = false;
    if (!crossed) return;
    const to = landing(this.scene.view, found.about, picture.sizes, picture.pixels);
    if (!to) return;
    picture.face(to.middle, ...to.pixels);
    this.remember({ at: picture.place() });
    this.redraw();
    const opens = !this.scene.modules.has(found.about);
    this.say(`${found.about} ${opens ? "unfolded" : "folded"}`);
  }

  /** The index of what stands for an address in the drawing: itself, or the fold that it is in. */
  standing(address) {
    const { view } = this.scene;
    const direct = view.nodes.findIndex((node) => node.address === address);
    return direct >= 0 ? direct : (view.stand[this.index.get(address)] ?? -1);
  }

  place = (address) => this.scene.at.get(this.standing(address));

  /** Everything but the picture: which nodes, the pressed buttons, the count line and the table. */
  update() {
    this.scene = drawing(this.document, this.served, this.state);
    const { through, passed, folds, rolled } = this.scene;
    show(this, this.state, this.served.everywhere);
    this.part("count").textContent = summary(this.document, passed, {
      nodes: Number(this.dataset.nodes),
      folds,
      rolled,
      topology: this.state.topology,
    });
    this.part("as-table").textContent = this.state.table ? "As graph" : "As table";
    const small = matchMedia("(max-width: 700px)").matches; // a list, and a small picture above it
    this.part("table").hidden = !this.state.table && !small;
    this.part("plot").hidden = this.state.table;
    this.part("none").hidden = through.size > 0;
    if (!through.size && !this.document.nodes.some(changes))
      this.part("why").textContent = this.part("why").dataset.still;
    if (!this.part("table").hidden)
      fillTable(this.part("rows"), this.part("more"), this.document, passed, this.index.get(this.selected));
  }

  redraw() {
    if (!this.picture || this.state.table) return;
    const selected = this.standing(this.selected);
    const { view, indices, at, through } = this.scene;
    const mine = view.hub_edges.filter((edge) => edge[0] === selected || edge[1] === selected);
    if (!this.picture.window && this.state.at.length && this.part("plot").clientWidth) {
      this.picture.face(this.state.at.slice(0, 2), ...this.state.at.slice(2));
    }
    this.drawn = this.picture.draw({ view, indices, at, through, edges: [...view.edges, ...mine], selected });
    this.light(-1);
  }

  /** Shows what depends on a node; -1 goes back to what is selected. What is hovered dims everything else at once. */
  light(index) {
    const { view, at } = this.scene;
    const centre = index >= 0 ? index : this.standing(this.selected);
    const lit = at.has(centre) ? leaning(this.scene, this.links, centre) : { nodes: new Set(), blocks: 0 };
    const told = index < 0 ? this.hands.tour.lit() : new Set(); // what the tour speaks of stands out
    for (const one of told) lit.nodes.add(one);
    const edges = between([...view.edges, ...view.hub_edges], lit.nodes);
    const action = view.nodes[centre]?.action;
    const tone = ["create", "update", "replace", "delete"].includes(action) ? action : "accent";
    this.picture?.relight({ nodes: lit.nodes, edges, veil: index >= 0 || told.size > 0, tone });
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
    this.show({ node: address });
    await this.panel.show(address);
    this.offer();
  }

  /** Opens an address wherever it is: what filters or folds hide is shown first. */
  async jump(address) {
    const index = this.index.get(address);
    const around = this.scene.around(index);
    if (!this.scene.passed.includes(index)) this.remember({ ...NO_FILTERS });
    const hidden = this.served.stand[index] < 0;
    if (hidden || around.some((module) => this.scene.modules.has(module))) {
      const without = (list) => list.filter((module) => !around.includes(module));
      const { closed, open } = this.state;
      await this.set({
        everything: this.state.everything || hidden,
        closed: without(closed),
        open: [...without(open), ...around],
      });
    } else this.update();
    const place = this.place(address);
    if (place && this.picture && !this.state.table) {
      this.picture.face(place);
      this.remember({ at: this.picture.place() });
    }
    await this.choose(address);
  }

  close() {
    this.selected = "";
    this.panel.close();
    this.hands.finder.close();
    this.show({ node: "" });
  }

  /** Folds a module, or unfolds it, where it stands. */
  async toggle(module) {
    const folds = !this.scene.modules.has(module);
    const without = (list) => list.filter((one) => one !== module);
    const [closed, open] = [without(this.state.closed), without(this.state.open)];
    const isInside = (_, place) => this.scene.around(place).includes(module) && this.served.stand[place] >= 0;
    const inside = this.document.nodes.find(isInside)?.address;
    if (!inside) return;
    await this.set(folds ? { closed: [...closed, module], open } : { closed, open: [...open, module] }, {
      held: inside,
    });
    this.focused = folds ? module : inside;
    this.say(`${module} ${folds ? "folded" : "unfolded"}`);
  }

  /** Shows a block's instances in the picture, or hides them. */
  async unroll(address) {
    if (!rolls(this.document.nodes[this.index.get(address)])) return;
    const shown = this.unrolled();
    const others = shown.filter((one) => one !== address);
    const level = this.state.level === INSTANCES ? { level: String(deepest(this.document)) } : {};
    await this.set(
      { ...level, instances: others.length < shown.length ? others : [...others, address] },
      { held: address },
    );
    this.offer();
  }

  /** The blocks whose instances are shown. */
  unrolled = () => [...new Set(this.served.spots.map(({ block }) => block).filter(Boolean))];

  /** As `set`, for what may change the panel's offer. */
  async turn(changed) {
    await this.set(changed);
    this.offer();
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
