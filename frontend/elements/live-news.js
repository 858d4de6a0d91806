// <live-news data-url="…/news/?workspace=orders-prod&own=41&all=1234">: asks every few seconds what happened since those events,
// keeps the number of what waits for whoever is signed in, and says the rest at the foot of the page, with a button that loads
// the page again. What somebody was typing is kept for them.

import { keep } from "../lib/focus.js";

const PAUSE = 4000;
const KEPT = "typed:";
const FIELDS = 'main :is(textarea, input[type="search"], input[type="text"], input:not([type]))';

class LiveNews extends HTMLElement {
  connectedCallback() {
    this.restore();
    this.address = new URL(this.dataset.url, location.href);
    this.news = [];
    this.changed = new Set();
    this.stops = new AbortController();
    const { signal } = this.stops;
    document.addEventListener("visibilitychange", () => !document.hidden && this.ask(), { signal });
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.stops.abort();
  }

  async ask() {
    clearTimeout(this.timer);
    if (document.hidden) return; // nobody looks: it asks again when somebody does
    try {
      const answer = await fetch(this.address, { redirect: "error" });
      if (answer.status === 200) this.tell(await answer.json());
    } catch {
      // the network is away for a moment, or the session has ended: ask again
    }
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  tell({ own, all, waiting, news = [], changed = [], more = false }) {
    this.address.searchParams.set("own", own);
    this.address.searchParams.set("all", all);
    document.querySelector("[data-waiting]").textContent = waiting;
    this.news.unshift(...news);
    for (const name of changed) this.changed.add(name);
    this.more ||= more;
    if (!this.news.length && !this.changed.size) return;
    if (!this.text) this.begin();
    this.text.textContent = this.news.length ? this.sentences() : this.count();
  }

  sentences() {
    const rest = this.news.length - 3;
    return this.news.slice(0, 3).join("\u00a0· ") + (rest > 0 ? `\u00a0· ${rest} more` : "");
  }

  count() {
    const number = this.changed.size;
    if (this.more) return `${number} workspaces or more changed`;
    return number === 1 ? `${[...this.changed][0]} changed` : `${number} workspaces changed`;
  }

  begin() {
    this.text = document.createElement("span");
    this.text.setAttribute("role", "status");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button small";
    button.textContent = "Show";
    button.addEventListener("click", () => this.show());
    this.replaceChildren(this.text, button);
  }

  show() {
    for (const field of fields()) {
      if (field.value !== field.defaultValue) sessionStorage.setItem(key(field), field.value);
    }
    keep(document.getElementById("main"));
    location.reload();
  }

  restore() {
    for (const field of fields()) {
      const typed = sessionStorage.getItem(key(field));
      if (typed !== null) field.value = typed;
      sessionStorage.removeItem(key(field));
    }
  }
}

const fields = () => [...document.querySelectorAll(FIELDS)].filter((field) => field.id || field.name);
const key = (field) => KEPT + location.pathname + (field.id || field.name);

customElements.define("live-news", LiveNews);
