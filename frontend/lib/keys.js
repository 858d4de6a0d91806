// A pressed key in, whether it is one of the page's own out.

const TYPING = "input, select, textarea, [contenteditable]";

/** Whether nobody is typing, no dialog is open, and the key is held with no other that means something else. */
export const free = (event) =>
  !(event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(TYPING)) &&
  !document.querySelector("dialog[open]");
