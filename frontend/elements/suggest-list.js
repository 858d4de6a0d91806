// <suggest-list data-url="…"> around a field: what may be written in it is fetched as a datalist once somebody goes there,
// and the browser suggests it. Without script, or while the server is away, one writes without help.

class SuggestList extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("input");
    field.addEventListener("focus", () => this.load(field), { once: true });
    if (document.activeElement === field) this.load(field);
  }

  async load(field) {
    if (this.querySelector("datalist")) return;
    try {
      const answer = await fetch(this.dataset.url, { redirect: "error" });
      if (!answer.ok) return;
      const held = document.createElement("span");
      held.innerHTML = await answer.text(); // the server's own part, escaped there
      this.append(held);
      field.setAttribute("list", this.querySelector("datalist").id);
    } catch {
      // one writes on without help
    }
  }
}

customElements.define("suggest-list", SuggestList);
