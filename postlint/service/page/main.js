// The desk: what happens when somebody writes, looks, takes a rewrite, copies.
import { card } from "./cards.js";
import { Choices } from "./choices.js";
import { fromFile } from "./files.js";
import { carried, details, findingAt, findingsIn, wordsOf as wordsIn } from "./marks.js";
import { unitsOf } from "./offsets.js";
import { Paper } from "./paper.js";
import { Line, catalogue, check, fix, setToken, tokenFromAddress } from "./service.js";
import { clipped, count, left, state as wordsOf, sumOf, where } from "./words.js";

const byId = (id) => document.getElementById(id);
const PAUSE = 350; // ms without a key until a draft is checked
const AGAIN = 4000; // ms until a service that was gone is asked again

const paper = new Paper(byId("draft"), byId("backdrop"));
const choices = new Choices(byId);
const marksLine = new Line();
const rewritesLine = new Line();

let rules = new Map();
let certificate = "";
let bodyLimit = Infinity;
/** What is known of the draft: a state, the findings (in units of `text`), and whether their rewrites are known. */
let now = { name: "empty", text: "", findings: [], ready: false, allowed: false, verdict: "", reason: "" };
let current = null;
let before = null; // what Undo goes back to, and from what
let asked = 0; // which question an answer belongs to
let wait = 0;
let focusNext = null; // index of the card that gets the focus once the next answer is there

// --- asking ---------------------------------------------------------------------------------------------------------

function written(pause = PAUSE) {
  const text = paper.text;
  now = { ...now, findings: carried(now.findings, now.text, text), text, ready: false, allowed: false };
  current = current && now.findings.find((finding) => finding.key === current.key);
  asked += 1;
  clearTimeout(wait);
  if (!text.trim()) return settle({ name: "empty", findings: [] });
  if (!rules.size) return settle({ name: "gone", findings: [] }); // it has never answered; begin() asks again
  if (new Blob([text]).size > bodyLimit) return settle({ name: "long", findings: [] });
  now.name = "checking";
  draw({ cards: false });
  wait = setTimeout(() => marksLine.put(() => look(asked)), pause);
}

async function look(question) {
  if (question !== asked) return;
  const answer = await check(choices.post(paper.text), { rewrites: false });
  if (question !== asked) return;
  const more = answer.went === "told" && answer.value.findings.length > 0;
  heard(answer, { ready: !more });
  if (more) rewritesLine.put(() => offer(question));
}

async function offer(question) {
  if (question !== asked) return;
  const answer = await check(choices.post(paper.text), { rewrites: true });
  if (question !== asked) return;
  if (answer.went === "told" || answer.went === "token" || answer.went === "gone") return heard(answer, { ready: true });
  settle({ ...now, ready: "late" }); // what was found still holds
}

/** Take an answer for what it is; only a whole one is ever shown as checked. */
function heard(answer, { ready }) {
  if (answer.went === "token") return knock();
  if (answer.went !== "told") {
    const name = ["gone", "busy", "long"].includes(answer.went) ? answer.went : "unchecked";
    settle({ name, findings: [], reason: answer.reason ?? "" });
    if (name === "gone" || name === "busy") wait = setTimeout(() => written(0), (answer.again ?? AGAIN / 1000) * 1000);
    return;
  }
  const told = answer.value;
  const findings = findingsIn(told, paper.text);
  if (told.complete !== true) return settle({ name: "unchecked", findings, reason: told.reason ?? "", ready });
  settle({ name: "checked", findings, ready, allowed: told.allowed === true, verdict: told.verdict });
}

function settle(known) {
  const key = current?.key;
  now = { verdict: "", allowed: false, reason: "", ready: true, ...known, text: paper.text };
  current = now.findings.find((finding) => finding.key === key) ?? null;
  draw({ cards: true });
  announce();
}

// --- showing --------------------------------------------------------------------------------------------------------

