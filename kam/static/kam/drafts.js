/**
 * What is typed into a form with data-draft is kept on the server every few seconds; opened again, the form has it.
 * And where a form meets a session that has ended, one signs in over it: the page stays, and what was typed with it.
 */

const html = document.documentElement;
const AFTER = 2000; // milliseconds without a key
const AT_LATEST = 5000; // milliseconds of typing without a pause
const TYPED = "input:not([type=hidden], [type=password], [type=file]), select, textarea";

/** @typedef {{ timer: number, since: number, sending: Promise<unknown> | null }} Keeping */
/** @type {WeakMap<HTMLFormElement, Keeping>} */
const kept = new WeakMap();

/** @param {EventTarget | null} target @returns {HTMLFormElement | null} */
const draftForm = (target) => (target instanceof Element ? target.closest("form[data-draft]") : null);

// --- Drafts ----------------------------------------------------------------------------------------------------------

/** What stands in the form, and whose form it is. @param {HTMLFormElement} form */
function typed(form) {
  const values = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const field = form.elements.namedItem(name);
    const one = field instanceof RadioNodeList ? field[0] : field;
    const wanted = name === "draft_of" || name === "csrfmiddlewaretoken" || (one instanceof Element && one.matches(TYPED));
    if (wanted && typeof value === "string") values.append(name, value);
  }
  return values;
}

/** @param {HTMLFormElement} form @param {boolean} [leaving] the page goes: the browser sends it all the same */
function keep(form, leaving = false) {
  const state = kept.get(form);
  if (!state) return;
  clearTimeout(state.timer);
  state.timer = state.since = 0;
  const address = `${form.dataset.draft}?of=${encodeURIComponent(new URL(form.action, location.href).pathname)}`;
  const sent = fetch(address, { method: "POST", body: typed(form), redirect: "manual", keepalive: leaving });
  state.sending = sent.catch(() => {}).finally(() => (state.sending = null));
}

document.addEventListener("input", noticed);
document.addEventListener("change", noticed);

/** @param {globalThis.Event} event */
function noticed(event) {
  const form = draftForm(event.target);
  if (!form || form.dataset.sent || (event.target instanceof HTMLInputElement && event.target.type === "file")) return;
  const state = kept.get(form) ?? { timer: 0, since: 0, sending: null };
  kept.set(form, state);
  state.since ||= performance.now();
  clearTimeout(state.timer);
  const wait = Math.min(AFTER, Math.max(0, state.since + AT_LATEST - performance.now()));
  state.timer = setTimeout(() => keep(form), wait);
}

/** Whatever waits to be kept in the forms of this part. @param {ParentNode} part @param {boolean} [leaving] */
function keepNow(part, leaving = false) {
  for (const form of part.querySelectorAll("form[data-draft]")) {
    if (form instanceof HTMLFormElement && kept.get(form)?.timer && !form.dataset.sent) keep(form, leaving);
  }
}

document.addEventListener("visibilitychange", () => document.hidden && keepNow(document, true));
window.addEventListener("pagehide", () => keepNow(document, true));

/** A dialog that closes takes its form with it. */
document.getElementById("dialog")?.addEventListener("beforetoggle", (event) => {
  if (/** @type {ToggleEvent} */ (event).newState === "closed") keepNow(document);
});

/** A form that is sent is no draft any more: nothing on its way may arrive after it. */
document.addEventListener("htmx:confirm", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  const form = detail.elt;
  const state = form instanceof HTMLFormElement ? kept.get(form) : undefined;
  if (!state) return;
  clearTimeout(state.timer);
  state.timer = state.since = 0;
  if (!state.sending) return;
  event.preventDefault();
  state.sending.finally(() => detail.issueRequest(true));
});

/** Discarding a draft is no way of sending the form: its answer is the form again. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig } = /** @type {CustomEvent} */ (event).detail;
  if (requestConfig.elt instanceof HTMLFormElement) kept.delete(requestConfig.elt);
});

// --- Signing in over the page ----------------------------------------------------------------------------------------

const box = /** @type {HTMLDialogElement | null} */ (document.getElementById("sign-in"));
const place = document.getElementById("sign-in-body");
let address = "";
/** @type {HTMLElement | null} */
let waiting = null;

document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr, elt } = /** @type {CustomEvent} */ (event).detail;
  const wanted = xhr.getResponseHeader("X-Sign-In");
  if (!wanted && !xhr.getResponseHeader("X-Token-Old")) return;
  event.preventDefault(); // this answer is for nobody else
  waiting = elt instanceof HTMLFormElement ? elt.querySelector(".button.primary, button:not([type=button], [formaction])") : elt;
  if (wanted) signIn(wanted);
  else goOn();
});

/** @param {string} wanted address of the sign-in page */
async function signIn(wanted) {
  address = wanted;
  try {
    show(await (await fetch(address)).text());
  } catch {
    location.assign(address);
  }
}

/** The form of the sign-in page in the dialog; without one somebody has signed in already. @param {string} page */
function show(page) {
  const form = new DOMParser().parseFromString(page, "text/html").querySelector("form[action$='/login/']");
  if (!form) return goOn();
  form.classList.add("dialog-body");
  place?.replaceChildren(document.importNode(form, true));
  if (!box?.open) box?.showModal();
  const first = place?.querySelector("[data-autofocus], [aria-invalid=true], input:not([type=hidden])");
  if (first instanceof HTMLElement) first.focus();
}

box?.addEventListener("close", () => {
  place?.replaceChildren();
  waiting?.focus();
});

place?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.target);
  try {
    const headers = { "X-Requested-With": "XMLHttpRequest" };
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers });
    const told = await answer.json();
    if (told.location) arrived(told.location);
    else show(told.html);
  } catch {
    location.assign(address);
  }
});

/** Signing in leads where it was to lead, or asks for more (a second factor) on pages of its own. @param {string} to */
function arrived(to) {
  const wanted = new URL(address, location.href).searchParams.get("next") ?? "/";
  if (new URL(to, location.href).href === new URL(wanted, location.href).href) goOn();
  else location.assign(to);
}

/** Signed in again: the forms of the page get a token of the new session. Somebody else gets pages of their own. */
async function goOn() {
  const session = await (await fetch("/unsent/")).json().catch(() => ({}));
  if (String(session.user) !== html.dataset.user) return location.assign("/");
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) {
    if (field instanceof HTMLInputElement) field.value = session.token;
  }
  say();
  box?.close();
}

/** In the form that waits, because a dialog would hide it anywhere else; for a button without one where all is said. */
function say() {
  const title = waiting?.closest("form.form")?.querySelector("h1, h2");
  const note = document.getElementById("signed-in-form");
  if (title && note instanceof HTMLTemplateElement) title.after(note.content.cloneNode(true));
  else document.dispatchEvent(new CustomEvent("kam:told", { detail: "signed-in-again" }));
}
