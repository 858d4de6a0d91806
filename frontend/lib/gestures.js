// What fingers, wheel and pointer do on an element in, moves and choices out. One finger scrolls the page, two move the picture.

const STEADY = 4; // pixels a pointer may move and still click

/** Calls `box(from, to, done)` while a box is drawn with Shift held, `pan(dx, dy)`, `zoom(factor, x, y)`, `hover(x, y)`, `leave()`, `choose(x, y)`, `fit(x, y)`; places from the corner. */
export function gestures(element, calls, signal) {
  const place = ({ clientX, clientY }) => {
    const box = element.getBoundingClientRect();
    return [clientX - box.left, clientY - box.top];
  };
  const on = (name, react, passive = true) => element.addEventListener(name, react, { signal, passive });

  const dragging = drag(element, calls, place, on);
  hover(calls, place, on, dragging);
  on("dblclick", (event) => calls.fit(...place(event)));
  on(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey && !document.fullscreenElement) return calls.hint(); // it scrolls the page
      event.preventDefault();
      calls.zoom(Math.exp(-Math.sign(event.deltaY) * Math.min(Math.abs(event.deltaY), 60) * 0.0025), ...place(event));
    },
    false,
  );
  pinch(calls, place, on);
}

/** Moves the picture, draws a box or chooses; gives a function that says whether the pointer is down. */
function drag(element, calls, place, on) {
  let start = null;
  let last = null;
  let boxing = false;
  on("pointerdown", (event) => {
    if (event.button === 0 && event.isPrimary) start = last = place(event);
  });
  on("pointermove", (event) => {
    if (!start || event.pointerType === "touch") return;
    const [x, y] = place(event);
    if (last === start) {
      if (Math.hypot(x - start[0], y - start[1]) <= STEADY) return;
      element.setPointerCapture(event.pointerId);
      boxing = event.shiftKey;
    }
    if (boxing) calls.box(start, [x, y], false);
    else calls.pan(x - last[0], y - last[1]);
    last = [x, y];
  });
  on("pointerup", (event) => {
    const [x, y] = place(event);
    if (start && last === start && Math.hypot(x - start[0], y - start[1]) <= STEADY * 2) calls.choose(x, y);
    else if (start && boxing) calls.box(start, [x, y], true);
    start = null;
    boxing = false;
  });
  on("pointercancel", () => {
    if (start && boxing) calls.box(start, start, true);
    start = null;
    boxing = false;
  });
  return () => start !== null;
}

/** What the pointer is over, once a frame. */
function hover(calls, place, on, dragging) {
  let pointed = null;
  on("pointermove", (event) => {
    if (dragging() || event.pointerType === "touch") return;
    if (!pointed) {
      requestAnimationFrame(() => {
        if (pointed) calls.hover(...pointed);
        pointed = null;
      });
    }
    pointed = place(event);
  });
  on("pointerleave", () => {
    pointed = null;
    calls.leave();
  });
}

function pinch(calls, place, on) {
  let before = null;
  const both = ({ touches: [one, other] }) => {
    const [a, b] = [place(one), place(other)];
    return { x: (a[0] + b[0]) / 2, y: (a[1] + b[1]) / 2, apart: Math.hypot(a[0] - b[0], a[1] - b[1]) };
  };
  on("touchstart", (event) => {
    before = event.touches.length === 2 ? both(event) : null;
  });
  on(
    "touchmove",
    (event) => {
      if (!before || event.touches.length !== 2) return;
      event.preventDefault();
      const now = both(event);
      calls.pan(now.x - before.x, now.y - before.y);
      if (before.apart > 0 && now.apart > 0) calls.zoom(now.apart / before.apart, now.x, now.y);
      before = now;
    },
    false,
  );
  on("touchend", () => {
    before = null;
  });
}
