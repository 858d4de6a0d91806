/* <keep-place> around tabs that are links: the next tab opens where the page was scrolled to, as if it had not been left. */

const KEPT = "place:";

class KeepPlace extends HTMLElement {
  connectedCallback() {
    const key = KEPT + location.pathname;
    const place = Number(sessionStorage.getItem(key));
    sessionStorage.removeItem(key);
    if (place && !location.hash) scrollTo(0, place);
    this.addEventListener("click", (event) => {
      if (event.target.closest("a") && scrollY) sessionStorage.setItem(key, scrollY);
    });
  }
}

customElements.define("keep-place", KeepPlace);
