// <plan-graph data-view="id of the JSON" data-panel="id" data-node-url="…" data-nodes="143" data-node="address">: the
// dependency graph of a run. It draws, filters, finds and walks; the panel beside it is the server's own page part.
// What it finds inside itself without script is the table of resources; with script that table follows the filters.

import { compact } from "../lib/compact.js";
import { adjacency, between, changes, find, plural, reach, shown, summary, walk } from "../lib/graph.js";
import { fit, lines, places } from "../lib/places.js";
import { onTheme, palette, plotly } from "../lib/plot.js";
import { LIT, NODES, modules, money, scale, traces } from "../lib/traces.js";
import { read, write } from "../lib/view-state.js";
import { symbol } from "../lib/words.js";

const CLOSEST = [180, 88]; // pixels a unit when there is room for everything
const MARGIN = [84, 54];
const FEW = 200; // so many nodes are moved together for those that are hidden
const TABLE_ROWS = 300;
const STILL = { displayModeBar: false, scrollZoom: false, doubleClick: false, responsive: false, showTips: false };

class PlanGraph extends HTMLElement {
  connectedCallback() {
    this.view = JSON.parse(document.getElementById(this.dataset.view).textContent);
    this.links = adjacency(this.view);
    this.index = new Map(this.view.nodes.map((node, index) => [node.a, index]));
    this.state = read(location.hash);
    this.selected = this.index.get(this.state.node || this.dataset.node) ?? -1;
    this.focused = this.selected;
    this.panel = document.getElementById(this.dataset.panel);
    this.stops = new AbortController();
    this.fillChoices();
    this.listen();
    this.update();
    if (this.state.node && this.state.node !== this.dataset.node) this.open(this.selected);
    this.stopTheme = onTheme(() => this.draw());
    plotly().then((library) => this.begin(library));
  }

  disconnectedCallback() {
    this.stops.abort();
    this.stopTheme();
    this.sizes?.disconnect();
    if (this.plotly) this.plotly.purge(this.plot);
  }

  part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  get plot() {
    return this.part("plot");
  }

  async begin(library) {
    this.plotly = library;
    if (!library) this.set({ table: true }); // the table says what the picture would
    await this.draw();
    this.dataset.ready = "";
    if (!library) return;
    this.sizes = new ResizeObserver(() => this.draw());
    this.sizes.observe(this.plot);
  }

  /** Listens to the picture, once there is one: a view that was sent as a table has none at first. */
  listenToPlot() {
    if (this.heard) return;
    this.heard = true;
    this.plot.on("plotly_click", ({ points }) => this.open(this.drawn[points[0].pointNumber]));
    this.plot.on("plotly_hover", ({ points }) => this.light(this.drawn[points[0].pointNumber]));
    this.plot.on("plotly_unhover", () => this.light(-1));
    this.plot.on("plotly_doubleclick", () => this.fitAll());
    this.plot.on("plotly_relayout", () => this.moved());
  }

  // ── what is chosen ───────────────────────────────────────────────────────────────────────────────────────────

  set(changed) {
    this.state = { ...this.state, ...changed };
    history.replaceState(history.state, "", `${location.pathname}${location.search}${write(this.state)}`);
    if (Object.keys(changed).some((name) => name !== "node" && name !== "table")) this.range = null;
    this.update();
    this.draw();
  }

  /** Everything but the picture: which nodes, the pressed buttons, the count line and the table. */
  update() {
    this.drawn = shown(this.view, this.state);
    const few = this.drawn.length <= FEW;
    this.at = few
      ? compact(this.view, this.drawn, between(this.view.edges, this.drawn))
      : places(this.view, this.drawn);
    const pressed = (selector, on) =>
      this.querySelectorAll(selector).forEach((button) => button.setAttribute("aria-pressed", String(on(button))));
    pressed("[data-scope]", (button) => (button.dataset.scope === "all") === this.state.everything);
    pressed("[data-action]", (button) => this.state.actions.includes(button.dataset.action));
    pressed("[data-findings]", () => this.state.findings);
    this.part("type").value = this.state.type;
    this.part("module").value = this.state.module;
    this.part("count").textContent = summary(this.view, this.drawn, { nodes: Number(this.dataset.nodes) });
    this.part("as-table").textContent = this.state.table ? "As graph" : "As table";
    this.part("table").hidden = !this.state.table;
    this.plot.hidden = this.state.table;
    this.part("none").hidden = this.drawn.length > 0;
    if (this.state.table) this.fillTable();
  }

