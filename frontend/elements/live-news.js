// <live-news data-url="…/news/" data-at="41">: asks every few seconds what happened to the runs of a workspace since event 41,
// and says it at the foot of the page, with a button that loads the page again. What somebody was typing is kept for them.

const PAUSE = 4000;
const KEPT = "typed:";

class LiveNews extends HTMLElement {
  connectedCallback() {
    this.restore();
    this.setAttribute("role", "status");
    this.waken = () => !document.hidden && this.ask();
    document.addEventListener("visibilitychange", this.waken);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    document.removeEventListener("visibilitychange", this.waken);
  }

  async ask() {
    clearTimeout(this.timer);
    if (document.hidden) return; // nobody looks: it asks again when somebody does
    try {
      const answer = await fetch(`${this.dataset.url}?after=${this.dataset.at}`, { redirect: "error" });
      if (answer.status === 200) this.tell(await answer.json());
      else if (answer.status === 403 || answer.status === 404) return; // no longer for these eyes
    } catch {
      // the network is away for a moment, or the session has ended: ask again
    }
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  tell({ at, news }) {
    this.dataset.at = at;
    this.told = [...news, ...(this.told || [])];
    const text = document.createElement("span");
    text.textContent =
      this.told.slice(0, 3).join(" · ") + (this.told.length > 3 ? ` · ${this.told.length - 3} more` : "");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button small";
    button.textContent = "Show";
    button.addEventListener("click", () => this.show());
    this.replaceChildren(text, button);
  }

  show() {
    for (const field of document.querySelectorAll("textarea[id]")) {
      if (field.value) sessionStorage.setItem(KEPT + location.pathname + field.id, field.value);
    }
    location.reload();
  }

  restore() {
    for (const field of document.querySelectorAll("textarea[id]")) {
      const key = KEPT + location.pathname + field.id;
      field.value ||= sessionStorage.getItem(key) || "";
      sessionStorage.removeItem(key);
    }
  }
}

customElements.define("live-news", LiveNews);
