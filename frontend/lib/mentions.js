// What is typed behind an @ in a textarea in; a list of whom it may be out, to choose from with arrow keys or a click.

const OPEN = /(?:^|[^\w.@/+-])@([\w.+-]{0,64})$/u;

/** What stands behind the @ that the caret is in; null where it is in none. */
export function typed(text, caret) {
  return OPEN.exec(text.slice(0, caret))?.[1] ?? null;
}

/** The text with a handle in place of what was typed, and where the caret goes on. */
export function completed(text, caret, handle) {
  const start = caret - typed(text, caret).length;
  const head = `${text.slice(0, start)}${handle} `;
  return [head + text.slice(caret).replace(/^ /, ""), head.length];
}

/** Suggests people below a textarea, as `url` knows them, while a name is typed in it. */
export class Suggestions {
  #asked = 0;

  constructor(field, url) {
    this.field = field;
    this.url = url;
    this.list = listbox(`${field.id}-people`);
    field.after(this.list);
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.list.id);
    field.addEventListener("input", () => this.#ask());
    field.addEventListener("keydown", (event) => this.#press(event));
    field.addEventListener("blur", () => this.#close());
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the caret stays where it is
      const chosen = event.target.closest("[role=option]");
      if (chosen) this.#choose(chosen);
    });
  }

  async #ask() {
    const word = typed(this.field.value, this.field.selectionStart);
    if (word === null) return this.#close();
    this.#narrow(word.toLowerCase());
    this.#asked += 1;
    const mine = this.#asked;
    try {
      const answer = await fetch(`${this.url}?q=${encodeURIComponent(word)}`, { redirect: "error" });
      const { people } = answer.ok ? await answer.json() : { people: [] };
      if (mine === this.#asked) this.#show(people);
    } catch {
      this.#close(); // one writes on without help
    }
  }

  /** Enter never takes somebody who no longer fits while the answer is under way. */
  #narrow(word) {
    for (const each of [...this.list.children]) if (!each.textContent.toLowerCase().includes(word)) each.remove();
    if (this.list.querySelector("[aria-selected=true]")) return;
    if (this.list.firstChild) this.#mark(this.list.firstChild);
    else this.#close();
  }

  #show(people) {
    this.list.replaceChildren(...people.map((person, place) => option(`${this.list.id}-${place}`, person)));
    this.list.hidden = !people.length;
    if (people.length) this.#mark(this.list.firstChild);
    else this.#close();
  }

  #close() {
    this.#asked += 1; // an answer that is under way comes too late
    this.list.hidden = true;
    this.field.removeAttribute("aria-activedescendant");
  }

  #mark(chosen) {
    for (const each of this.list.children) each.ariaSelected = String(each === chosen);
    this.field.setAttribute("aria-activedescendant", chosen.id);
  }

  #choose(chosen) {
    const [text, caret] = completed(this.field.value, this.field.selectionStart, chosen.dataset.handle);
    this.field.value = text;
    this.field.setSelectionRange(caret, caret);
    this.field.dispatchEvent(new Event("input"));
    this.#close();
  }

  #press(event) {
    if (this.list.hidden) return;
    const now = this.list.querySelector("[aria-selected=true]");
    if (event.key === "ArrowDown") this.#mark(now.nextSibling || now);
    else if (event.key === "ArrowUp") this.#mark(now.previousSibling || now);
    else if (event.key === "Enter") this.#choose(now);
    else if (event.key === "Escape") this.#close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

function listbox(id) {
  const list = document.createElement("ul");
  list.className = "mention-list";
  list.id = id;
  list.role = "listbox";
  list.ariaLabel = "People";
  list.hidden = true;
  return list;
}

function option(id, { handle, name }) {
  const item = document.createElement("li");
  item.id = id;
  item.role = "option";
  item.dataset.handle = handle;
  item.append(name, " ");
  const told = document.createElement("span");
  told.className = "soft";
  told.textContent = `@${handle}`;
  item.append(told);
  return item;
}
