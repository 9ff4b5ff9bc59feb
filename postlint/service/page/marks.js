// From an answer to what is drawn: findings in the units of a text area, and what they mark.
import { changed, unitsOf } from "./offsets.js";

const RANK = { error: 0, warning: 1, info: 2 };
/** A longer mark is a passage: it is drawn lightly, so that the details in it are seen. */
const PASSAGE = 90;
/** One that is longer still says something of the post as a whole, and is drawn when somebody looks at it. */
const WHOLE = 200;

/** The findings of an answer on `text`, with every offset in UTF-16 units, in reading order. */
export function findingsIn(answer, text) {
  const units = unitsOf(text);
  const moved = (place) => ({ ...place, start: units[place.start], end: units[place.end] });
  const seen = new Map();
  return answer.findings
    .map((finding) => ({
      ...moved(finding),
      related: finding.related.map(moved),
      rewrites: finding.rewrites.map((rewrite) => ({ ...rewrite, edits: rewrite.edits.map(moved) })),
    }))
    .sort((a, b) => a.start - b.start || RANK[a.severity] - RANK[b.severity] || a.end - b.end)
    .map((finding) => {
      const words = `${finding.rule}/${text.slice(finding.start, finding.end)}`;
      seen.set(words, (seen.get(words) ?? 0) + 1);
      return { ...finding, key: `${words}/${seen.get(words)}` };
    });
}

/** Findings where they stand after the text was changed; those that the change touches are gone until checked anew. */
export function carried(findings, before, after) {
  const change = changed(before, after);
  const shift = change.text.length - (change.end - change.start);
  const place = ({ start, end, ...rest }) => {
    if (end <= change.start) return { start, end, ...rest };
    if (start >= change.end) return { start: start + shift, end: end + shift, ...rest };
    return null;
  };
  return findings
    .map((finding) => {
      const there = place(finding);
      return there && { ...there, related: finding.related.map(place).filter(Boolean), rewrites: [] };
    })
    .filter(Boolean);
}

/** The text cut where marks begin and end: `[{start, end, class}]`; `current` is the finding that is looked at. */
export function pieces(length, findings, current) {
  const marks = findings.flatMap((finding) => {
    const own = finding === current;
    if (!own && finding.end - finding.start > WHOLE) return [];
    const passage = finding.end - finding.start > PASSAGE;
    const mark = { start: finding.start, end: finding.end, severity: finding.severity, passage, own };
    return own ? [mark, ...finding.related.map((place) => ({ ...mark, ...place, passage: false }))] : [mark];
  });
  const cuts = [...new Set([0, length, ...marks.flatMap((mark) => [mark.start, mark.end])])]
    .filter((cut) => cut >= 0 && cut <= length)
    .sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, index) => {
    const end = cuts[index + 1];
    const over = marks.filter((mark) => mark.start <= start && end <= mark.end);
    return { start, end, class: classOf(over) };
  });
}

function classOf(marks) {
  if (!marks.length) return "";
  const details = marks.filter((mark) => !mark.passage);
  const worst = (details.length ? details : marks).reduce((a, b) => (RANK[b.severity] < RANK[a.severity] ? b : a));
  const own = (details.length ? details : marks).some((mark) => mark.own);
  return [worst.severity, details.length ? "" : "passage", own ? "current" : ""].join(" ").trim();
}

/** The finding that a caret at `at` stands in: the narrowest. */
export function findingAt(findings, at) {
  return findings
    .filter((finding) => finding.start <= at && at <= finding.end)
    .reduce((best, finding) => (!best || finding.end - finding.start < best.end - best.start ? finding : best), null);
}

/** The words that a finding is about: its own, and those that only together with them are one. */
export function wordsOf(finding, text) {
  return [finding, ...finding.related]
    .sort((a, b) => a.start - b.start)
    .map((place) => text.slice(place.start, place.end).replace(/\s+/g, " ").trim())
    .filter(Boolean)
    .join(" · ");
}

/** The words that could tell who the patient is, each once, in the order of the text. */
export function details(findings, text) {
  const places = findings
    .filter((finding) => finding.family === "identifiers" || finding.related.length > 0)
    .flatMap((finding) => [finding, ...finding.related])
    .filter((place) => place.end > place.start && place.end - place.start <= PASSAGE)
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const joined = [];
  for (const place of places) {
    const last = joined[joined.length - 1];
    if (last && place.start < last.end) last.end = Math.max(last.end, place.end);
    else joined.push({ start: place.start, end: place.end });
  }
  return [...new Set(joined.map((place) => text.slice(place.start, place.end).replace(/\s+/g, " ").trim()))].filter(Boolean);
}