function draw({ cards }) {
  paper.draw(now.findings, current);
  const [headline, under] = wordsOf(now.name, { ...now, certificate });
  const tone = now.name === "checked" ? now.verdict : now.name;
  byId("state").dataset.state = tone;
  byId("headline").textContent = headline;
  if (now.name !== "checking") byId("under").textContent = under;
  const sum = now.name === "checked" || now.name === "checking" ? sumOf(details(now.findings, now.text)) : "";
  byId("sum").hidden = !sum;
  byId("sum").textContent = sum;
  byId("moves").hidden = !now.findings.length;
  byId("safe").hidden = choices.isReply || !now.findings.some((finding) => finding.rewrites.some((r) => r.safety === "safe"));
  byId("length").textContent = now.text ? count(unitsOf(now.text).length - 1, "character", "characters") : "";
  const copyable = now.name === "checked" && now.allowed;
  byId("copy").setAttribute("aria-disabled", String(!copyable));
  byId("copy-why").textContent = copyable || now.name === "empty" ? "" : whyNoCopy();
  byId("findings").setAttribute("aria-busy", String(!now.ready));
  byId("undo").disabled = !before || before.after !== paper.text;
  if (cards) drawCards();
}

function whyNoCopy() {
  if (now.name === "checking") return "";
  return now.name === "checked" ? "It can be copied once nothing is left that must change." : "It can be copied once it is checked.";
}

function drawCards() {
  const list = byId("findings");
  const held = document.activeElement?.closest?.("#findings [data-part]");
  const heldIn = held?.closest("li")?.dataset.key;
  const openWhy = [...list.querySelectorAll("details[open]")].map((made) => made.closest("li").dataset.key);
  list.replaceChildren(
    ...now.findings.map((finding, index) =>
      card(finding, { number: index + 1, text: now.text, rule: rules.get(finding.rule), open: finding === current, ready: now.ready, choose, take }),
    ),
  );
  const item = (key) => [...list.children].find((made) => made.dataset.key === key);
  for (const key of openWhy) item(key)?.querySelector("details")?.setAttribute("open", "");
  if (focusNext !== null && now.name !== "checking") {
    const next = list.children[Math.min(focusNext, list.children.length - 1)];
    focusNext = null;
    if (next) choose(now.findings[[...list.children].indexOf(next)], { toggle: false, focus: true });
    else byId("headline").focus();
  } else if (held && heldIn) {
    const again = item(heldIn);
    (again?.querySelector(`[data-part="${held.dataset.part}"]`) ?? again?.querySelector(".head"))?.focus();
  }
}

let lastSaid = "";

/** Tell whoever listens what is left: when it has changed, and not for every key. */
function announce() {
  const [headline, under] = wordsOf(now.name, { ...now, certificate });
  const said = `${headline}. ${under}`;
  if (said !== lastSaid && now.name !== "empty") say(said);
  lastSaid = said;
}

function say(words) {
  byId("said").textContent = words;
}

// --- looking and taking ---------------------------------------------------------------------------------------------

function choose(finding, { toggle = true, focus = false } = {}) {
  current = toggle && current === finding ? null : finding;
  paper.draw(now.findings, current);
  drawCards();
  if (!current) return;
  const head = [...byId("findings").children].find((item) => item.dataset.key === finding.key)?.querySelector(".head");
  if (focus) head?.focus({ preventScroll: true });
  head?.scrollIntoView({ block: "nearest" });
  paper.show(finding, { select: false });
}

function step(by) {
  const all = now.findings;
  if (!all.length) return say("No findings.");
  const at = all.indexOf(current);
  const index = at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length;
  choose(all[index], { toggle: false });
  paper.show(all[index], { select: paper.hasFocus });
  const words = clipped(wordsIn(all[index], now.text));
  say(`${index + 1} of ${all.length}: ${words}. ${all[index].message}`);
}

function take(rewrite) {
  const was = paper.text;
  const inList = document.activeElement?.closest?.("#findings") != null;
  const index = now.findings.indexOf(current);
  focusNext = inList ? Math.max(index, 0) : null;
  paper.rewrite(rewrite.edits);
  took(was);
  if (inList) byId("headline").focus({ preventScroll: true });
}

