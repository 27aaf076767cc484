// Small comforts; every page works without them.
"use strict";

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = document.querySelector("input[type=search]");
  if (box) {
    event.preventDefault();
    box.focus();
    box.select();
  }
});

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = button.dataset.copied;
  });
}

for (const field of document.querySelectorAll("form select, form input[type=checkbox]")) {
  field.addEventListener("change", () => field.form.requestSubmit());
}

// Where the page is narrow, what can be narrowed by does not stand before the results.
if (matchMedia("(max-width: 60rem)").matches) {
  for (const facet of document.querySelectorAll("details.facet")) facet.open = false;
}
