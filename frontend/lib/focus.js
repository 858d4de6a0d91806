// What somebody did in, where their work goes on out: the one place that moves the focus after a page was loaded.
//
//   a comment, reply, edit         the comment (the address names it, so browsers do it)
//   a thread resolved or reopened  its first comment (the same)
//   a decision, and all other acts what the page says of it (data-told)
//   an act that was refused        the field to correct, else what the page says
//   a filter, an order, a tab      the same control
//   a search                       the first that it found, else the same field
//   the news shown                 the page
//   a dialog closed                the button that opens it (open-dialog)

const KEPT = "focus:";

/** Where the focus goes when the page at this path is loaded next. */
export function keep(control, path = location.pathname) {
  const name = control?.dataset.focus || control?.id || control?.name;
  if (name) sessionStorage.setItem(KEPT + path, name);
}

export function land() {
  const name = sessionStorage.getItem(KEPT + location.pathname);
  sessionStorage.removeItem(KEPT + location.pathname);
  const place = (name && goesOn(control(CSS.escape(name)))) || wrong() || told();
  place?.focus({ preventScroll: Boolean(name) });
}

const control = (name) =>
  document.querySelector(`main :is([data-focus="${name}"], [name="${name}"]:not([type="hidden"])), #${name}`);

const goesOn = (place) => (place?.type === "search" && document.querySelector("main a.row-link")) || place;

const wrong = () =>
  document.querySelector("dialog[open]")
    ? null
    : document.querySelector('main [aria-invalid="true"]:not([type="hidden"])');

const told = () =>
  location.hash || document.querySelector("dialog[open]") ? null : document.querySelector("[data-told]");
