// The sheet: a text area for the person, and behind it the same words with marks.
import { changed, rewritten } from "./offsets.js";
import { pieces } from "./marks.js";

export class Paper {
  #area;
  #backdrop;

  constructor(area, backdrop) {
    this.#area = area;
    this.#backdrop = backdrop;
  }

  get text() {
    return this.#area.value;
  }

  get caret() {
    return this.#area.selectionStart;
  }

  get hasFocus() {
    return document.activeElement === this.#area;
  }

  focus() {
    this.#area.focus();
  }

  /** Draw the marks of findings under the text. */
  draw(findings, current) {
    const text = this.text;
    const parts = pieces(text.length, findings, current).map((piece) => {
      const words = text.slice(piece.start, piece.end);
      if (!piece.class) return document.createTextNode(words);
      const mark = document.createElement("mark");
      mark.className = piece.class;
      mark.textContent = words;
      return mark;
    });
    // A last empty line has a height in a text area, and needs something to stand on here.
    this.#backdrop.replaceChildren(...parts, document.createTextNode("\n"));
  }

  /** Put the caret around a finding and bring it into view. */
  show(finding, { select }) {
    if (select) this.#area.setSelectionRange(finding.start, finding.end);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#backdrop.querySelector("mark.current")?.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  }

  /** Make edits, as one step that the browser's own undo takes back. */
  rewrite(edits) {
    this.become(rewritten(this.text, edits));
  }

  /** Become another text, changing no more of it than is different. */
  become(text) {
    const { start, end, text: words } = changed(this.text, text);
    const coarse = matchMedia("(pointer: coarse)").matches; // focus would bring up a keyboard over the findings
    if (!coarse) {
      this.#area.focus({ preventScroll: true });
      this.#area.setSelectionRange(start, end);
      const done = words ? document.execCommand("insertText", false, words) : start === end || document.execCommand("delete");
      if (done && this.text === text) return;
    }
    const now = changed(this.text, text);
    this.#area.setRangeText(now.text, now.start, now.end, "end");
  }
}
