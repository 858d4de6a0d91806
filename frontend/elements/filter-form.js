// <filter-form> around a form that narrows a list: a choice acts at once, and what is empty stays out of the address.

class FilterForm extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => {
      if (event.target.matches("select")) event.target.form.requestSubmit();
    });
    this.addEventListener("formdata", ({ formData }) => {
      const said = [...formData].filter(([, value]) => value);
      for (const name of new Set(formData.keys())) formData.delete(name);
      for (const [name, value] of said) formData.append(name, value);
    });
  }
}

customElements.define("filter-form", FilterForm);
