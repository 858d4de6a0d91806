// <run-progress data-url="…?part=state">: while a run is being evaluated, asks how it stands, shows the answer in place,
// and loads the page again once there is something to see. Where the answer stands in a page that is being filled in, its
// last one is such an element, too, without a data-url: then nothing is loaded again.

const PAUSE = 1200;

class RunProgress extends HTMLElement {
  connectedCallback() {
    if (this.dataset.url) this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  async ask() {
    try {
      const answer = await fetch(this.dataset.url, { headers: { "X-Requested-With": "fetch" } });
      if (answer.ok) {
        const part = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("run-progress");
        if (!part) {
          location.reload();
          return;
        }
        this.replaceChildren(...part.childNodes);
        if (!part.dataset.url) return;
      }
    } catch {
      // the network is away for a moment: ask again
    }
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }
}

customElements.define("run-progress", RunProgress);
