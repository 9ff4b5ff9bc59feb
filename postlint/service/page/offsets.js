// The service counts code points, a text area counts UTF-16 units: an emoji is one of those and two of these.

/** Where each code point of `text` begins, in UTF-16 units, and where the text ends. */
export function unitsOf(text) {
  const units = [];
  for (let at = 0; at < text.length; at += text.codePointAt(at) > 0xffff ? 2 : 1) units.push(at);
  units.push(text.length);
  return units;
}

/** The text with a substitute for each half of a pair that stands alone, which no encoding can carry; same length. */
export function wellFormed(text) {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
}

/** `text` with edits made; edits are in UTF-16 units and do not overlap. */
export function rewritten(text, edits) {
  let out = text;
  for (const edit of [...edits].sort((a, b) => b.start - a.start)) {
    out = out.slice(0, edit.start) + edit.text + out.slice(edit.end);
  }
  return out;
}

/** What changed from one text to another: units `start` to `end` of the first became `text`. */
export function changed(before, after) {
  let start = 0;
  const shorter = Math.min(before.length, after.length);
  while (start < shorter && before[start] === after[start]) start += 1;
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return { start, end: before.length - tail, text: after.slice(start, after.length - tail) };
}
