// <marked-line line="12"> around a text area: selects that line in it, brings it into sight and moves the focus there.

class MarkedLine extends HTMLElement {
  connectedCallback() {
    const line = Number(this.getAttribute("line"));
    const area = this.querySelector("textarea");
    if (!line || !area) return;
    const before = area.value.split("\n").slice(0, line - 1);
    const start = before.join("\n").length + (line > 1 ? 1 : 0);
    const end = area.value.indexOf("\n", start);
    area.focus();
    area.setSelectionRange(start, end < 0 ? area.value.length : end);
    area.scrollTop = (before.length / area.value.split("\n").length) * area.scrollHeight - area.clientHeight / 2;
  }
}

customElements.define("marked-line", MarkedLine);
