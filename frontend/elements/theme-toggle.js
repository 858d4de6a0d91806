// <theme-toggle>: a button that goes round light, dark, and what the system says. Loaded in the head, before the page is
// painted, so that the chosen theme stands from the first frame.
{
  const KEY = "theme";
  const THEMES = { "": ["◐", "as the system"], light: ["☀", "light"], dark: ["☾", "dark"] };

  const stored = () => {
    try {
      const theme = localStorage.getItem(KEY) ?? "";
      return theme in THEMES ? theme : "";
    } catch {
      return ""; // storage is switched off: the system decides
    }
  };

  const apply = (theme) => {
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
  };

  class ThemeToggle extends HTMLElement {
    connectedCallback() {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button quiet small";
      button.addEventListener("click", () => this.next());
      this.replaceChildren(button);
      this.show(stored());
    }

    next() {
      const names = Object.keys(THEMES);
      const theme = names[(names.indexOf(document.documentElement.dataset.theme ?? "") + 1) % names.length];
      try {
        localStorage.setItem(KEY, theme);
      } catch {
        // the choice holds for this page only
      }
      turn(theme);
      this.show(theme);
    }

    show(theme) {
      const [symbol, label] = THEMES[theme];
      const button = this.firstElementChild;
      button.textContent = symbol;
      button.title = `Theme: ${label}`;
      button.setAttribute("aria-label", `Theme: ${label}. Change`);
    }
  }

  /** What is drawn by script has the colours of the theme, too: it is drawn again for paper, which is white. */
  const turn = (theme) => {
    apply(theme);
    document.dispatchEvent(new CustomEvent("theme-change"));
  };

  addEventListener("beforeprint", () => turn("light"));
  addEventListener("afterprint", () => turn(stored()));
  apply(stored());
  customElements.define("theme-toggle", ThemeToggle);
}
