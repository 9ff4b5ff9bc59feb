// The list of findings: what is marked, why, and what to write instead.
import { wordsOf } from "./marks.js";
import { SEVERITY, clipped } from "./words.js";

const SLOT = /\[[^\]]+\]/;

function element(tag, options = {}, ...children) {
  const { class: name, text, ...attributes } = options;
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A finding as a list item. `open`: whether it is the one that is looked at; `ready`: whether rewrites are known (`late`: not in time). */
export function card(finding, { number, text, rule, open, ready, choose, take }) {
  const body = `finding-${number}`;
  const words = clipped(wordsOf(finding, text), 96);
  const head = element(
    "button",
    { type: "button", class: "head", "aria-expanded": String(open), "aria-controls": body, "data-part": "head" },
    element("span", { class: `severity ${finding.severity}`, text: SEVERITY[finding.severity] }),
    element("span", { class: "title", text: rule?.title ?? finding.rule }),
    element("q", { class: "words", text: words || "the whole draft" }),
  );
  head.addEventListener("click", () => choose(finding));
  const item = element("li", { class: `card ${finding.severity}${open ? " open" : ""}`, "data-key": finding.key }, head);
  if (open) item.setAttribute("aria-current", "true");
  const inside = element("div", { class: "body", id: body }, element("p", { class: "message", text: finding.message }));
  inside.hidden = !open;
  if (open) inside.append(...offers(finding, { text, ready, take }), ...why(rule));
  item.append(inside);
  return item;
}

function offers(finding, { text, ready, take }) {
  if (!ready) return [element("p", { class: "hint", text: "Looking for what to write instead…" })];
  if (ready === "late") return [element("p", { class: "hint", text: "What to write instead could not be looked for just now. Say it in your own words." })];
  const able = finding.rewrites.filter((rewrite) => rewrite.edits.length);
  const told = finding.rewrites.filter((rewrite) => !rewrite.edits.length);
  const made = [];
  if (able.length) made.push(element("ul", { class: "offers", "aria-label": "Rewrites" }, ...able.map((rewrite, index) => offer(rewrite, { index, text, take }))));
  if (told.length) {
    made.push(element("p", { class: "hint", text: able.length ? "Or, by your own hand:" : "By your own hand:" }));
    made.push(element("ul", { class: "todo" }, ...told.map((rewrite) => element("li", { text: rewrite.title }))));
  }
  if (!made.length) made.push(element("p", { class: "hint", text: "There is no ready-made rewrite. Say it in your own words; it is checked again as you write." }));
  return made;
}

function offer(rewrite, { index, text, take }) {
  const slots = rewrite.edits.some((edit) => SLOT.test(edit.text));
  const title = slots ? `${rewrite.title}, and fill in the brackets` : rewrite.title;
  const button = element("button", { type: "button", class: `take${index ? "" : " first"}`, "data-part": `take-${index}` }, element("span", { class: "take-title", text: title }));
  const shown = rewrite.edits.slice(0, 3).map((edit) => preview(edit, text));
  if (rewrite.edits.length > 3) shown.push(element("span", { class: "change", text: `and ${rewrite.edits.length - 3} more` }));
  button.append(...shown);
  button.addEventListener("click", () => take(rewrite));
  return element("li", {}, button);
}

/** Words before and after, widened to whole words so that they can be read. */
function preview(edit, text) {
  const before = clipped(text.slice(edit.start, edit.end), 90);
  const after = clipped(edit.text, 160);
  const parts = [];
  if (before) parts.push(element("span", { class: "unseen", text: after ? "instead of " : "leave out " }), element("del", { text: before }));
  if (after) parts.push(element("span", { class: "unseen", text: before ? " write " : "add " }), element("ins", { text: after }));
  return element("span", { class: "change" }, ...parts);
}

function why(rule) {
  if (!rule) return [];
  const lines = [element("p", { text: rule.why })];
  if (rule.unless) lines.push(element("p", {}, element("strong", { text: "Not meant: " }), rule.unless));
  const sources = (rule.sources ?? []).map((source) => element("li", { text: source }));
  if (sources.length) lines.push(element("ul", { class: "sources" }, ...sources));
  return [element("details", { class: "why" }, element("summary", { text: "Why", "data-part": "why" }), ...lines)];
}
