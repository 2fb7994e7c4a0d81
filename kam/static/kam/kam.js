/**
 * What pages do in the browser beyond links and forms. Without this file everything still works, as whole pages.
 * Contracts: after an answer focus goes to something sensible, never to the body; what was done is said in #toasts.
 */

const html = document.documentElement;
const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("dialog"));
const FOCUSABLE = "a[href], button:not(:disabled), input:not([type=hidden]), select, textarea, summary";
const SHORT_TOAST = 6000;
const UNDO_TOAST = 15000;
const DISCARD = "/unsent/discard/"; // answers with the form again, without its draft

/** @param {string} selector @param {ParentNode} [within] @returns {HTMLElement[]} */
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

/** @param {EventTarget | null} target @param {string} selector @returns {HTMLElement | null} */
const closest = (target, selector) => (target instanceof Element ? target.closest(selector) : null);

// --- Answers of the server: where they go, and where focus goes ------------------------------------------------------

/** What had focus when a request was sent: its id, and the rows after it in case its own row goes. */
let origin = { id: "", rows: /** @type {string[]} */ ([]) };
let opener = "";

function remember() {
  const active = document.activeElement;
  const row = closest(active, "[data-row]");
  const rows = row ? all("[data-row]", row.parentElement ?? document).map((one) => one.id) : [];
  const at = row ? rows.indexOf(row.id) : 0;
  origin = { id: active?.id ?? "", rows: [...rows.slice(at), ...rows.slice(0, at).reverse()] };
}

/** Focus after a swap: what asks for it, else what had it, else the row that took its row's place, else the heading. */
function focusIn(/** @type {Element} */ part) {
  if (document.activeElement !== document.body && document.activeElement !== part && !part.querySelector("[data-autofocus]")) return;
  const row = origin.rows.map((id) => document.getElementById(id)).find(Boolean);
  const found =
    part.querySelector("[data-autofocus]") ||
    (origin.id && document.getElementById(origin.id)) ||
    row?.querySelector(".button, .tick") ||
    part.querySelector("h1, h2, h3") ||
    part;
  if (!(found instanceof HTMLElement)) return;
  if (!found.matches(FOCUSABLE) && !found.hasAttribute("tabindex")) found.tabIndex = -1;
  found.focus({ preventScroll: found.matches("h1") });
}

/** A form that was accepted has led to a page: its main part takes the place of the current one. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  const { elt, path } = detail.requestConfig; // a field of the form may ask for something too
  if (!elt.matches("[data-record-form]") || !detail.shouldSwap || detail.xhr.status === 422 || path.startsWith(DISCARD)) return;
  detail.target = document.getElementById("main");
  detail.selectOverride = "#main";
  if (dialog?.open) origin = { id: opener, rows: [] };
  dialog?.close();
});

/** A way back is used once. */
document.addEventListener("htmx:afterSwap", (event) => closest(/** @type {CustomEvent} */ (event).detail.requestConfig.elt, "[data-toast]")?.remove());

/** Refused forms and answers for the same page leave the address alone. */
document.addEventListener("htmx:beforeHistoryUpdate", (event) => {
  const { history, xhr } = /** @type {CustomEvent} */ (event).detail;
  const here = location.pathname + location.search;
  if (xhr.status !== 422 && history.path !== here) return;
  history.type = "replace";
  history.path = here;
});

document.addEventListener("htmx:configRequest", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  remember();
  if (detail.target?.id === "dialog-body") {
    if (!dialog?.open) opener = document.activeElement?.id || closest(detail.elt, "[id]")?.id || "";
    if (!new URL(detail.path, location.href).searchParams.has("next")) detail.parameters.next = location.pathname + location.search;
  }
  if (detail.elt.matches("[data-filters]")) {
    for (const [name, value] of [...detail.formData]) if (value === "") detail.formData.delete(name);
  }
});

document.addEventListener("htmx:pushedIntoHistory", () => scrollTo(0, 0));

document.addEventListener("htmx:afterSettle", (event) => {
  const part = /** @type {CustomEvent} */ (event).detail.elt;
  if (closest(part, "#dialog-body")) openDialog();
  else if (!closest(part, "#nav, #bottombar, #toasts")) focusIn(part);
  refresh();
});

/** The server refused or did not answer: say so. */
document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:sendError", failed);
document.addEventListener("htmx:timeout", failed);

function failed() {
  tell("lost-connection");
}

document.addEventListener("kam:told", (event) => tell(/** @type {CustomEvent} */ (event).detail));

