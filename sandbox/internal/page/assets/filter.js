// Which exchanges the inspector shows: by kind, user, endpoint, problem, and words in everything that was sent.

import { h } from "./dom.js";
import { t } from "./i18n.js";

const kinds = { all: null, push: ["push", "handshake"], call: ["call"], web: ["page", "authorize", "subscribe", "jssdk"] };

const texts = new WeakMap();

// textOf returns everything of an exchange that is searched, in lower case.
function textOf(exchange) {
  if (!texts.has(exchange)) {
    const { title, user, endpoint, outcome, errcode, problem, request, response } = exchange;
    texts.set(exchange, [title, user, endpoint, outcome, errcode || "", problem?.en, problem?.zh, request?.url, request?.body, request?.opened, response?.body, response?.opened]
      .filter(Boolean).join("\n").toLowerCase());
  }
  return texts.get(exchange);
}

// mountFilter returns {tabs, choices, matches, learn, reset}. onChange is called when the user changes what is shown;
// learn takes the exchanges whose users and endpoints can be chosen.
export function mountFilter(onChange) {
  let kind = "all";
  const search = h("input", { type: "search", id: "exchange-search", placeholder: t("filter.search"), "aria-label": t("filter.search"), on: { input: onChange } });
  const select = (id, label) => h("select", { id, "aria-label": t(label), on: { change: onChange } }, h("option", { value: "" }, t(label)));
  const user = select("filter-user", "filter.user");
  const endpoint = select("filter-endpoint", "filter.endpoint");
  const problems = h("button", { type: "button", id: "filter-problems", "aria-pressed": "false", on: { click: () => {
    press(problems, problems.getAttribute("aria-pressed") !== "true");
    onChange();
  } } }, t("filter.problems"));
  const press = (button, on) => button.setAttribute("aria-pressed", String(on));

  const tabs = Object.keys(kinds).map((name) => h("button", { type: "button", dataset: { filter: name }, "aria-pressed": String(name === kind), on: { click: () => {
    kind = name;
    for (const tab of tabs) press(tab, tab.dataset.filter === name);
    onChange();
  } } }, t(`filter.${name}`)));

  const matches = (exchange) => (!kinds[kind] || kinds[kind].includes(exchange.kind))
    && (!user.value || exchange.user === user.value)
    && (!endpoint.value || exchange.endpoint === endpoint.value)
    && (problems.getAttribute("aria-pressed") !== "true" || Boolean(exchange.problem))
    && search.value.toLowerCase().split(/\s+/).every((word) => textOf(exchange).includes(word));

  // offer adds what was seen to a list of choices, in order.
  function offer(list, value) {
    if (!value || [...list.options].some((option) => option.value === value)) return;
    list.add(h("option", { value }, value), [...list.options].slice(1).find((option) => option.value > value) ?? null);
  }

  const learn = (exchange) => {
    offer(user, exchange.user);
    offer(endpoint, exchange.endpoint);
  };

  // reset shows everything again.
  function reset() {
    kind = "all";
    for (const tab of tabs) press(tab, tab.dataset.filter === kind);
    press(problems, false);
    search.value = user.value = endpoint.value = "";
    onChange();
  }

  return { tabs: [...tabs, problems], choices: [search, user, endpoint], matches, learn, reset };
}
