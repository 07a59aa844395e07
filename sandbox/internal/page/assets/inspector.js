// The inspector: it shows every exchange between the sandbox and your program, newest first.

import * as api from "./api.js";
import { h, byID } from "./dom.js";
import { t } from "./i18n.js";
import { renderExchange } from "./exchange.js";
import { attempt } from "./sheet.js";

const maxExchanges = 300; // the page drops older ones
const filters = { all: null, push: ["push", "handshake"], call: ["call"], web: ["page", "authorize", "subscribe", "jssdk"] };

// mountInspector returns {load, add, show}. header is the element for the controls.
export function mountInspector(aside, header) {
  const list = h("div", { class: "exchanges" });
  const empty = h("p", { class: "empty" }, t("inspector.empty"));
  let shown = new Map(); // id -> {exchange, element}
  let filter = "all";

  const matches = (exchange) => !filters[filter] || filters[filter].includes(exchange.kind);
  const count = () => {
    empty.hidden = [...shown.values()].some(({ exchange }) => matches(exchange));
    const problems = [...shown.values()].filter(({ exchange }) => exchange.problem).length;
    byID("problem-count").hidden = problems === 0;
    byID("problem-count").textContent = problems;
  };

  const tabs = Object.keys(filters).map((name) => h("button", { type: "button", dataset: { filter: name }, "aria-pressed": String(name === filter), on: { click: () => {
    filter = name;
    for (const tab of tabs) tab.setAttribute("aria-pressed", String(tab.dataset.filter === name));
    for (const { exchange, element } of shown.values()) element.hidden = !matches(exchange);
    count();
  } } }, t(`filter.${name}`)));

  const clear = h("button", { type: "button", id: "clear-exchanges", on: { click: async () => {
    if (await attempt(api.clearExchanges)) await attempt(load);
  } } }, t("inspector.clear"));

  aside.append(header, h("div", { class: "filters" }, tabs, clear), h("div", { class: "exchange-scroll" }, list, empty));

  function put(exchange) {
    const old = shown.get(exchange.id);
    const element = renderExchange(exchange, old?.element.open);
    element.hidden = !matches(exchange);
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
      const element = renderExchange(exchange, open.has(exchange.id));
      element.hidden = !matches(exchange);
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
    if (!found) return;
    if (found.element.hidden) tabs[0].click();
    found.element.open = true;
    found.element.scrollIntoView({ block: "start" });
    found.element.classList.add("pointed");
    setTimeout(() => found.element.classList.remove("pointed"), 1500);
  }

  return { load, add, show };
}