function took(was) {
  before = { text: was, after: paper.text };
  current = null;
  written(0);
  drawCards();
  say("Rewritten. Checking again.");
  lastSaid = "";
}

async function takeSafe() {
  const was = paper.text;
  const answer = await fix(choices.post(was));
  if (paper.text !== was) return;
  if (answer.went === "token" || answer.went === "gone") return heard(answer, { ready: true });
  if (answer.went !== "told") return say("The rewrites could not be made just now. Try again.");
  if (answer.value.text === was) return say("There is no safe rewrite left to take.");
  paper.become(answer.value.text);
  took(was);
  byId("headline").focus({ preventScroll: true });
}

function undo() {
  if (!before || before.after !== paper.text) return;
  const { text } = before;
  before = null;
  paper.become(text);
  written(0);
  say("The rewrite is undone.");
  lastSaid = "";
}

async function copy() {
  if (byId("copy").getAttribute("aria-disabled") === "true") return say(byId("copy-why").textContent || "There is nothing to copy yet.");
  try {
    await navigator.clipboard.writeText(paper.text);
    byId("copy-why").textContent = "Copied.";
    say(`Copied. ${left(now.findings) || "No rule matched"}.`);
  } catch {
    paper.focus();
    byId("draft").select();
    byId("copy-why").textContent = "It is selected: copy it with your keyboard.";
  }
}

async function open(file) {
  const read = await fromFile(file);
  if (read.reason) return settle({ name: "unchecked", findings: [], reason: read.reason });
  const was = paper.text;
  choices.format = read.format;
  paper.become(read.text);
  if (was) before = { text: was, after: paper.text };
  written(0);
}

// --- the token, and the beginning -----------------------------------------------------------------------------------

function knock(wrong = "") {
  byId("desk").hidden = true;
  byId("door").hidden = false;
  byId("door-wrong").textContent = wrong;
  byId("token").focus();
}

async function begin({ tried = false } = {}) {
  const answer = await catalogue();
  if (answer.went === "token") return knock(tried ? "That is not the token of this service." : "");
  byId("door").hidden = true;
  byId("desk").hidden = false;
  if (answer.went !== "told") {
    settle({ name: "gone", findings: [] });
    setTimeout(() => void begin(), AGAIN);
    return;
  }
  const told = answer.value;
  rules = new Map(told.rules.map((rule) => [rule.name, rule]));
  certificate = told.no_certificate;
  bodyLimit = told.body_limit;
  choices.offer(told);
  written(0);
  paper.focus();
}

byId("door").addEventListener("submit", (event) => {
  event.preventDefault();
  setToken(byId("token").value);
  byId("token").value = "";
  void begin({ tried: true });
});
byId("draft").addEventListener("input", () => written());
byId("draft").addEventListener("click", () => {
  const finding = findingAt(now.findings, paper.caret);
  if (finding && finding !== current) choose(finding);
});
byId("to").addEventListener("input", () => written());
choices.onChange(() => written(0));
byId("next").addEventListener("click", () => step(1));
byId("before").addEventListener("click", () => step(-1));
byId("safe").addEventListener("click", () => void takeSafe());
byId("undo").addEventListener("click", undo);
byId("copy").addEventListener("click", () => void copy());
byId("open").addEventListener("click", () => byId("file").click());
byId("file").addEventListener("change", (event) => {
  if (event.target.files[0]) void open(event.target.files[0]);
  event.target.value = "";
});
document.addEventListener("keydown", (event) => {
  if (event.key === "F8") {
    event.preventDefault();
    step(event.shiftKey ? -1 : 1);
  } else if (event.key === "Enter" && event.altKey) {
    const first = current?.rewrites.find((rewrite) => rewrite.edits.length);
    event.preventDefault();
    if (first) take(first);
    else say(current ? "There is no rewrite to take here yet." : "Choose a finding first, with F8.");
  }
});
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  const file = event.dataTransfer?.files[0];
  if (!file) return;
  event.preventDefault();
  void open(file);
});

byId("where").textContent = where(location.hostname);
tokenFromAddress();
addEventListener("hashchange", () => tokenFromAddress() && void begin({ tried: true }));
void begin();
