// A scene in, the picture out: plotly draws it a little larger than the window on it, and while it is moved only that
// finished sheet moves; once it rests, what is in sight is drawn again. Places are in units, the window in pixels.

import { taken } from "./corners.js";
import { CLOSEST, MARGIN, figure, framed, whole } from "./figure.js";
import { onTitle } from "./frames.js";
import { light } from "./light.js";
import { stroke } from "./marks.js";
import { Minimap } from "./minimap.js";
import { fit, lines } from "./places.js";
import { palette } from "./plot.js";
import { rectangle } from "./tiles.js";
import { Tip } from "./tip.js";
import { badge, diameter, readable, scale } from "./traces.js";

const AROUND = 0.25; // so much of the window is drawn beyond each of its sides
const REST = 140; // milliseconds without a move until the picture is drawn again
const NEAREST = 320; // pixels a unit that nobody needs to go beyond
const STILL = { staticPlot: true, responsive: false, displayModeBar: false };

const on = ({ x0, x1, y0, y1 }, [x, y]) => x >= x0 && x <= x1 && y >= y0 && y <= y1;

export class Picture {
  /** `rested` is called with the window after the reader has moved it. */
  constructor(host, plotly, rested) {
    Object.assign(this, { host, plotly, rested, window: null, lit: null });
    [this.sheet, this.canvas] = ["div", "canvas"].map((name) => document.createElement(name));
    this.sheet.className = "graph-sheet";
    this.canvas.className = "graph-light";
    host.append(this.sheet, this.canvas);
    this.tip = new Tip(host);
    this.minimap = new Minimap(host.parentElement, (place) => {
      this.face(place, ...this.pixels);
      this.moved();
    });
  }

  end() {
    clearTimeout(this.timer);
    this.plotly.purge(this.sheet);
  }

  get sizes() {
    return [this.host.clientWidth, this.host.clientHeight];
  }

  get pixels() {
    return scale(this.window, ...this.sizes);
  }

  /** Whether what is drawn was drawn for the host's present size. */
  fits() {
    return String(this.drawnFor) === String(this.sizes);
  }

  /** Draws a scene: {view, indices, at, edges, selected}. Without a window yet, everything. */
  async draw(scene = this.scene) {
    this.scene = scene;
    const [width, height] = this.sizes;
    if (!width || !scene) return;
    this.window ??= fit(scene.view.bounds, width, height, CLOSEST, MARGIN);
    this.colour = palette(this.host);
    const wide = ([low, high]) => [low - (high - low) * AROUND, high + (high - low) * AROUND];
    this.drawn = { x: wide(this.window.x), y: wide(this.window.y) };
    this.drawnFor = [width, height];
    const { data, layout, boxes } = figure(
      this.scene,
      this.drawn,
      width * (1 + 2 * AROUND),
      height * (1 + 2 * AROUND),
      { colour: this.colour, font: getComputedStyle(this.host).fontFamily },
    );
    this.boxes = boxes;
    await this.plotly.react(this.sheet, data, layout, STILL);
    this.host.querySelector(".picture")?.remove(); // what the page began with: the same, and still
    this.minimap.draw(scene, this.colour);
    this.move();
    this.settle();
    this.relight();
  }

  // ── the window ───────────────────────────────────────────────────────────────────────────────────────────────

  /** How much larger, across and down, the window wants the finished sheet; exactly 1 where it fits. */
  stretch() {
    const along = (axis) =>
      (this.drawn[axis][1] - this.drawn[axis][0]) / (this.window[axis][1] - this.window[axis][0]) / (1 + 2 * AROUND);
    return [along("x"), along("y")].map((factor) => (Math.abs(factor - 1) < 1e-6 ? 1 : factor));
  }

