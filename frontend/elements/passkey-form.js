/* <passkey-form data-ask="address" data-act="get|create">: a form that is sent with what a passkey answers to the question
   at that address. Shows itself only where the browser has passkeys. */

class PasskeyForm extends HTMLElement {
  connectedCallback() {
    if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return;
    this.hidden = false;
    this.form = this.querySelector("form");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask();
    });
  }

  async ask() {
    const said = this.querySelector("[role=status]");
    said.textContent = "Your browser asks for the passkey…";
    try {
      const answer = await fetch(this.dataset.ask, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`the portal answers ${answer.status}`);
      const question = await answer.json();
      const credential =
        this.dataset.act === "create"
          ? await navigator.credentials.create({
              publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(question),
            })
          : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(question) });
      this.form.elements.credential.value = JSON.stringify(credential.toJSON());
      this.form.submit();
    } catch (error) {
      said.textContent = `No passkey was used: ${error.message}`;
    }
  }
}

customElements.define("passkey-form", PasskeyForm);
