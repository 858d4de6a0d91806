// What every figure needs of plotly: text that stays text, and the colours of the theme that holds.

/** Plotly reads a little HTML in every text; what comes from a plan must not be read. */
export const plain = (text) => String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** A function from the name of a colour in tokens.css to the colour it has right now, beside `element`. */
export function palette(element) {
  const probe = document.createElement("span");
  probe.hidden = true;
  element.querySelector(":scope > span[data-probe]")?.remove();
  probe.dataset.probe = "";
  element.append(probe);
  const known = new Map();
  return (name) => {
    if (!known.has(name)) {
      probe.style.color = `var(--${name})`;
      known.set(name, getComputedStyle(probe).color);
    }
    return known.get(name);
  };
}

/** Calls back whenever the theme changes; returns how to stop. */
export function onTheme(callback) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", callback);
  document.addEventListener("theme-change", callback);
  return () => {
    system.removeEventListener("change", callback);
    document.removeEventListener("theme-change", callback);
  };
}

/** Waits until the page has been painted once: what it says comes before what it can do. */
export const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

/** Plotly, fetched after the page has been painted once; null when it does not come. */
export async function plotly() {
  if (globalThis.Plotly) return globalThis.Plotly;
  const named = document.querySelector("link[data-plotly]");
  if (!named) return null;
  await painted();
  const script = document.createElement("script");
  script.src = named.href;
  return new Promise((resolve) => {
    script.addEventListener("load", () => resolve(globalThis.Plotly ?? null));
    script.addEventListener("error", () => resolve(null));
    document.head.append(script);
  });
}
