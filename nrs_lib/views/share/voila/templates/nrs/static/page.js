// What a visitor notices between their click and the answer, and when no answer comes.
"use strict";

// The page brings its words in its own language.
const word = (name) => document.body.dataset[name];
const CHECK_EVERY_MS = 20000;
const CHECK_COUNTING_EVERY_MS = 5000;

const ready = document.readyState === "loading"
  ? new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve))
  : Promise.resolve();

// The token has done its work; it should not stay in the address, the history or a copied link.
if (new URLSearchParams(location.search).has("token")) {
  history.replaceState(null, "", location.pathname);
}

function tellTrouble(text) {
  const place = document.getElementById("trouble");
  if (!place || !place.hidden) return;
  place.textContent = text;
  place.className = "trouble";
  place.hidden = false;
  // An old figure under a new choice would be read as the new one's.
  if (document.body.classList.contains("is-counting")) {
    document.body.classList.replace("is-counting", "is-unanswered");
    const status = document.querySelector(".nrs-status");
    if (status) status.textContent = word("unanswered");
  }
  for (const field of document.querySelectorAll("select, button, input")) field.disabled = true;
}

async function checkKernel(kernelUrl) {
  try {
    const answer = await fetch(kernelUrl, { cache: "no-store", credentials: "same-origin" });
    if (answer.ok) return;
  } catch {
    tellTrouble(word("broken"));
    return;
  }
  tellTrouble(word("ended"));
}

ready.then(() => {
  const config = document.getElementById("jupyter-config-data");
  if (!config) return;
  const { baseUrl, kernelId } = JSON.parse(config.textContent);
  const kernelUrl = `${baseUrl}api/kernels/${encodeURIComponent(kernelId)}`;
  setInterval(() => { if (!document.hidden) checkKernel(kernelUrl); }, CHECK_EVERY_MS);

  let waiting;
  let settled;
  const status = () => document.querySelector(".nrs-status");
  const chosen = () =>
    [...document.querySelectorAll(".nrs-controls select")].map((field) => field.value).join("\n");
  document.addEventListener("change", (event) => {
    // The kernel answers a new choice only.
    if (!event.target.closest(".nrs-controls") || chosen() === settled) return;
    document.body.classList.add("is-counting");
    if (status()) status().textContent = word("counting");
    clearInterval(waiting);
    waiting = setInterval(() => checkKernel(kernelUrl), CHECK_COUNTING_EVERY_MS);
  });

  new MutationObserver((changes) => {
    const place = status();
    if (place && !place.hasAttribute("role")) {
      place.setAttribute("role", "status");
      place.setAttribute("aria-live", "polite");
      document.getElementById("opening")?.remove();
    }
    const isNew = changes.some((change) => place?.contains(change.target));
    if (isNew && place.textContent !== word("counting")) {
      document.body.classList.remove("is-counting");
      clearInterval(waiting);
    }
    if (!document.body.classList.contains("is-counting")) settled = chosen();
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
});
