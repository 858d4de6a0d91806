// <comment-box data-key="…" data-people="…/people/"> around a textarea: what is written there is kept until it is sent,
// whatever the page does, and names behind an @ are suggested.
// <comment-link> around a link: puts the box that the link leads to in its own place. Without script it is a link.

import { Suggestions } from "../lib/mentions.js";

const KEPT = "draft:";

class CommentBox extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("textarea");
    const key = KEPT + location.pathname + this.dataset.key;
    const draft = sessionStorage.getItem(key);
    if (draft && !field.value) {
      field.value = draft;
      const fold = this.closest("details");
      if (fold) fold.open = true;
    }
    field.addEventListener("input", () => sessionStorage.setItem(key, field.value));
    if (this.dataset.people) new Suggestions(field, this.dataset.people);
    field.form?.addEventListener("submit", () => sessionStorage.removeItem(key));
  }
}

class CommentLink extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      this.open(link);
    });
  }

  async open(link) {
    try {
      const answer = await fetch(link.dataset.part, { redirect: "error" });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      this.innerHTML = await answer.text(); // the server's own part, escaped there
      this.querySelector("textarea").focus();
    } catch {
      location.assign(link.href);
    }
  }
}

customElements.define("comment-box", CommentBox);
customElements.define("comment-link", CommentLink);
