// A search field and its list in, links to the nodes it finds out.

import { find, plural } from "./graph.js";
import { link } from "./resource-table.js";
import { symbol } from "./words.js";

export class Finder {
  /** `leave` is called when the reader gives up, `say` with how much was found, `searched` with the words. */
  constructor({ field, results, view, leave, say, searched, signal }) {
    Object.assign(this, { field, results, view, leave, say, searched });
    field.addEventListener("input", () => this.search(), { signal });
    field.addEventListener("keydown", (event) => this.key(event), { signal });
    document.addEventListener("keydown", (event) => this.slash(event), { signal });
  }

  close() {
    this.results.hidden = true;
  }

  search() {
    const { value } = this.field;
    this.searched(value.trim());
    const found = find(this.view, value);
    this.results.hidden = !value.trim();
    this.results.replaceChildren(...found.map((index) => result(this.view.nodes[index])));
    if (!found.length) this.results.textContent = "No resource has this in its address.";
    this.say(value.trim() ? plural(found.length, "match", "matches") : "");
  }

  key(event) {
    const links = [...this.results.querySelectorAll("a")];
    if (event.key === "Enter" && links.length) links[0].click();
    if (event.key === "ArrowDown" && links.length) links[0].focus();
    if (event.key === "Escape") {
      this.field.value = "";
      this.searched("");
      this.close();
      this.leave();
    }
    if (["Enter", "ArrowDown", "Escape"].includes(event.key)) event.preventDefault();
  }

  slash(event) {
    if (event.key !== "/" || event.target.closest("input, textarea, select, dialog")) return;
    event.preventDefault();
    this.field.focus();
  }
}

function result(node) {
  const made = link(node);
  const sign = document.createElement("span");
  sign.className = `act ${node.c}`;
  sign.textContent = symbol(node.c);
  made.prepend(sign, " ");
  return made;
}
