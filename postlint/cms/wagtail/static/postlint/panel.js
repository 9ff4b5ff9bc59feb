/* Fetches the findings of the saved draft into the panel, and again after each autosave. Nothing is stored. */
(() => {
  "use strict";

  const WAIT = 1500; // an autosave follows each pause in typing; a check needs not follow each autosave
  const boxes = () => document.querySelectorAll("[data-postlint]");
  const running = new WeakMap();

  async function load(box) {
    const url = box.dataset.postlintUrl;
    if (!url) return;
    const state = box.querySelector("[data-postlint-state]");
    const report = box.querySelector("[data-postlint-report]");
    running.get(box)?.abort();
    const abort = new AbortController();
    running.set(box, abort);
    state.hidden = false;
    state.textContent = "Checking the saved draft …";
    try {
      const response = await fetch(url, {
        headers: { "X-Requested-With": "XMLHttpRequest" },
        signal: abort.signal,
      });
      if (!response.ok || response.redirected) throw new Error("no report");
      const words = await response.text();
      const open = focused(report);
      report.innerHTML = words; // our own server's template, which escapes
      restore(report, open);
      const left = report.querySelector("[data-postlint-left]")?.dataset.postlintLeft;
      state.textContent = left === "0" ? "" : `${left} ${left === "1" ? "finding" : "findings"}`;
    } catch (error) {
      if (abort.signal.aborted) return;
      report.replaceChildren();
      state.textContent = "The findings could not be fetched, so nothing is known about this draft.";
    }
  }

  function focused(report) {
    const buttons = [...report.querySelectorAll("button, summary, a")];
    return buttons.indexOf(document.activeElement);
  }

  function restore(report, index) {
    if (index >= 0) [...report.querySelectorAll("button, summary, a")][index]?.focus();
  }

  let timer = 0;
  document.addEventListener("w-autosave:success", ({ detail }) => {
    const pk = detail?.data?.pk ?? detail?.response?.pk;
    for (const box of boxes()) {
      if (!box.dataset.postlintUrl && pk) {
        box.dataset.postlintUrl = box.dataset.postlintPattern.replace("KEY", encodeURIComponent(pk));
      }
    }
    clearTimeout(timer);
    timer = setTimeout(() => boxes().forEach(load), WAIT);
  });

  const start = () => boxes().forEach(load);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
