/**
 * The clocks of issues, asked for again each minute while somebody looks. Only words that changed are set, in place:
 * focus stays where it is, and nothing is announced, because a minute less is no news.
 */

const EVERY = 60_000;
const AT_ONCE = 200;

async function refresh() {
  const place = document.querySelector("[data-clocks]");
  const clocks = [...document.querySelectorAll("[data-clock]")];
  if (!(place instanceof HTMLElement) || clocks.length === 0 || document.hidden) return;
  const ids = [...new Set(clocks.map((clock) => clock.getAttribute("data-clock") ?? ""))].slice(0, AT_ONCE);
  const query = new URLSearchParams(ids.map((id) => ["id", id]));
  const answer = await fetch(`${place.dataset.clocks}?${query}`, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok || !answer.headers.get("content-type")?.startsWith("application/json")) return;
  const told = await answer.json();
  for (const clock of clocks) {
    const text = told[clock.getAttribute("data-clock") ?? ""]?.[clock.getAttribute("data-which") ?? ""];
    if (text && text !== clock.textContent) clock.textContent = text;
  }
}

setInterval(refresh, EVERY);
document.addEventListener("visibilitychange", refresh);
