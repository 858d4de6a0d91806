// The shown nodes in, the rows of the table that says what the picture says out.

import { changes, plural } from "./graph.js";
import { money } from "./money.js";
import { WEIGHTS, symbol } from "./words.js";

const ROWS = 300;

/** Fills the table's body, what changes first, and tells in `more` how many rows are left out. */
export function fillTable(body, more, view, indices, selected) {
  const rank = (index) => (changes(view.nodes[index]) ? 0 : 1);
  const rows = [...indices].sort((a, b) => rank(a) - rank(b) || a - b);
  body.replaceChildren(...rows.slice(0, ROWS).map((index) => row(view.nodes[index], index === selected)));
  const rest = rows.length - ROWS;
  more.hidden = rest <= 0;
  more.textContent = rest > 0 ? `${plural(rest, "more resource")}: narrow the filters to see them here.` : "";
}

function row(node, current) {
  const made = document.createElement("tr");
  made.classList.toggle("is-current", current);
  const cell = (text, className = "") => {
    const td = made.insertCell();
    td.textContent = text;
    td.className = className;
    return td;
  };
  cell(`${symbol(node.action)} ${node.action}`, `act ${node.action}`);
  cell("", "mono").append(link(node));
  cell(String(node.count), "num");
  cell(WEIGHTS[node.finding]?.word ?? "", node.finding === "blocks" ? "bad" : "warn");
  cell(node.dependants ? node.dependants.toLocaleString("en") : "", "num");
  cell(node.cost ? money(node.cost) : "", "num");
  return made;
}

/** A link to a node; the graph opens it where it stands, without script the server does. */
export function link(node) {
  const made = document.createElement("a");
  made.href = `?node=${encodeURIComponent(node.address)}`;
  made.dataset.node = node.address;
  made.textContent = node.address;
  return made;
}
