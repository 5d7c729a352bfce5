"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");

  // "Open all" and "close all" for the <details> of one section.
  for (const button of document.querySelectorAll("button[data-open]")) {
    button.addEventListener("click", () => {
      const open = button.dataset.open === "yes";
      for (const box of document.querySelectorAll(`#${button.dataset.in} details.card:not([hidden])`)) {
        box.open = open;
      }
    });
  }

  // Filter the cards or rows of one section by the text they hold.
  for (const field of document.querySelectorAll("input[data-in]")) {
    const section = document.getElementById(field.dataset.in);
    const items = [...section.querySelectorAll(field.dataset.items)];
    const texts = items.map((item) => item.textContent.toLowerCase());
    const said = section.querySelector("output");
    field.addEventListener("input", () => {
      const wanted = field.value.trim().toLowerCase();
      let shown = 0;
      items.forEach((item, at) => {
        item.hidden = !texts[at].includes(wanted);
        shown += item.hidden ? 0 : 1;
      });
      said.textContent = wanted ? `${shown} of ${items.length}` : "";
    });
  }

  // A link to a card opens it.
  const reveal = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (target instanceof HTMLDetailsElement) {
      target.open = true;
    }
  };
  addEventListener("hashchange", reveal);
  reveal();
})();