  fillChoices() {
    const fill = (name, values) => {
      const options = [...new Set(values)].filter(Boolean).sort().map((value) => new Option(value, value));
      this.part(name).append(...options);
      this.part(name).hidden = options.length < 2;
    };
    fill("type", this.view.nodes.map((node) => node.t));
    fill("module", this.view.nodes.map((node) => node.m));
    const present = new Set(this.view.nodes.flatMap((node) => [node.c, ...Object.keys(node.acts)]));
    this.querySelectorAll("[data-action]").forEach((chip) => (chip.hidden = !present.has(chip.dataset.action)));
    this.querySelector("[data-findings]").hidden = !this.view.nodes.some((node) => node.f);
  }

  fillTable() {
    const rank = (index) => (changes(this.view.nodes[index]) ? 0 : 1);
    const rows = [...this.drawn].sort((a, b) => rank(a) - rank(b) || a - b);
    const body = this.part("rows");
    body.replaceChildren(...rows.slice(0, TABLE_ROWS).map((index) => this.row(this.view.nodes[index], index)));
    const rest = rows.length - TABLE_ROWS;
    const more = this.part("more");
    more.hidden = rest <= 0;
    more.textContent = rest > 0 ? `${plural(rest, "more resource")}: narrow the filters to see them here.` : "";
  }

  row(node, index) {
    const row = document.createElement("tr");
    row.classList.toggle("is-current", index === this.selected);
    const cell = (text, className = "") => {
      const made = row.insertCell();
      made.textContent = text;
      made.className = className;
      return made;
    };
    cell(`${symbol(node.c)} ${node.c}`, `act ${node.c}`);
    const link = document.createElement("a");
    link.href = `?node=${encodeURIComponent(node.a)}`;
    link.dataset.node = node.a;
    link.textContent = node.a;
    cell("", "mono").append(link);
    cell(String(node.k), "num");
    cell(node.f, node.f === "violated" ? "bad" : "warn");
    cell(String(this.links.neededBy[index].length), "num");
    cell(node.cost ? money(node.cost) : "", "num");
    return row;
  }

  // ── the picture ──────────────────────────────────────────────────────────────────────────────────────────────

  async draw() {
    if (!this.plotly || this.state.table || !this.plot.clientWidth) return;
    const [width, height] = [this.plot.clientWidth, this.plot.clientHeight];
    this.range ??= fit([...this.at.values()], width, height, CLOSEST, MARGIN);
    const scene = {
      view: this.view,
      indices: this.drawn,
      at: this.at,
      edges: this.edges(),
      selected: this.selected,
      pixels: scale(this.range, width, height),
      colour: palette(this),
    };
    this.pixels = scene.pixels;
    const { shapes, names } = modules(scene);
    const axis = { visible: false, fixedrange: false };
    await this.plotly.react(
      this.plot,
      [...traces(scene), names],
      {
        width,
        height,
        shapes,
        margin: { l: 0, r: 0, t: 0, b: 0 },
        xaxis: { ...axis, range: [...this.range.x] },
        yaxis: { ...axis, range: [...this.range.y].reverse() },
        dragmode: "pan",
        hovermode: "closest",
        hoverdistance: 16,
        showlegend: false,
        paper_bgcolor: "rgba(0,0,0,0)",
        plot_bgcolor: "rgba(0,0,0,0)",
        font: { family: getComputedStyle(this).fontFamily, size: 11, color: scene.colour("text") },
        hoverlabel: {
          align: "left",
          bgcolor: scene.colour("raised"),
          bordercolor: scene.colour("line-strong"),
          font: { size: 12, color: scene.colour("text") },
        },
      },
      STILL,
    );
    this.listenToPlot();
    this.lit = undefined;
    this.light(-1);
  }

  /** The drawn edges, and those of a hub once it, or what leans on it, is selected. */
  edges() {
    const mine = this.view.hub_edges.filter((edge) => edge[0] === this.selected || edge[1] === this.selected);
    return between([...this.view.edges, ...mine], this.drawn);
  }

