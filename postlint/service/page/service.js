// The one door to the service. The token lives in this module, and nowhere else.
import { wellFormed } from "./offsets.js";

let token = "";

/** Take the token of the start address, and take it out of the address; whether there was one. */
export function tokenFromAddress() {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (!given) return false;
  setToken(given);
  history.replaceState(null, "", location.pathname);
  return true;
}

export function setToken(given) {
  token = given.trim();
}

/**
 * Ask the service. What comes back says first how it went: `told` (an answer), `token`, `gone`, `busy`, `long`, `late`
 * or `refused`; anything that is not an answer leaves the draft unchecked.
 */
async function ask(path, body) {
  let response;
  let value;
  try {
    response = await fetch(path, {
      method: body ? "POST" : "GET",
      headers: { authorization: `Bearer ${token}`, ...(body ? { "content-type": "application/json" } : {}) },
      body: body ? JSON.stringify(body) : undefined,
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
    });
    value = await response.json();
  } catch {
    return { went: "gone" };
  }
  if (response.status === 401) return { went: "token" };
  if (response.status === 429) return { went: "busy", again: Number(response.headers.get("retry-after")) || 1 };
  if (response.status === 413) return { went: "long" };
  if (response.status === 503) return { went: "late", reason: value.reason };
  if (response.status !== 200 && response.status !== 422) return { went: "refused", reason: value.reason };
  return { went: "told", value };
}

export function catalogue() {
  return ask("/v1/rules");
}

/** Check a draft, or an answer beside what it answers. `post` has the keys of the contract; `to` may be empty. */
export function check({ to, ...post }, { rewrites }) {
  const body = { ...post, text: wellFormed(post.text), rewrites };
  return to ? ask("/v1/reply", { ...body, to: wellFormed(to) }) : ask("/v1/check", body);
}

/** Take all safe rewrites. */
export function fix({ to, ...post }) {
  return ask("/v1/fix", { ...post, text: wellFormed(post.text) });
}

/** Asks one question at a time; of those that come while it waits, only the last is asked. */
export class Line {
  #busy = false;
  #next = null;

  put(work) {
    this.#next = work;
    if (!this.#busy) void this.#run();
  }

  async #run() {
    this.#busy = true;
    try {
      while (this.#next) {
        const work = this.#next;
        this.#next = null;
        await work();
      }
    } finally {
      this.#busy = false;
    }
  }
}