  /** Puts the finished sheet where the window wants it. */
  move() {
    const [width, height] = this.sizes;
    const [left, top] = this.to([this.drawn.x[0], this.drawn.y[0]]);
    this.sheet.style.transform = `translate(${left + width * AROUND}px, ${top + height * AROUND}px) scale(${this.stretch()})`;
    if (this.minimap.follow(this.window)) this.settle(); // seen only where it stands
  }

  moved() {
    if (!this.drawn) return;
    this.tip.box.hidden = true;
    this.canvas.hidden = true; // until it is lit again
    this.waits ??= requestAnimationFrame(() => {
      this.waits = null;
      this.move();
    });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.rest(), REST);
  }

  /** What the finished sheet still shows, at the scale that it was drawn for, is not drawn again. */
  rest() {
    const within = (axis) => this.window[axis][0] >= this.drawn[axis][0] && this.window[axis][1] <= this.drawn[axis][1];
    if (String(this.stretch()) === "1,1" && within("x") && within("y")) {
      this.settle();
      this.relight();
    } else this.draw();
    this.rested(this.place());
  }

  /** Puts the overview where it covers fewest of the names. */
  settle() {
    this.minimap.settle(this.sizes, this.boxed(this.scene.indices));
  }

  /** What nodes take up of the window. */
  boxed(nodes) {
    const [to, { view, at }] = [this.mapping(), this.scene];
    return [...nodes].map((index) => taken(view.nodes[index], to(at.get(index)), this.measures));
  }

  get measures() {
    const { pixels } = this;
    return { pixels, size: diameter(pixels), named: readable(pixels) };
  }

  pan(dx, dy) {
    if (!this.window) return;
    const [across, down] = this.pixels;
    const by = ([low, high], units) => [low - units, high - units];
    this.window = { x: by(this.window.x, dx / across), y: by(this.window.y, dy / down) };
    this.moved();
  }

  /** Moves the window with what it shows, at once: what was folded around a node leaves that node where it stands. */
  shift(dx, dy) {
    if (!this.window) return;
    this.window = { x: this.window.x.map((value) => value + dx), y: this.window.y.map((value) => value + dy) };
    this.rested(this.place());
  }

  /** Zooms in or out, about a point of the window or its middle. */
  zoom(factor, x = this.sizes[0] / 2, y = this.sizes[1] / 2) {
    if (!this.window || this.pixels[0] * factor > NEAREST || this.pixels[0] * factor < 1) return;
    const about = ([low, high], at) => [at - (at - low) / factor, at + (high - at) / factor];
    const [mx, my] = this.from(x, y);
    this.window = { x: about(this.window.x, mx), y: about(this.window.y, my) };
    this.moved();
  }

  /** Moves the window onto a part of what it shows, both corners in pixels. */
  box([x0, y0], [x1, y1]) {
    if (!this.window) return;
    const [[left, top], [right, bottom]] = [
      this.from(Math.min(x0, x1), Math.min(y0, y1)),
      this.from(Math.max(x0, x1), Math.max(y0, y1)),
    ];
    const [width, height] = this.sizes;
    const scale = Math.min(
      width / (right - left) / this.pixels[0],
      height / (bottom - top) / this.pixels[1],
      NEAREST / this.pixels[0],
    );
    this.face([(left + right) / 2, (top + bottom) / 2], this.pixels[0] * scale, this.pixels[1] * scale);
    this.moved();
  }

  /** Pixels a unit across at which all of it fits. */
  whole(bounds) {
    return scale(fit(bounds, ...this.sizes, CLOSEST, MARGIN), ...this.sizes)[0];
  }

  fitAll() {
    this.window = null;
    this.draw();
    this.rested([]);
  }

  /** Moves the window so that a place stands in its middle, near enough to read. */
  face(
    [x, y],
    across = Math.max(this.window ? this.pixels[0] : 0, 130),
    down = Math.max(this.window ? this.pixels[1] : 0, 64),
  ) {
    const [width, height] = this.sizes;
    this.window = {
      x: [x - width / across / 2, x + width / across / 2],
      y: [y - height / down / 2, y + height / down / 2],
    };
  }

  /** The window as an address tells it: its middle and its pixels a unit. */
  place() {
    return [...this.from(this.sizes[0] / 2, this.sizes[1] / 2), ...this.pixels];
  }

  /** From a place to the pixels where the window shows it, for as long as neither changes. */
  mapping() {
    const [across, down] = this.pixels;
    const [left, top] = [this.window.x[0], this.window.y[0]];
    return ([x, y]) => [(x - left) * across, (y - top) * down];
  }

  to(place) {
    return this.mapping()(place);
  }

  from(x, y) {
    const [across, down] = this.pixels;
    return [this.window.x[0] + x / across, this.window.y[0] + y / down];
  }

  sees(place) {
    const [x, y] = this.to(place);
    return x > 0 && y > 0 && x < this.sizes[0] && y < this.sizes[1];
  }

  // ── what is pointed at ───────────────────────────────────────────────────────────────────────────────────────

  /** {index} of the node there, its name, badge or stub, {frame} whose title is there, or nothing. */
  hit(x, y) {
    if (!this.drawn) return {};
    const [place, to, pixels] = [this.from(x, y), this.mapping(), this.pixels];
    const frame = this.boxes.findLast((one) => onTitle(one, place, pixels));
    if (frame) return { frame };
    const half = diameter(pixels) / 2;
    const named = readable(pixels);
    let best = {};
    let least = half + 8;
    for (const index of this.scene.indices) {
      const node = this.scene.view.nodes[index];
      if (node.fold) {
        if (on(rectangle(node), place)) return { index };
        continue;
      }
      const [nx, ny] = to(this.scene.at.get(index));
      const onName = named && Math.abs(nx - x) < pixels[0] * 0.4 && y > ny && y < ny + half + 28;
      const onStub = x < nx && nx - x < half + 16 && Math.abs(ny - y) < 7;
      const wide = half + badge(this.scene.view, index).length * 6;
      const onBadge = wide > half && x > nx && x - nx < wide && ny - y > half * 0.3 && ny - y < half + 14;
      const distance = Math.min(Math.hypot(nx - x, ny - y), onName || onStub || onBadge ? half + 7 : Infinity);
      if (distance < least) [best, least] = [{ index }, distance];
    }
    return best;
  }

  /** Says what a node is in a corner, where it covers nothing that is lit; nothing for none. */
  tell(index, dependants) {
    const lit = index >= 0 && this.lit ? this.boxed(this.lit.nodes) : [];
    this.tip.tell(this.scene.view.nodes[index], dependants, this.sizes, lit, this.minimap.stands);
  }

  /** Lights {nodes, edges, veil, tone}. */
  relight(lit = this.lit) {
    this.lit = lit;
    if (!lit || !this.drawn) return;
    this.canvas.hidden = false;
    const { view, at } = this.scene;
    light(this.canvas, lit, { view, at, colour: this.colour, ...this.measures }, this.mapping());
  }

  /** Everything that is shown, near enough to read, as a file of this format, with what it is and what its signs mean. */
  async save(format, filename, title, legend) {
    const { range, width, height } = whole(this.scene.view.bounds);
    const { data, layout } = figure(this.scene, range, width, height, {
      colour: this.colour,
      font: getComputedStyle(this.host).fontFamily,
    });
    const page = framed(layout, title, legend, this.colour);
    const scale = format === "png" && width < 3000 ? 2 : 1;
    await this.plotly.downloadImage(
      { data: [...data, ...this.litTrace()], layout: page },
      { format, filename, width: page.width, height: page.height, scale },
    );
  }

  /** What is lit, as it stands on the canvas above the picture. */
  litTrace() {
    if (!this.lit?.edges.length) return [];
    const { view, at } = this.scene;
    return [stroke("lit", lines(this.lit.edges, view, at), { color: this.colour(this.lit.tone), width: 2 }, 1)];
  }
}
