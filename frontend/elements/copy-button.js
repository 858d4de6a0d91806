/* <copy-button for="id">: copies the text of that element. Shows itself only where the browser lets pages copy. */

class CopyButton extends HTMLElement {
  connectedCallback() {
    if (!navigator.clipboard || this.firstElementChild) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button small";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(document.getElementById(this.getAttribute("for")).textContent.trim());
        button.textContent = "Copied";
      } catch {
        button.textContent = "Not copied: select the text instead";
      }
      button.setAttribute("aria-live", "polite");
    });
    this.append(button);
  }
}

customElements.define("copy-button", CopyButton);
