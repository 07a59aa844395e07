// The rules of the account: its kind, its quotas, the IP whitelist, its secret and its key.

import * as api from "./api.js";
import { h } from "./dom.js";
import { known, t } from "./i18n.js";
import { attempt, toast } from "./sheet.js";
import { refresh, state } from "./state.js";

const kinds = ["service", "subscription", "service-unverified", "personal", "test"];
const switches = [["quotas", "rules.quotas"], ["secretFrozen", "rules.frozen"], ["whitelistAll", "rules.whitelistAll"]];

async function change(rules) {
  await attempt(() => api.setRules(rules));
  await attempt(refresh);
}

async function changeKey() {
  if (!(await attempt(api.changeKey))) return;
  toast(t("rules.keyChanged"));
  await attempt(refresh);
}

// badges returns the rules that differ from the defaults, as short texts.
function badges() {
  const { kind, quotas, secretFrozen, whitelist } = state.rules;
  return [
    kind === "service" ? null : known("kind", kind),
    quotas ? t("rules.quotas") : null,
    secretFrozen ? t("rules.frozen") : null,
    whitelist.length ? t("rules.whitelist") : null,
  ].filter(Boolean).map((words) => h("b", { class: "badge" }, words));
}

// mountRules returns the function that redraws the section.
export function mountRules(holder) {
  const now = h("span", { class: "badges", role: "status" });
  const kind = h("select", { id: "kind-select", on: { change: () => change({ kind: kind.value }) } }, kinds.map((one) => h("option", { value: one }, known("kind", one))));
  const boxes = switches.map(([name, label]) => {
    const box = h("input", { type: "checkbox", id: `rule-${name}`, on: { change: () => change({ [name]: box.checked }) } });
    return [name, box, h("label", { class: "check" }, box, t(label))];
  });
  const list = h("input", { type: "text", id: "whitelist", placeholder: "1.2.3.4, 10.0.0.0/8", spellcheck: "false", autocomplete: "off" });
  const form = h("form", { class: "whitelist", on: { submit: (event) => {
    event.preventDefault();
    change({ whitelist: list.value.split(/[\s,，]+/).filter(Boolean) });
  } } }, h("label", { for: "whitelist" }, t("rules.whitelist")), list, h("button", { type: "submit" }, t("rules.set")));
  const label = (name) => boxes.find(([one]) => one === name)[2];
  holder.append(h("details", { id: "rules", class: "fold" },
    h("summary", {}, t("rules.title"), now),
    h("div", { class: "fault-row" }, h("label", { for: "kind-select" }, t("rules.kind")), kind, label("quotas")),
    h("div", { class: "fault-row" }, form, label("whitelistAll")),
    h("div", { class: "fault-row" }, label("secretFrozen"), h("button", { type: "button", id: "change-key", title: t("rules.keyWhat"), on: { click: changeKey } }, t("rules.key")))));

  return () => {
    now.replaceChildren(...badges());
    kind.value = state.rules.kind;
    for (const [name, box] of boxes) box.checked = state.rules[name];
    if (document.activeElement !== list) list.value = state.rules.whitelist.join(", ");
  };
}
