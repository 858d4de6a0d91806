// <cost-chart data-figure="id of the JSON">: the treemap of the cost page, drawn by plotly in the colours of the theme. The
// table beside it says the same. A trace names its colours in `meta.tones`, one token of tokens.css for each of its parts.

import { onTheme, palette, plotly } from "../lib/plot.js";

class CostChart extends HTMLElement {
  async connectedCallback() {
    this.figure = JSON.parse(document.getElementById(this.dataset.figure).textContent);
    this.stopTheme = onTheme(() => this.draw());
    this.plotly = await plotly();
    if (!this.plotly || !this.isConnected) return;
    await this.draw();
    this.dataset.ready = "";
    this.sizes = new ResizeObserver(() => this.draw());
    this.sizes.observe(this);
  }

  disconnectedCallback() {
    this.stopTheme();
    this.sizes?.disconnect();
    if (this.plotly) this.plotly.purge(this);
  }

  draw() {
    if (!this.plotly || !this.clientWidth) return undefined;
    const colour = palette(this.parentElement);
    const { layout } = this.figure;
    return this.plotly.react(
      this,
      this.figure.data.map((trace) => dressed(trace, colour)),
      {
        ...layout,
        width: this.clientWidth,
        height: this.clientHeight,
        paper_bgcolor: "rgba(0,0,0,0)",
        plot_bgcolor: "rgba(0,0,0,0)",
        font: { family: getComputedStyle(this).fontFamily, size: 12, color: colour("text") },
      },
      { displayModeBar: false, responsive: false },
    );
  }
}

function dressed(trace, colour) {
  const tones = trace.meta.tones.map(colour);
  const textfont = { color: colour("text") };
  return {
    ...trace,
    textfont,
    marker: { ...trace.marker, colors: tones, line: { width: 1, color: colour("surface") } },
  };
}

customElements.define("cost-chart", CostChart);
