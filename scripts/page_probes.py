"""Nothing in, the scripts out that a measured page runs: what was painted, when it was ready, each frame."""

from __future__ import annotations

from typing import Final

WATCH: Final = """
  window.seen = { shift: 0, ready: 0, long: 0, pictured: 0 };
  const each = (type, read) =>
    new PerformanceObserver((list) => list.getEntries().forEach(read)).observe({ type, buffered: true });
  each("layout-shift", ({ value, hadRecentInput }) => (seen.shift += hadRecentInput ? 0 : value));
  each("longtask", ({ duration }) => (seen.long = Math.max(seen.long, duration)));
  new MutationObserver((_, watch) => {
    if (!document.querySelector(".graph-plot .picture")) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => (seen.pictured = performance.now())));
  }).observe(document, { subtree: true, childList: true });
  new MutationObserver((_, watch) => {
    if (seen.ready || !document.querySelector("plan-graph[data-ready]")) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => { // once it stands on the screen
      seen.ready = performance.now();
      document.documentElement.dataset.seen = "";
    }));
  }).observe(document, { subtree: true, childList: true, attributeFilter: ["data-ready"] });
"""
PAINTED: Final = """() => new Promise((told) => {
  new PerformanceObserver((list, watch) => list.getEntries().forEach(({ name, startTime }) => {
    if (name !== "first-contentful-paint") return;
    watch.disconnect();
    told(startTime);
  })).observe({ type: "paint", buffered: true });
})"""
FRAMES: Final = """
  window.frames_ = [];
  window.running = true;
  requestAnimationFrame(function next(now) {
    frames_.push(now);
    if (running) requestAnimationFrame(next);
  });
"""
PLOTLY: Final = """async (address) => {
  const script = Object.assign(document.createElement("script"), { src: address });
  const source = await (await fetch(address)).text(); // in the cache from here on
  const start = performance.now();
  await new Promise((loaded) => { script.onload = loaded; document.head.append(script); });
  return source.length && performance.now() - start;
}"""
