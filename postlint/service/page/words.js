// What the page says. It never says of a draft that it is safe: only that no rule matched.

export const SEVERITY = { error: "Must change", warning: "Look again", info: "Worth knowing" };

export const AUDIENCE = {
  public: "Anyone",
  clinic: "Clinic's visitors",
  reply: "A reviewer",
  peer: "Colleagues only",
};

/** Where drafts are checked: said of this machine only where it is this machine. */
export function where(host) {
  const here = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host);
  return here ? "Nothing leaves this machine, and nothing is kept." : `It is checked on ${host} and nowhere else, and nothing is kept.`;
}

export function count(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}

/** `2 must change, 1 to look at again`; empty when nothing is left. */
export function left(findings) {
  const of = (severity) => findings.filter((finding) => finding.severity === severity).length;
  const parts = [
    [of("error"), (n) => `${n} must change`],
    [of("warning"), (n) => `${n} to look at again`],
    [of("info"), (n) => `${n} worth knowing`],
  ];
  return parts.filter(([n]) => n > 0).map(([n, say]) => say(n)).join(", ");
}

export function clipped(words, most = 64) {
  const plain = words.replace(/\s+/g, " ").trim();
  return plain.length > most ? `${plain.slice(0, most - 1).trimEnd()}…` : plain;
}

/** The plain line about all that could tell who it is; empty if nothing could. */
export function sumOf(details) {
  const most = 10;
  const shown = details.slice(0, most).map((words) => clipped(words, 40));
  if (details.length > most) shown.push(`${details.length - most} more`);
  if (!shown.length) return "";
  return `${shown.length === 1 ? "This" : "Together, these"} could tell readers who it is: ${shown.join(" · ")}`;
}

/** Headline and the line under it, for each state that the page can be in. */
export function state(name, { findings = [], verdict = "", allowed = false, reason = "", certificate = "" } = {}) {
  if (name === "empty") return ["Ready when you are", "Your draft is checked as you write. Marks show where, and each says why and what to write instead."];
  if (name === "checking") return ["Checking…", ""];
  if (name === "gone") return ["postlint does not answer", "Nothing is checked. Is it still running? This page tries again by itself."];
  if (name === "busy") return ["Waiting for a turn", "Many drafts are being checked. This one is not checked yet."];
  if (name === "long") return ["Too long", "This draft is larger than postlint takes. It was not checked."];
  if (name === "unchecked") return ["Not checked", `${sentence(reason)} Nothing here says that it may be published.`];
  if (verdict === "block") return ["Not ready to publish", `${capital(left(findings))}.`];
  if (verdict === "review") {
    const held = allowed ? "It can be published once you have." : "It is held until nothing is left to look at.";
    return ["Look at it once more", `${capital(left(findings))}. ${held}`];
  }
  const infos = findings.length ? ` ${capital(left(findings))}.` : "";
  return ["No rule matched", `That is no certificate.${infos} ${certificate}`];
}

export function capital(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function sentence(reason) {
  const words = /^(is|was|holds|could|seems|the text)\b/.test(reason) ? `The draft ${reason}`.replace("The draft the text", "The text") : capital(reason);
  return words ? `${words}.` : "";
}
