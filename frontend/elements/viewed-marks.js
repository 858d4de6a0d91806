/* <viewed-marks> around the form that the marks "Viewed" of changes belong to: marks at once, without loading the page, and closes
   what was viewed. Without script each mark sends the form. */

class ViewedMarks extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => {
      event.preventDefault();
      this.mark(event.target, event.submitter);
    });
  }

  async mark(form, button) {
    const on = button.name === "viewed";
    const body = new FormData(form, button);
    body.set("part", "progress");
    try {
      const answer = await fetch(form.action, { method: "POST", body, redirect: "error" });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const status = this.querySelector("[role=status]");
      status.innerHTML = await answer.text(); // the server's own part, escaped there
      this.querySelector("progress").value = Number.parseInt(status.textContent.replaceAll(",", ""), 10);
    } catch {
      const sent = document.createElement("input");
      Object.assign(sent, { type: "hidden", name: button.name, value: button.value });
      form.append(sent);
      form.submit();
      return;
    }
    const entry = button.closest(".entry");
    entry.querySelector(":scope > .change").open = !on;
    for (const each of entry.querySelectorAll(".viewed-mark")) show(each, on);
    const group = entry.parentElement.closest(".entry");
    if (group && !on) show(group.querySelector(":scope > .viewed-mark"), false);
  }
}

function show(button, on) {
  button.name = on ? "unviewed" : "viewed";
  button.setAttribute("aria-checked", on);
}

customElements.define("viewed-marks", ViewedMarks);
