// <local-time> after a <time datetime>: the same moment in the viewer's zone, where that is not UTC. Loaded in the head, so
// that it stands when the page is first painted. A <time> with a title tells the zone there, once somebody points at it.
{
  const MOMENT = { dateStyle: "short", timeStyle: "medium" };
  const local = new Intl.DateTimeFormat("sv", MOMENT); // 2026-11-28 22:11:02
  const zone = new Intl.DateTimeFormat("en", { timeZoneName: "short" });

  const told = (at) => {
    if (Number.isNaN(at.valueOf()) || at.getTimezoneOffset() === 0) return "";
    const name = zone.formatToParts(at).find(({ type }) => type === "timeZoneName").value;
    return `${local.format(at)} ${name}`;
  };

  class LocalTime extends HTMLElement {
    connectedCallback() {
      this.textContent = told(new Date(this.previousElementSibling?.dateTime));
    }
  }

  customElements.define("local-time", LocalTime);
  document.addEventListener("pointerover", ({ target }) => {
    const time = target.closest?.("time[title]:not([data-local])");
    if (!time) return;
    time.dataset.local = "";
    const here = told(new Date(time.dateTime));
    if (here) time.title = `${here}\n${time.title}`;
  });
}
