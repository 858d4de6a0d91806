// A search field and its list in, links to the nodes it finds out. Where not all is drawn, the server finds the rest.

import { find, plural } from "./graph.js";
import { link } from "./resource-table.js";
import { symbol } from "./words.js";

const LISTED = 8; // results; the rest is counted
const PAUSE = 150; // milliseconds without a key before the server is asked

export class Finder {
  /** `leave` is called when the reader gives up, `say` with how much was found, `searched` with the words. */
  constructor({ field, results, view, leave, say, searched, url, signal }) {
    Object.assign(this, { field, results, view, leave, say, searched, url });
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
    this.results.replaceChildren(...found.slice(0, LISTED).map((index) => result(this.view.nodes[index])));
    if (!found.length) this.results.textContent = "No resource has this in its address.";
    if (found.length > LISTED) this.results.append(more(found.length - LISTED));
    this.say(value.trim() ? plural(found.length, "match", "matches") : "");
    if (this.url) this.ask(value.trim());
  }

  /** Puts the server's own list, escaped there, in the place of what this page knows. */
  async ask(text) {
    this.stop?.abort();
    this.stop = new AbortController();
    const { signal } = this.stop;
    await new Promise((done) => setTimeout(done, PAUSE));
    if (signal.aborted || !text) return;
    try {
      const answer = await fetch(`${this.url}?text=${encodeURIComponent(text)}`, {
        signal,
        headers: { "X-Requested-With": "fetch" },
      });
      if (!answer.ok) return;
      this.results.innerHTML = await answer.text(); // the server's own part, escaped there
    } catch {
      return; // another key was pressed, or the server is away: the page's own list stands
    }
    this.say(plural(this.results.querySelectorAll("a").length, "match", "matches"));
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

const more = (count) =>
  Object.assign(document.createElement("p"), {
    className: "soft",
    textContent: `${count.toLocaleString("en")} more: add a word to narrow them.`,
  });

function result(node) {
  const made = link(node);
  const sign = document.createElement("span");
  sign.className = `act ${node.action}`;
  sign.textContent = symbol(node.action);
  made.prepend(sign, " ");
  return made;
}
