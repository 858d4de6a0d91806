// A fold and the pixels of a unit in, the lines of text that its tile has room for out: name first, then what happens. The
// same as the first picture says, which the server draws.

import { mix, plural } from "./graph.js";
import { BOLD, CHARACTER, cut } from "./marks.js";
import { money } from "./money.js";
import { symbol } from "./words.js";

const ROW = 14.3; // pixels of a line of text
const SMALLEST = [34, 15]; // pixels across and down in which a few letters have room
const WORDY = 24; // letters in a line from which what is not named is counted in words

const UNCHANGED = "unchanged";
const SIGNED = new Set(["delete", "replace", "unknown"]);

/** Whether a fold has room for a few letters of its name. */
export const fits = ({ w, h }, [across, down]) => w * across >= SMALLEST[0] && h * down >= SMALLEST[1];

/** {name, lines}: each line is a list of [what it is coloured by, text]: an action, `name` or nothing. */
export function inscription(view, node, [across, down]) {
  const width = node.w * across - 10;
  const numbered = node.part ? ` · ${node.part}` : "";
  const part = (node.name.length + numbered.length) * BOLD <= width ? numbered : ""; // the name says more
  const name = cut(node.name, width / BOLD - part.length, 3) + part;
  const rows = Math.floor((node.h * down - 3) / ROW) - 1;
  return { name, lines: below(view, node, rows, Math.floor(width / CHARACTER)) };
}

function below(view, node, rows, letters) {
  if (rows < 1) return [];
  const mixed = rows > 1 || !node.named.length ? [surface(view, node, letters)] : [];
  const found = [...mixed, ...graves(node, rows - mixed.length, letters)];
  const held = plural(node.count, "resource");
  if (found.length < rows && held.length <= letters) found.push([["", held]]);
  return found.filter((line) => line.length);
}

/** `−1 ±1 +3 · +$12.00`: what happens inside, the gravest first. */
function surface(view, node, letters) {
  const counts = mix(view, node).map(([action, count]) => [action, `${symbol(action)}${count}`]);
  if (!counts.length) return letters < UNCHANGED.length ? [] : [["", UNCHANGED]];
  const length = counts.reduce((sum, [, text]) => sum + text.length + 1, 0);
  const cost = node.cost ? `· ${money(node.cost)}` : "";
  return cost && length + cost.length <= letters ? [...counts, ["", cost]] : counts;
}

/** What must be named: a line each; the last line says how many are not. */
function graves({ named, unnamed }, rows, letters) {
  const total = named.length + unnamed;
  if (total <= rows) return named.map((one) => line(one, letters));
  if (rows === 1) {
    const rest = letters >= WORDY ? `+${total - 1} more` : `+${total - 1}`;
    return [[...line(named[0], letters - rest.length - 1), ["", rest]]];
  }
  const lines = named.slice(0, rows - 1).map((one) => line(one, letters));
  return [...lines, [["", `+${total - lines.length} more`]]];
}

function line([what, full, short], letters) {
  const text = full.length + 2 <= letters ? full : cut(short, letters - 2, 4);
  return [SIGNED.has(what) ? [what, symbol(what)] : ["delete", "!"], ["name", text]];
}
