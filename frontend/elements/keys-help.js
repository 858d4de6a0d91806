/* <keys-help> around a dialog: ? opens it, and so does the button that it makes. */

import { free } from "../lib/keys.js";

class KeysHelp extends HTMLElement {
  connectedCallback() {
    const dialog = this.querySelector("dialog");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link-button";
    button.textContent = "?";
    button.setAttribute("aria-label", "Keys");
    button.title = "Keys (?)";
    button.addEventListener("click", () => dialog.showModal());
    this.prepend(button);
    dialog.addEventListener("click", (event) => event.target.closest("[data-close]") && dialog.close());
    document.addEventListener("keydown", (event) => {
      if (event.key !== "?" || !free(event)) return;
      event.preventDefault();
      dialog.showModal();
    });
  }
}

customElements.define("keys-help", KeysHelp);
