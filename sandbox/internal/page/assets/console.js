// The console: what the account's operator does on the platform's own pages, beside the phone. Each section has a tab.

import { h, byID } from "./dom.js";
import { t } from "./i18n.js";
import { state } from "./state.js";

// mountConsole returns {draw, open}. sections has an element for each name; open shows one of them.
export function mountConsole(aside, sections) {
  const tabs = Object.keys(sections).map((name) =>
    h("button", { type: "button", dataset: { section: name }, on: { click: () => open(name) } }, t(`console.${name}`)));

  function open(shown) {
    for (const tab of tabs) tab.setAttribute("aria-pressed", String(tab.dataset.section === shown));
    for (const [name, section] of Object.entries(sections)) section.hidden = name !== shown;
  }

  aside.append(h("div", { class: "filters" }, tabs), ...Object.values(sections));
  open(Object.keys(sections)[0]);

  function draw() {
    byID("waiting-count").hidden = state.waiting.length === 0;
    byID("waiting-count").textContent = state.waiting.length;
  }

  return { draw, open };
}
