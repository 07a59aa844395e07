// The inspector: it shows every exchange between the sandbox and your program, newest first.

import * as api from "./api.js";
import { h, byID } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";
import { renderExchange } from "./exchange.js";
import { asHAR, save } from "./export.js";
import { mountFilter } from "./filter.js";
import { attempt, toast } from "./sheet.js";

const maxExchanges = 300; // the page drops older ones

// mountInspector returns {load, add, show}. header is the element for the controls.
export function mountInspector(aside, header) {
  const list = h("div", { class: "exchanges" });
  const empty = h("p", { class: "empty" });
  let shown = new Map(); // id -> {exchange, element}
  const filter = mountFilter(() => {
    for (const { exchange, element } of shown.values()) element.hidden = !filter.matches(exchange);
    count();
  });

  const visible = () => [...shown.values()].filter(({ element }) => !element.hidden).map(({ exchange }) => exchange);
  const count = () => {
    empty.hidden = visible().length > 0;
    empty.textContent = t(shown.size ? "inspector.noMatch" : "inspector.empty");
    const problems = [...shown.values()].filter(({ exchange }) => exchange.problem).length;
    byID("problem-count").hidden = problems === 0;
    byID("problem-count").textContent = problems;
  };

  // exported offers what is shown as a file.
  const formats = { json: (list) => save("exchanges.json", { exchanges: list }), har: (list) => save("exchanges.har", asHAR(list)) };
  const exported = h("select", { id: "export", "aria-label": t("export.title"), title: t("export.what"), on: { change: () => {
    formats[exported.value]?.(visible().sort((a, b) => a.id - b.id));
    exported.value = "";
  } } }, h("option", { value: "" }, t("export.title")), h("option", { value: "json" }, "JSON"), h("option", { value: "har" }, "HAR"));

  const clear = h("button", { type: "button", id: "clear-exchanges", on: { click: async () => {
    if (await attempt(api.clearExchanges)) await attempt(load);
  } } }, t("inspector.clear"));

  // On a narrow screen the choices are behind a button.
  const choices = h("div", { class: "filter-choices" }, filter.choices, exported);
  const more = h("button", { type: "button", id: "filter-more", title: t("filter.more"), "aria-label": t("filter.more"), "aria-expanded": "false", on: { click: () => {
    more.setAttribute("aria-expanded", String(choices.classList.toggle("open")));
    if (choices.classList.contains("open")) choices.querySelector("input").focus();
  } } }, icon("search"));

  aside.append(header, choices, h("div", { class: "filters" }, filter.tabs, more, clear),
    h("div", { class: "exchange-scroll" }, list, empty));

  function put(exchange) {
    const old = shown.get(exchange.id);
    filter.learn(exchange);
    const element = renderExchange(exchange, old?.element.open);
    element.hidden = !filter.matches(exchange);
    shown.set(exchange.id, { exchange, element });
    if (old) return old.element.replaceWith(element);
    const newer = [...list.children].findLast((other) => Number(other.dataset.id) > exchange.id);
    if (newer) newer.after(element);
    else list.prepend(element);
    while (list.children.length > maxExchanges) {
      shown.delete(Number(list.lastChild.dataset.id));
      list.lastChild.remove();
    }
  }

  let missed = []; // the exchanges that arrive while the list is fetched

  async function load() {
    missed = [];
    const exchanges = await api.exchanges(maxExchanges);
    const open = new Set([...shown.values()].filter(({ element }) => element.open).map(({ exchange }) => exchange.id));
    shown = new Map();
    list.replaceChildren(...exchanges.sort((a, b) => b.id - a.id).map((exchange) => {
      filter.learn(exchange);
      const element = renderExchange(exchange, open.has(exchange.id));
      element.hidden = !filter.matches(exchange);
      shown.set(exchange.id, { exchange, element });
      return element;
    }));
    missed.forEach(put);
    count();
  }

  function add(exchange) {
    missed.push(exchange);
    if (missed.length > maxExchanges) missed.shift();
    put(exchange);
    count();
  }

  // show opens one exchange and brings it into view.
  function show(id) {
    const found = shown.get(id);
    if (!found) return toast(t("inspector.gone"));
    if (found.element.hidden) filter.reset();
    found.element.open = true;
    found.element.scrollIntoView({ block: "start" });
    found.element.classList.add("pointed");
    setTimeout(() => found.element.classList.remove("pointed"), 1500);
  }

  return { load, add, show };
}
