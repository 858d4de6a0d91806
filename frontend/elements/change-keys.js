/* <change-keys> above the list of changes: n and p go to the next and the previous one, by risk, and its button opens or
   closes all of them. Without script each opens by itself. */

const TYPING = "input, select, textarea, [contenteditable]";

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
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(TYPING)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "n" || event.key === "p") this.#move(event.key === "n" ? 1 : -1);
  }

  #move(step) {
    const changes = this.#changes();
    const now = changes.findIndex((change) => change.contains(document.activeElement));
    const next = changes[now < 0 ? (step > 0 ? 0 : changes.length - 1) : now + step];
    if (!next) return;
    next.open = true;
    next.querySelector("summary").focus();
    next.scrollIntoView({ block: "nearest" });
  }
}

customElements.define("change-keys", ChangeKeys);