/** Say what stands ready in a template. @param {string} id */
function tell(id) {
  const template = document.getElementById(id);
  if (template instanceof HTMLTemplateElement) document.getElementById("toasts")?.append(template.content.cloneNode(true));
  refresh();
}

// --- Dialogs ---------------------------------------------------------------------------------------------------------

function openDialog() {
  if (!dialog) return;
  if (!dialog.open) dialog.showModal();
  const first = ["[data-autofocus]", "textarea", "input:not([type=hidden]), select", "h1"].map((wanted) => dialog.querySelector(wanted)).find(Boolean);
  if (first instanceof HTMLElement) first.focus();
}

dialog?.addEventListener("close", () => {
  document.getElementById("dialog-body")?.replaceChildren();
  if (document.activeElement === document.body) document.getElementById(opener)?.focus();
});

document.addEventListener("click", (event) => {
  const shown = closest(event.target, "dialog[open]");
  if (shown instanceof HTMLDialogElement && (closest(event.target, "[data-close]") || event.target === shown)) {
    event.preventDefault();
    shown.close();
    return;
  }
  if (closest(event.target, "[data-help]")) {
    event.preventDefault();
    help();
  }
  if (closest(event.target, "[data-log]")) {
    const log = document.getElementById("log");
    if (log) {
      event.preventDefault();
      log.click();
    }
  }
  if (closest(event.target, "[data-toggle-sidebar]")) toggleSidebar();
  if (closest(event.target, "[data-print]")) window.print();
  closest(event.target, "[data-dismiss]")?.closest("[data-toast]")?.remove();
  for (const menu of all("details.menu[open], details.more[open]")) if (!menu.contains(/** @type {Node} */ (event.target))) menu.removeAttribute("open");
});

function help() {
  const shown = document.getElementById("help");
  if (shown instanceof HTMLDialogElement && !shown.open) shown.showModal();
}

// --- Keys ------------------------------------------------------------------------------------------------------------

let going = -Infinity;

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    closeMenus();
    closest(event.target, "[data-inline]")?.querySelector("[data-cancel]")?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = closest(event.target, "form");
    if (form instanceof HTMLFormElement && form.method === "post") form.requestSubmit();
    return;
  }
  const writing = closest(event.target, "input, select, textarea, [contenteditable]");
  if (writing || event.ctrlKey || event.metaKey || event.altKey || html.dataset.shortcuts !== "on" || document.querySelector("dialog[open]")) return;
  if (shortcut(event.key.toLowerCase())) event.preventDefault();
});

/** @param {string} key @returns {boolean} whether the key meant something here */
function shortcut(key) {
  const awaited = performance.now() - going < 1500;
  going = key === "g" ? performance.now() : -Infinity;
  const link = awaited ? document.querySelector(`a[data-go="${CSS.escape(key)}"]`) : key === "l" ? document.getElementById("log") : null;
  if (link instanceof HTMLElement) link.click();
  else if (key === "?") help();
  else return false;
  return true;
}

function closeMenus() {
  for (const menu of all("details.menu[open], details.more[open]")) {
    const inside = menu.contains(document.activeElement);
    menu.removeAttribute("open");
    if (inside) menu.querySelector("summary")?.focus();
  }
}

// --- Forms: sent once, drafts kept -----------------------------------------------------------------------------------

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sent = "1";
    (event.submitter ?? form.querySelector("button:not([type=button])"))?.setAttribute("aria-busy", "true");
    if (form.matches("[data-sign-out]")) forgetDrafts();
  },
  { capture: true },
);

/** @param {ParentNode} within */
function mayBeSentAgain(within) {
  for (const form of all("form[data-sent]", within)) delete form.dataset.sent;
  for (const button of all("[aria-busy]", within)) button.removeAttribute("aria-busy");
}

document.addEventListener("htmx:afterRequest", (event) => {
  if (/** @type {CustomEvent} */ (event).detail.requestConfig.verb === "post") mayBeSentAgain(document);
});
window.addEventListener("pageshow", () => mayBeSentAgain(document));

const DRAFTED = "form[data-record-form]:not([data-draft]) textarea"; // the others are kept by the server: drafts.js

/** A draft belongs to one person, form and field: another person on the same browser does not get to see it. */
function draftKey(/** @type {HTMLTextAreaElement} */ field) {
  return `draft:${html.dataset.user ?? ""}:${new URL(field.form?.action ?? "", location.href).pathname}:${field.name}`;
}

