// <focus-place> around what a page says of the act that led to it: moves the focus to where work goes on (lib/focus.js). A form
// that asks for a list, and a link with data-focus that was followed by a key, have it again on the next page.

import { keep, land } from "../lib/focus.js";

class FocusPlace extends HTMLElement {
  connectedCallback() {
    document.addEventListener("submit", (event) => {
      const { method, action } = event.target;
      if (method === "get" && !event.defaultPrevented) keep(document.activeElement, new URL(action).pathname);
    });
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-focus]");
      const byKey = event.detail === 0;
      if (link && byKey) keep(link, link.pathname);
    });
    land();
  }
}

customElements.define("focus-place", FocusPlace);
