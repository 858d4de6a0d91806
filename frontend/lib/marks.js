// What every trace of the picture is made with: how wide letters are, what the filters leave faint, and how texts are cut.

import { FILLS } from "./words.js";

export const CHARACTER = 5.6; // pixels of one character of a label, about
export const BOLD = 6.3; // pixels of one character of a name, about
export const FAINT = 0.25; // of what the filters do not let through, which stands there for its context

const EVEN = 8; // letters from which a name that is cut shows as much of its beginning as of its end

export const quiet = (node) => !(node.action in FILLS);

/** The colour of a name. */
export function tone({ view, through }, index) {
  if (!through.has(index)) return "line-strong";
  return quiet(view.nodes[index]) ? "soft" : "text";
}

export function base(uid, mode) {
  return { uid, mode, type: "scatter", hoverinfo: "skip", showlegend: false, cliponaxis: true };
}

export const stroke = (uid, points, style, opacity) => ({ ...base(uid, "lines"), ...points, line: style, opacity });

/** A text in the room of so many characters. Names of a kind begin alike: what tells them apart stands at their
 * ends, of which little room shows more. */
export function cut(text, length, least = 6) {
  const most = Math.max(Math.floor(length), least);
  const end = most >= EVEN ? Math.floor((most - 1) / 2) : most - 2;
  return text.length > most ? `${text.slice(0, most - 1 - end)}…${text.slice(text.length - end)}` : text;
}
