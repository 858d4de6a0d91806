/* <change-keys> above the list of changes: n and p go to the next and the previous one, by risk and over its pages, v marks one
   as viewed and goes on, and its button opens or closes all of them, groups too. Without script each opens by itself. */

import { free } from "../lib/keys.js";

let arriving = 0; // where a page was turned by a key: 1 to its first change, -1 to its last

class ChangeKeys extends HTMLElement {
  #pressed = (event) => this.#press(event);

  connectedCallback() {
    document.addEventListener("keydown", this.#pressed);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet small";
    button.textContent = "Expand all";
    button.addEventListener("click", () => {
      const open = button.textContent === "Expand all";
      for (const change of this.#changes()) change.open = open;
      button.textContent = open ? "Collapse all" : "Expand all";
    });
    this.replaceChildren(button);
    if (arriving) requestAnimationFrame(() => this.#arrive());
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#pressed);
  }

  #changes() {
    return [...document.querySelectorAll("details.change")].filter(
      (change) => !change.closest("details:not([open], .change)"),
    );
  }

  #press(event) {
    if (!free(event)) return;
    if (event.key === "n" || event.key === "p") this.#move(event.key === "n" ? 1 : -1);
    if (event.key === "v") this.#mark();
  }

  #move(step) {
    const changes = this.#changes().filter((change) => change.querySelector("summary").checkVisibility());
    const now = changes.indexOf(this.#at());
    const next = changes[now < 0 ? (step > 0 ? 0 : changes.length - 1) : now + step];
    if (next) this.#show(next);
    else this.#turn(step);
  }

  #at() {
    return document.activeElement.closest(".entry")?.querySelector(":scope > .change");
  }

  #mark() {
    const mark = this.#at()?.parentElement.querySelector(":scope > .viewed-mark");
    const viewed = mark?.getAttribute("aria-checked") === "false";
    mark?.click();
    if (viewed) this.#move(1);
  }

  #turn(step) {
    const link = document.querySelector(`nav.pager a[rel=${step > 0 ? "next" : "prev"}]`);
    arriving = link ? step : 0;
    link?.click();
  }

  #arrive() {
    const changes = this.#changes();
    const first = changes.at(arriving > 0 ? 0 : -1);
    arriving = 0;
    if (first) this.#show(first);
  }

  #show(change) {
    change.open = true;
    change.querySelector("summary").focus();
    change.scrollIntoView({ block: "nearest" });
  }
}

customElements.define("change-keys", ChangeKeys);
