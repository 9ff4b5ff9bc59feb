// A file that was dropped or chosen. It is read here and goes nowhere else.

const FORMATS = { md: "markdown", markdown: "markdown", html: "html", htm: "html", txt: "plain", text: "plain" };
const MOST = 5_000_000;

/** `{text, format}`, or `{reason}` for a file that is no draft. */
export async function fromFile(file) {
  const format = FORMATS[file.name.toLowerCase().split(".").pop()];
  if (!format) return { reason: "only plain text, Markdown and HTML are read here" };
  if (file.size > MOST) return { reason: "is larger than 5 MB" };
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = decoded(bytes);
  if (text === null || text.includes("\0")) return { reason: "is not text in a known encoding; save it as UTF-8" };
  return { text, format };
}

function decoded(bytes) {
  const marks = [["utf-16le", 0xff, 0xfe], ["utf-16be", 0xfe, 0xff]];
  const marked = marks.find(([, first, second]) => bytes[0] === first && bytes[1] === second);
  for (const encoding of marked ? [marked[0]] : ["utf-8", "windows-1252"]) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // the next one
    }
  }
  return null;
}
