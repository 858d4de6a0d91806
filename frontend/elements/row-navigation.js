/* <row-navigation> around a table: j and k move from row to row, Enter opens what has the focus: the
   link to what waits there (a.row-waits), else the row's own. / goes to the page's search field, and a click anywhere in
   a row follows its link. */

import { free } from "../lib/keys.js";

class RowNavigation extends HTMLElement {
  #pressed = (event) => this.#press(event);

  connectedCallback() {
    document.addEventListener("keydown", this.#pressed);
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#pressed);
  }

  handleEvent(event) {
    const chosen = String(document.getSelection());
    if (chosen || event.target.closest("a, button, input, select, label, summary")) return;
    event.target.closest("tr")?.querySelector("a.row-link")?.click();
  }

  #press(event) {
    if (!free(event)) return;
    if (event.key === "/") {
      event.preventDefault();
      document.querySelector('main input[type="search"]')?.focus();
    } else if (event.key === "j" || event.key === "k") {
      this.#move(event.key === "j" ? 1 : -1);
    }
  }

  #move(step) {
    const rows = [...this.querySelectorAll("tbody tr")];
    const links = rows
      .map((row) => row.querySelector("a.row-waits") ?? row.querySelector("a.row-link"))
      .filter(Boolean);
    const at = document.activeElement?.closest("tr");
    const now = links.findIndex((link) => link.closest("tr") === at);
    const next = now < 0 ? (step > 0 ? 0 : links.length - 1) : now + step;
    links[Math.min(Math.max(next, 0), links.length - 1)]?.focus();
  }
}

customElements.define("row-navigation", RowNavigation);
