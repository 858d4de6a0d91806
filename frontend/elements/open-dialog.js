// <open-dialog for="id"> around a link: opens that dialog over the page. Without script the link loads the page with the
// dialog already open.

class OpenDialog extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const dialog = document.getElementById(this.getAttribute("for"));
      if (!dialog || event.metaKey || event.ctrlKey) return;
      event.preventDefault();
      dialog.showModal();
    });
    this.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      event.target.click(); // a link that says it is a button does what buttons do
    });
    const dialog = document.getElementById(this.getAttribute("for"));
    dialog?.addEventListener("close", () => this.querySelector("a").focus());
    dialog?.addEventListener("click", (event) => {
      if (event.target.closest("[data-close]")) {
        event.preventDefault();
        dialog.close();
      }
    });
    if (dialog?.open) {
      dialog.open = false; // opened by the server: now as a modal one
      dialog.showModal();
    }
  }
}

customElements.define("open-dialog", OpenDialog);
