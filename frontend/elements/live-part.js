// <live-part data-url="…">: filter forms and pager links inside it replace it in place, from the same page's own part;
// without script they load the whole page.

import { lead } from "../lib/shared-filters.js";

const PAUSE = 300; // milliseconds without a letter, after which a search is asked

class LivePart extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => {
      if (event.target.method !== "get") return;
      event.preventDefault();
      this.load(new URLSearchParams(new FormData(event.target)));
    });
    this.addEventListener("change", (event) => {
      const form = event.target.closest("select, input[type=checkbox]")?.form;
      if (form?.method === "get") form.requestSubmit(); // what is written in there is sent by its own button
    });
    this.addEventListener("input", (event) => {
      clearTimeout(this.typing);
      if (event.target.type === "search") this.typing = setTimeout(() => event.target.form?.requestSubmit(), PAUSE);
    });
    this.addEventListener("click", (event) => {
      const link = event.target.closest("nav.pager a, a[data-live]");
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      this.load(new URL(link.href).searchParams, link.closest(".pager") ? ".change > summary" : "input[type=search]");
    });
  }

  /** Puts what is asked for in place; `goesOn` is where the focus goes, if not to the same field again. */
  async load(query, goesOn = "") {
    this.stop?.abort();
    this.stop = new AbortController();
    this.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(`${this.dataset.url}?${query}`, { signal: this.stop.signal });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const { name: focused, selectionStart: caret } = document.activeElement;
      this.innerHTML = await answer.text(); // the server's own part, escaped there
      history.replaceState(history.state, "", `?${query}`);
      lead("graph", this.querySelector("[data-same]")?.hash || "?tab=graph");
      if (goesOn) this.scrollIntoView({ block: "start" });
      const place = goesOn || (focused && `[name="${CSS.escape(focused)}"]:not([type="hidden"])`);
      if (place) this.focusOn(this.querySelector(place), caret);
    } catch (error) {
      if (error.name !== "AbortError") location.search = query;
    }
    this.removeAttribute("aria-busy");
  }

  focusOn(field, caret) {
    field?.focus({ preventScroll: true });
    if (field?.type === "search" && caret !== undefined) field.setSelectionRange(caret, caret);
  }
}

customElements.define("live-part", LivePart);