  /** Shows the blast radius of a node; -1 goes back to what is selected. */
  light(index) {
    const centre = index >= 0 ? index : this.selected;
    if (!this.plotly || centre === this.lit) return;
    this.lit = centre;
    const inside = centre >= 0 && this.at.has(centre) ? reach(this.links, centre).add(centre) : new Set();
    // What is hovered dims everything else at once; what is merely selected only has its lines drawn.
    const dims = index >= 0 && inside.size > 0;
    this.classList.toggle("is-lit", dims);
    for (const mark of this.plot.querySelectorAll(".tracenodes .point, .tracenodes .textpoint, .tracesymbols .textpoint")) {
      mark.classList.toggle("dim", dims && !inside.has(this.drawn[mark.__data__?.i]));
    }
    const edges = [...this.view.edges, ...this.view.hub_edges];
    const within = edges.filter(([a, b]) => inside.has(a) && inside.has(b) && this.at.has(a) && this.at.has(b));
    const { x, y } = lines(within, this.at);
    const tone = centre >= 0 ? this.view.nodes[centre].c : "";
    const colour = palette(this)(["create", "update", "replace", "delete"].includes(tone) ? tone : "accent");
    this.plotly.restyle(this.plot, { x: [x], y: [y], "line.color": colour }, [LIT]);
    if (index >= 0) this.say(`${this.view.nodes[index].a}: needed by ${plural(inside.size - 1, "resource")}`);
  }

  moved() {
    const { xaxis, yaxis } = this.plot._fullLayout;
    const before = this.pixels;
    this.range = { x: [...xaxis.range], y: [...yaxis.range].reverse() };
    const now = scale(this.range, this.plot.clientWidth, this.plot.clientHeight);
    if (Math.abs(now[0] / before[0] - 1) > 0.02 || Math.abs(now[1] / before[1] - 1) > 0.02) this.draw();
  }

  zoom(factor, middle = null) {
    if (!this.range) return;
    const about = ([low, high], centre) => {
      const at = centre ?? (low + high) / 2;
      return [at - (at - low) / factor, at + (high - at) / factor];
    };
    this.range = { x: about(this.range.x, middle?.[0]), y: about(this.range.y, middle?.[1]) };
    this.draw();
  }

  fitAll() {
    this.range = null;
    this.draw();
  }

  /** Moves the picture so that a node stands in the middle, near enough to read. */
  centre(index) {
    const place = this.at.get(index);
    if (!place || !this.plotly) return;
    const [width, height] = [this.plot.clientWidth, this.plot.clientHeight];
    const pixels = [Math.max(this.pixels?.[0] ?? 0, 130), Math.max(this.pixels?.[1] ?? 0, 64)];
    this.range = {
      x: [place[0] - width / pixels[0] / 2, place[0] + width / pixels[0] / 2],
      y: [place[1] - height / pixels[1] / 2, place[1] + height / pixels[1] / 2],
    };
    this.draw();
  }

  // ── one node ─────────────────────────────────────────────────────────────────────────────────────────────────

