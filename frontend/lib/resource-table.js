// The shown nodes in, the rows of the table that says what the picture says out.

import { plural } from "./graph.js";
import { money } from "./money.js";
import { WEIGHTS, symbol } from "./words.js";

const ROWS = 300;

/** Fills the table's body, the gravest first, and tells in `more` how many rows are left out. */
export function fillTable(body, more, view, indices, selected) {
  const { actions, findings } = view.gravity;
  const found = ({ finding }) => (finding ? findings.indexOf(finding) : findings.length);
  const rank = (index) => {
    const node = view.nodes[index];
    return [actions.indexOf(node.action), found(node), -node.dependants, index];
  };
  const ranks = new Map(indices.map((index) => [index, rank(index)]));
  const rows = [...indices].sort((a, b) => before(ranks.get(a), ranks.get(b)));
  body.replaceChildren(...rows.slice(0, ROWS).map((index) => row(view.nodes[index], index === selected)));
  const rest = rows.length - ROWS;
  more.hidden = rest <= 0;
  more.textContent = rest > 0 ? `${plural(rest, "more resource")}: narrow the filters to see them here.` : "";
}

/** Lists of numbers by the first in which they differ. */
function before(one, other) {
  const place = one.findIndex((number, at) => number !== other[at]);
  return place < 0 ? 0 : one[place] - other[place];
}

function row(node, current) {
  const made = document.createElement("tr");
  made.classList.toggle("is-current", current);
  const cell = (text, className = "") => {
    const td = made.insertCell();
    td.textContent = text;
    td.className = text || className === "mono" ? className : `${className} blank`;
    return td;
  };
  cell(`${symbol(node.action)} ${node.action}`, `act ${node.action}`);
  cell("", "mono").append(link(node));
  cell(node.count > 1 ? `×${node.count}` : "", "num");
  cell(WEIGHTS[node.finding]?.word ?? "", node.finding === "blocks" ? "bad" : "warn");
  cell(node.dependants ? `needed by ${node.dependants.toLocaleString("en")}` : "", "num");
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
