// An address in, the server's own part about that resource on the page out.

export class NodePanel {
  constructor(element, url) {
    Object.assign(this, { element, url });
  }

  ask(address, signal) {
    const headers = { "X-Requested-With": "fetch" };
    return fetch(`${this.url}?address=${encodeURIComponent(address)}`, { signal, headers });
  }

  async show(address) {
    this.stop?.abort();
    this.stop = new AbortController();
    this.element.setAttribute("aria-busy", "true");
    try {
      const answer = await this.ask(address, this.stop.signal);
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      this.element.innerHTML = await answer.text(); // the server's own part, escaped there; scripts don't run from it
      this.element.scrollTop = 0;
      if (matchMedia("(max-width: 1100px)").matches) this.element.scrollIntoView({ block: "start" });
    } catch (error) {
      if (error.name === "AbortError") return;
      this.element.textContent = "This resource could not be loaded. Choose it again, or reload the page.";
    }
    this.element.removeAttribute("aria-busy");
  }

  /** A block's instances, [{address, action, name, finding, count}]: those that the server names, and how many more there are of each action. */
  async instances(address, node) {
    const answer = await this.ask(address).catch(() => null);
    if (!node || !answer?.ok) return [];
    const part = new DOMParser().parseFromString(await answer.text(), "text/html");
    const named = [...part.querySelectorAll("[data-instance]")].map(({ dataset }) => [
      dataset.instance,
      dataset.action,
      dataset.finding,
    ]);
    return pictured(node, named, part.querySelector("[data-rest-finding]")?.dataset.restFinding ?? "");
  }

  /** Offers, in the panel's heading, to show a block's instances in the picture. */
  offer(node, shown, act) {
    const heading = this.element.querySelector("header");
    heading?.querySelector("[data-offer]")?.remove();
    const button = document.createElement("button");
    Object.assign(button, {
      type: "button",
      className: "button small",
      textContent: shown ? "Hide the instances" : `Show ${node.count} instances in the graph`,
    });
    button.dataset.offer = "";
    button.addEventListener("click", act);
    heading?.append(button);
  }
}

/** What stands in the picture for a block's instances: those that are named, [address, action, finding], then the rest. */
export function pictured(node, named, finding) {
  const told = (action, count) => (action === "no-op" ? `${count} unchanged` : `${count} more: ${action}`);
  const rest = Object.entries(node.actions).map(([own, count]) => [
    own,
    count - named.filter(([, action]) => action === own).length,
  ]);
  return [
    ...named.map(([address, action, its]) => ({
      address,
      action,
      name: keys(address) || address,
      finding: its,
      count: 1,
    })),
    ...rest
      .filter(([, count]) => count > 0)
      .map(([action, count]) => ({
        address: `${node.address} ${action}`,
        action,
        name: told(action, count),
        finding,
        count,
      })),
  ];
}

/** The keys in an address: `module.a["x"].b.c[0]` -> `["x"][0]`. */
export const keys = (address) => (address.match(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g) ?? []).join("");
