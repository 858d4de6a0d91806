// What must not be covered in, the corner where a small box covers the least of it out. All in pixels of the picture.

const EDGE = 12; // between a box and the sides of the picture

const CORNERS = {
  "top left": [0, 0],
  "top right": [1, 0],
  "bottom left": [0, 1],
  "bottom right": [1, 1],
};

/** What a node takes up, as [left, top, right, bottom]: its circle, badges and name, or all of a fold. */
export function taken({ fold, w, h }, [x, y], { pixels, size, named }) {
  if (fold) {
    const [width, height] = [w * pixels[0], h * pixels[1]];
    return [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
  }
  const half = named ? Math.min(pixels[0] / 2, 92) : size / 2 + 4;
  const below = named ? Math.min(pixels[1] * 0.68, size / 2 + 32) : size / 2 + 4;
  return [x - half, y - size / 2 - 6, x + half, y + below];
}

/** {corner, x, y}: of `corners`, the earlier the better, the one at which a box of this size covers fewest of the boxes. */
export function freest(corners, [width, height], room, boxes) {
  const found = corners.map((corner) => {
    const [x, y] = CORNERS[corner].map((far, axis) => (far ? room[axis] - [width, height][axis] - EDGE : EDGE));
    const covers = ([left, top, right, bottom]) => left < x + width && right > x && top < y + height && bottom > y;
    return { corner, x, y, covered: boxes.filter(covers).length };
  });
  return found.reduce((best, one) => (one.covered < best.covered ? one : best));
}
