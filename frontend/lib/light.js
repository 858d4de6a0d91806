// What is lit in, a canvas above the picture out: a veil with holes where the lit nodes stand, and their lines. The
// picture below is left alone, so hovering costs the same however much is drawn.

import { taken } from "./corners.js";
import { line } from "./places.js";

/** `lit`: {nodes: Set, edges, veil, tone}; `scene` tells places; `to` maps a place to pixels. */
export function light(canvas, { nodes, edges, veil, tone }, { view, at, pixels, colour, size, named }, to) {
  const ratio = globalThis.devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
  if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  if (veil) {
    pen.globalAlpha = 0.5; // what is not lit can still be read
    pen.fillStyle = colour("surface");
    pen.fillRect(0, 0, width, height);
    pen.globalAlpha = 1;
    pen.globalCompositeOperation = "destination-out";
    for (const index of nodes) {
      const [left, top, right, bottom] = taken(view.nodes[index], to(at.get(index)), { pixels, size, named });
      pen.fillRect(left, top, right - left, bottom - top);
    }
    pen.globalCompositeOperation = "source-over";
  }
  pen.strokeStyle = colour(tone);
  pen.lineWidth = 2;
  pen.beginPath();
  for (const edge of edges) {
    const [first, ...others] = line(edge, view, at, 14, (size / 2 + 2) / pixels[0]);
    pen.moveTo(...to(first));
    for (const place of others) pen.lineTo(...to(place));
  }
  pen.stroke();
}