  async open(index) {
    if (!(index >= 0)) return;
    this.selected = index;
    this.focused = index;
    const { a: address } = this.view.nodes[index];
    this.set({ node: address });
    this.panelStop?.abort();
    this.panelStop = new AbortController();
    this.panel.setAttribute("aria-busy", "true");
    try {
      const url = `${this.dataset.nodeUrl}?address=${encodeURIComponent(address)}`;
      const answer = await fetch(url, { signal: this.panelStop.signal, headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      this.panel.innerHTML = await answer.text(); // the server's own part, escaped there; scripts don't run from it
      this.panel.scrollTop = 0;
      if (matchMedia("(max-width: 1100px)").matches) this.panel.scrollIntoView({ block: "start" });
    } catch (error) {
      if (error.name === "AbortError") return;
      this.panel.textContent = "This resource could not be loaded. Choose it again, or reload the page.";
    }
    this.panel.removeAttribute("aria-busy");
  }

  close() {
    this.selected = -1;
    this.lit = undefined;
    this.part("results").hidden = true;
    this.set({ node: "" });
  }

  /** Opens a node wherever it is: what the filters hide is shown first. */
  jump(index) {
    if (!this.at.has(index)) this.set({ everything: true, actions: [], type: "", module: "", findings: false });
    this.open(index);
    this.centre(index);
  }

  say(text) {
    this.part("live").textContent = text;
  }

  // ── what the reader does ─────────────────────────────────────────────────────────────────────────────────────

  listen() {
    const options = { signal: this.stops.signal };
    this.addEventListener("click", (event) => this.clicked(event), options);
    this.addEventListener("change", (event) => this.chosen(event), options);
    this.part("search").addEventListener("input", () => this.search(), options);
    this.part("search").addEventListener("keydown", (event) => this.searchKey(event), options);
    this.part("stage").addEventListener("keydown", (event) => this.stageKey(event), options);
    this.part("stage").addEventListener("wheel", (event) => this.wheel(event), { ...options, passive: false });
    document.addEventListener("click", (event) => this.followed(event), options);
    document.addEventListener("keydown", (event) => this.slash(event), options);
    addEventListener("hashchange", () => this.set(read(location.hash)), options);
  }

  clicked({ target }) {
    const { scope, action, findings, do: verb } = target.closest("button")?.dataset ?? {};
    if (scope) this.set({ everything: scope === "all" });
    if (action) {
      const { actions } = this.state;
      this.set({ actions: actions.includes(action) ? actions.filter((one) => one !== action) : [...actions, action] });
    }
    if (findings !== undefined) this.set({ findings: !this.state.findings });
    const verbs = {
      in: () => this.zoom(1.4),
      out: () => this.zoom(1 / 1.4),
      fit: () => this.fitAll(),
      table: () => this.set({ table: !this.state.table }),
      reset: () => this.set({ everything: true, actions: [], type: "", module: "", findings: false }),
      picture: () => this.plotly?.downloadImage(this.plot, { format: "png", filename: this.dataset.name, scale: 2 }),
      copy: () => this.copy(target),
    };
    verbs[verb]?.();
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

  chosen({ target }) {
    if (target === this.part("type")) this.set({ type: target.value });
    if (target === this.part("module")) this.set({ module: target.value });
  }

  /** Links to nodes, wherever on the page they stand, open here. */
  followed(event) {
    const link = event.target.closest("a[data-node]");
    const index = this.index.get(link?.dataset.node);
    if (index === undefined || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    this.part("results").hidden = true;
    this.jump(index);
  }

  search() {
    const { value } = this.part("search");
    const found = find(this.view, value);
    const results = this.part("results");
    results.hidden = !value.trim();
    results.replaceChildren(...found.map((index) => this.result(this.view.nodes[index])));
    if (!found.length) results.textContent = "No resource has this in its address.";
    this.say(value.trim() ? plural(found.length, "match").replace("matchs", "matches") : "");
  }

  result(node) {
    const link = document.createElement("a");
    link.href = `?node=${encodeURIComponent(node.a)}`;
    link.dataset.node = node.a;
    const sign = document.createElement("span");
    sign.className = `act ${node.c}`;
    sign.textContent = symbol(node.c);
    link.append(sign, ` ${node.a}`);
    return link;
  }

  searchKey(event) {
    const links = [...this.part("results").querySelectorAll("a")];
    if (event.key === "Enter" && links.length) links[0].click();
    if (event.key === "ArrowDown" && links.length) links[0].focus();
    if (event.key === "Escape") {
      this.part("search").value = "";
      this.part("results").hidden = true;
      this.part("stage").focus();
    }
    if (["Enter", "ArrowDown", "Escape"].includes(event.key)) event.preventDefault();
  }

  stageKey(event) {
    if (event.key.startsWith("Arrow")) {
      if (!this.drawn.length || this.state.table) return;
      event.preventDefault();
      const known = this.at.has(this.focused);
      this.focused = known ? walk(this.view, this.links, this.drawn, this.focused, event.key) : this.drawn[0];
      this.light(this.focused);
      this.point(this.focused);
    } else if (event.key === "Enter" && this.at.has(this.focused) && event.target === this.part("stage")) {
      this.open(this.focused);
    } else if (event.key === "Escape") {
      this.close();
    } else if (event.key === "+" || event.key === "-") {
      this.zoom(event.key === "+" ? 1.4 : 1 / 1.4);
    }
  }

  /** Shows the hover text of a node that the keyboard stands on, and moves the picture when it is out of sight. */
  point(index) {
    const [x, y] = this.at.get(index);
    const { x: across, y: down } = this.range;
    if (x < across[0] || x > across[1] || y < down[0] || y > down[1]) this.centre(index);
    this.plotly?.Fx.hover(this.plot, [{ curveNumber: NODES, pointNumber: this.drawn.indexOf(index) }]);
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return; // the plain wheel scrolls the page
    event.preventDefault();
    if (!this.range) return;
    const box = this.plot.getBoundingClientRect();
    const along = ([low, high], part) => low + (high - low) * part;
    const x = along(this.range.x, (event.clientX - box.left) / box.width);
    const y = along(this.range.y, (event.clientY - box.top) / box.height);
    this.zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, [x, y]);
  }

  slash(event) {
    if (event.key !== "/" || event.target.closest("input, textarea, select, dialog")) return;
    event.preventDefault();
    this.part("search").focus();
  }
}

customElements.define("plan-graph", PlanGraph);
