// Who will read it, whose rules hold, what kind of post it is, and what it answers.
import { AUDIENCE } from "./words.js";

export class Choices {
  #byId;

  constructor(byId) {
    this.#byId = byId;
  }

  /** Fill the lists with what the service offers. What was chosen stays chosen. */
  offer({ audiences, profiles, types, policy }) {
    this.#fill("audience", audiences.map((name) => [name, AUDIENCE[name] ?? name]), policy.audience);
    const own = policy.profiles.length ? `As set up: ${policy.profiles.join(", ")}` : "Any country";
    this.#fill("profile", [["", own], ...profiles.filter(({ name }) => !policy.profiles.includes(name)).map(({ name, title }) => [name, title || name])], "");
    this.#fill("type", [["", "Not said"], ...types.map(({ name, title }) => [name, title || name])], policy.type ?? "");
    this.#show();
  }

  #fill(id, options, chosen) {
    const select = this.#byId(id);
    const kept = select.value || chosen;
    select.replaceChildren(
      ...options.map(([value, words]) => {
        const option = document.createElement("option");
        option.value = value;
        option.textContent = words;
        return option;
      }),
    );
    select.value = options.some(([value]) => value === kept) ? kept : chosen;
  }

  #show() {
    this.#byId("answered").hidden = this.#byId("audience").value !== "reply";
  }

  get isReply() {
    return this.#byId("audience").value === "reply" && this.#byId("to").value.trim() !== "";
  }

  set format(name) {
    this.#byId("format").value = name;
  }

  /** The post in the keys of the contract; what was not chosen is left out. */
  post(text) {
    const post = { text, audience: this.#byId("audience").value, format: this.#byId("format").value };
    for (const key of ["profile", "type"]) if (this.#byId(key).value) post[key] = this.#byId(key).value;
    return this.isReply ? { ...post, to: this.#byId("to").value } : post;
  }

  onChange(heard) {
    for (const id of ["audience", "profile", "type", "format"]) {
      this.#byId(id).addEventListener("change", () => {
        this.#show();
        heard();
      });
    }
  }
}