function forgetDrafts() {
  for (const key of Object.keys(localStorage)) if (key.startsWith("draft:")) localStorage.removeItem(key);
}

function restoreDrafts() {
  for (const field of all(DRAFTED)) {
    if (field instanceof HTMLTextAreaElement && !field.value) field.value = localStorage.getItem(draftKey(field)) ?? "";
  }
}

let saving = 0;

document.addEventListener("input", (event) => {
  const field = closest(event.target, DRAFTED);
  if (!(field instanceof HTMLTextAreaElement)) return;
  const key = draftKey(field);
  if (field.defaultValue && localStorage.getItem(key) === null) return; // a change to what is stored already
  clearTimeout(saving);
  saving = setTimeout(() => localStorage.setItem(key, field.value), 1000);
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig, xhr } = /** @type {CustomEvent} */ (event).detail;
  if (requestConfig.verb !== "post" || xhr.status >= 300) return;
  clearTimeout(saving);
  for (const field of all("textarea", requestConfig.elt)) if (field instanceof HTMLTextAreaElement) localStorage.removeItem(draftKey(field));
});

// --- Toasts ----------------------------------------------------------------------------------------------------------

/** A toast goes by itself, but not while somebody points at it or has focus in it. @param {HTMLElement} toast */
function letGo(toast) {
  toast.dataset.timed = "1";
  let left = "undo" in toast.dataset ? UNDO_TOAST : SHORT_TOAST;
  const tick = setInterval(() => {
    if (!toast.isConnected) clearInterval(tick);
    else if (!toast.matches(":hover, :focus-within") && !document.hidden) left -= 500;
    if (left <= 0) toast.remove();
  }, 500);
}

/** Screen readers announce what enters a live region, not what was there when the page came. */
function announceFirst() {
  const toasts = document.getElementById("toasts");
  const waiting = [...(toasts?.children ?? [])];
  toasts?.replaceChildren();
  setTimeout(() => (toasts?.append(...waiting), refresh()), 100);
}

// --- Rows picked to be changed together ------------------------------------------------------------------------------

/** @param {HTMLFormElement} form @returns {HTMLInputElement[]} */
const picks = (form) => [...form.elements].filter((one) => one instanceof HTMLInputElement && one.name === "pick");

/** The bar shows once something is picked, and says how much. @param {HTMLElement} form */
function countPicks(form) {
  if (!(form instanceof HTMLFormElement)) return;
  const boxes = picks(form);
  const picked = boxes.filter((box) => box.checked).length;
  const every = form.elements.namedItem("every");
  const wantsAll = every instanceof HTMLInputElement && every.checked;
  const [fields, count] = [".bulk-fields", "output"].map((wanted) => form.querySelector(wanted));
  if (fields instanceof HTMLElement) fields.hidden = !picked && !wantsAll && !form.querySelector(".summary");
  if (count instanceof HTMLElement) count.textContent = wantsAll || !picked ? "" : ((picked === 1 ? count.dataset.one : count.dataset.many) ?? "").replace("N", String(picked));
  for (const one of all("[data-with-script]", form)) one.hidden = false;
  const whole = form.querySelector("[data-pick-all]");
  if (!(whole instanceof HTMLInputElement)) return;
  whole.checked = picked > 0 && picked === boxes.length;
  whole.indeterminate = picked > 0 && picked < boxes.length;
}

document.addEventListener("change", (event) => {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-bulk]"));
  if (!form) return;
  const whole = closest(event.target, "[data-pick-all]");
  if (whole instanceof HTMLInputElement) for (const box of picks(form)) box.checked = whole.checked;
  if (whole || closest(event.target, "[name=pick], [name=every]")) countPicks(form);
});

// --- The frame -------------------------------------------------------------------------------------------------------

function toggleSidebar() {
  const icons = html.dataset.sidebar !== "icons";
  if (icons) html.dataset.sidebar = "icons";
  else delete html.dataset.sidebar;
  document.cookie = `sidebar=${icons ? "icons" : "full"}; path=/; max-age=31536000; samesite=lax`;
}

/** What new content needs, at the start and after each answer. */
function refresh() {
  for (const toast of all("[data-toast]:not([data-timed])", document.getElementById("toasts") ?? document)) letGo(toast);
  restoreDrafts();
  for (const form of all("form[data-bulk]")) countPicks(form);
  for (const button of all("[data-print]")) button.hidden = false;
}

for (const button of all("[data-toggle-sidebar]")) button.hidden = false;
announceFirst();
refresh();
document.querySelector("main [data-autofocus]")?.focus();
