// <open-here> around a link with data-part: puts that part of the page which the link leads to in its own place. Without
// script it is a link.

class OpenHere extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-part]");
      if (!link || link.closest("open-here") !== this || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      this.open(link);
    });
  }

  async open(link) {
    try {
      const answer = await fetch(`${link.pathname}?part=${link.dataset.part}`, { redirect: "error" });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      this.innerHTML = await answer.text(); // the server's own part, escaped there
      this.querySelector("summary")?.focus();
    } catch {
      location.assign(link.href);
    }
  }
}

customElements.define("open-here", OpenHere);
