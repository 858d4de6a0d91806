// A scene and the window on it in, a small overview of all of it out, with the window as a rectangle that can be moved.
// The scene is drawn once; while the window moves only the rectangle does. Without a pointer nothing is missed: the keys
// reach every node.

import { freest } from "./corners.js";
import { FAINT, quiet } from "./marks.js";
import { FILLS } from "./words.js";

const LARGEST = [168, 104]; // pixels
const SMALLEST = 44;
const INSET = 5; // pixels between what is drawn and the sides
const UNIT = [150, 84]; // a unit is so much wider than high where there is room for everything
const LEAST = 8; // pixels of the rectangle's sides
const CORNERS = ["bottom right", "top right", "bottom left"]; // what is pointed at is told of in the fourth

/** Width and height in pixels for a drawing of so many units. */
export function sizes([left, top, right, bottom]) {
  const [wide, high] = [Math.max(right - left, 1) * UNIT[0], Math.max(bottom - top, 1) * UNIT[1]];
  const scale = Math.min(LARGEST[0] / wide, LARGEST[1] / high);
  return [wide, high].map((side) => Math.round(Math.max(side * scale, SMALLEST)));
}

/** Whether a window shows all of a drawing. */
export function shows({ x, y }, [left, top, right, bottom]) {
  return x[0] <= left && y[0] <= top && x[1] >= right && y[1] >= bottom;
}

export class Minimap {
  /** `go` is called with the place that is to be in the middle of the window. */
  constructor(stage, go) {
    [this.box, this.canvas, this.frame] = ["div", "canvas", "span"].map((name) => document.createElement(name));
    this.box.className = "graph-minimap";
    this.box.ariaHidden = "true";
    this.box.hidden = true;
    this.box.append(this.canvas, this.frame);
    stage.append(this.box);
    this.corner = CORNERS[0];
    const pointed = ({ clientX, clientY }) => {
      const { left, top } = this.canvas.getBoundingClientRect();
      go(this.from(clientX - left, clientY - top));
    };
    this.box.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      event.preventDefault(); // nothing is selected, and the focus stays
      this.box.setPointerCapture(event.pointerId);
      pointed(event);
    });
    this.box.addEventListener("pointermove", (event) => this.box.hasPointerCapture(event.pointerId) && pointed(event));
  }

  /** Draws a scene, unless it stands there already. */
  draw({ view, at, through }, colour) {
    const theme = colour("surface");
    if (view === this.view && through === this.through && theme === this.theme) return;
    Object.assign(this, { view, through, theme });
    this.size = sizes(view.bounds);
    const [width, height] = this.size;
    const [left, top, right, bottom] = view.bounds;
    this.scale = [(width - 2 * INSET) / Math.max(right - left, 1), (height - 2 * INSET) / Math.max(bottom - top, 1)];
    const ratio = globalThis.devicePixelRatio || 1;
    Object.assign(this.box.style, { width: `${width}px`, height: `${height}px` });
    Object.assign(this.canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    const pen = this.canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.frames(pen, colour);
    for (
      let index = view.nodes.length - 1;
      index >= 0;
      index -= 1 // the gravest come first, and are drawn on top
    )
      this.mark(pen, view.nodes[index], at.get(index), through.has(index) ? 1 : FAINT, colour);
  }

  /** The corner where it is seen; nothing while it is away. */
  get stands() {
    return this.box.hidden ? "" : this.corner;
  }

  frames(pen, colour) {
    pen.fillStyle = colour("sunken");
    pen.strokeStyle = colour("line");
    for (const { x0, y0, x1, y1 } of this.view.frames) {
      const [[left, top], [right, bottom]] = [this.to([x0, y0]), this.to([x1, y1])];
      pen.fillRect(left, top, right - left, bottom - top);
      pen.strokeRect(left, top, right - left, bottom - top);
    }
  }

  mark(pen, node, place, opacity, colour) {
    const [x, y] = this.to(place);
    const [width, height] = node.fold ? [node.w * this.scale[0], node.h * this.scale[1]] : [4, 4];
    pen.globalAlpha = opacity;
    pen.fillStyle = colour(quiet(node) ? "line-strong" : FILLS[node.action]);
    pen.fillRect(x - width / 2 + 0.5, y - height / 2 + 0.5, Math.max(width - 1, 2), Math.max(height - 1, 2));
  }

  to = ([x, y]) => [
    INSET + (x - this.view.bounds[0]) * this.scale[0],
    INSET + (y - this.view.bounds[1]) * this.scale[1],
  ];

  from = (x, y) => [
    this.view.bounds[0] + (x - INSET) / this.scale[0],
    this.view.bounds[1] + (y - INSET) / this.scale[1],
  ];

  /** Moves the rectangle to a window; away when all of the drawing is in it. Whether it came into sight by this. */
  follow({ x, y }) {
    const away = this.box.hidden;
    this.box.hidden = shows({ x, y }, this.view.bounds);
    if (this.box.hidden) return false;
    const [low, high] = [this.to([x[0], y[0]]), this.to([x[1], y[1]])];
    const [[left, right], [top, bottom]] = [0, 1].map((axis) => {
      const start = Math.min(Math.max(low[axis], 0), this.size[axis] - LEAST);
      return [start, Math.max(Math.min(high[axis], this.size[axis]), start + LEAST)];
    });
    const { style } = this.frame;
    style.transform = `translate(${left}px, ${top}px)`;
    style.width = `${right - left}px`;
    style.height = `${bottom - top}px`;
    return away;
  }

  /** Stands where it covers the fewest of these boxes; where it was if that is as good. */
  settle(room, boxes) {
    if (this.box.hidden) return;
    const others = CORNERS.filter((corner) => corner !== this.corner);
    const { corner, x, y } = freest([this.corner, ...others], this.size, room, boxes);
    this.corner = corner;
    this.box.style.transform = `translate(${x}px, ${y}px)`;
  }
}
