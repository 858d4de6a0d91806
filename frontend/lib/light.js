// What is lit in, a canvas above the picture out: a veil with holes where the lit nodes stand, and their lines. The
// picture below is left alone, so hovering costs the same however much is drawn.

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
      const [x, y] = to(at.get(index));
      const { fold, w, h } = view.nodes[index];
      if (fold) {
        const [width, height] = [w * pixels[0], h * pixels[1]];
        pen.fillRect(x - width / 2, y - height / 2, width, height);
        continue;
      }
      const half = named ? Math.min(pixels[0] / 2, 92) : size / 2 + 4;
      const below = named ? Math.min(pixels[1] * 0.58, size / 2 + 32) : size / 2 + 4;
      pen.fillRect(x - half, y - size / 2 - 6, 2 * half, size / 2 + 6 + below);
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
