// An address in, the server's own part about that resource on the page out.

export class NodePanel {
  constructor(element, url) {
    Object.assign(this, { element, url });
  }

  async show(address) {
    this.stop?.abort();
    this.stop = new AbortController();
    this.element.setAttribute("aria-busy", "true");
    this.element.dataset.chosen = "";
    try {
      const headers = { "X-Requested-With": "fetch" };
      const { signal } = this.stop;
      const answer = await fetch(`${this.url}?address=${encodeURIComponent(address)}`, { signal, headers });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      this.element.innerHTML = await answer.text(); // the server's own part, escaped there; scripts don't run from it
      this.element.prepend(this.closer());
      this.element.scrollTop = 0;
    } catch (error) {
      if (error.name === "AbortError") return;
      this.element.textContent = "This resource could not be loaded. Choose it again, or reload the page.";
    }
    this.element.removeAttribute("aria-busy");
  }

  /** In a narrow window the panel covers the foot of the page: a button to put it back below the graph. */
  closer() {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "close button small", textContent: "Close" });
    button.addEventListener("click", () => this.close());
    return button;
  }

  close() {
    delete this.element.dataset.chosen;
  }

  /** Offers, in the panel's heading, to show a block's instances in the picture. */
  offer(node, shown, act) {
    const heading = this.element.querySelector("header");
    heading?.querySelector("[data-offer]")?.remove();
    const button = document.createElement("button");
    Object.assign(button, {
      type: "button",
      className: "button small",
      textContent: shown ? "Hide the instances" : `Show ${node.count} instances in the graph`,
    });
    button.dataset.offer = "";
    button.addEventListener("click", act);
    heading?.append(button);
  }
}
