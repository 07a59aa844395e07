// One exchange in the inspector: a line that opens to show everything that was sent, signed and answered.

import * as api from "./api.js";
import { duration, h } from "./dom.js";
import { known, locale, said, t } from "./i18n.js";
import { copy } from "./clipboard.js";
import { curlCommand, goTest, scenarioStep } from "./copyas.js";
import { linkTo, remember } from "./deeplink.js";
import { renderEditor } from "./editpush.js";
import { highlight, indentXML } from "./highlight.js";
import { attempt } from "./sheet.js";
import { renderSignature } from "./signature.js";

export const modeName = (mode) => known("mode", mode);
const clock = (at) => new Date(at).toLocaleTimeString(locale);
const ordinal = (n) => `${t("exchange.attempt")} ${n} ${t("exchange.attemptTimes")}`.trim();

const durationText = (exchange) => (exchange.durationMs > 0 && !exchange.pending ? duration(exchange.durationMs) : null);

const outcomeName = ({ kind, outcome }) => known("outcome", outcome) + (kind === "push" && outcome === "success" ? ` · ${t("exchange.noReply")}` : "");

function result(exchange) {
  if (exchange.pending) return t("exchange.pending");
  if (exchange.outcome) return outcomeName(exchange);
  if (exchange.errcode) return `errcode ${exchange.errcode}`;
  return exchange.status ? String(exchange.status) : "";
}

function facts(exchange) {
  const rows = [
    ["field.time", clock(exchange.at)],
    ["field.user", exchange.user],
    ["field.mode", exchange.mode && modeName(exchange.mode)],
    ["field.attempt", exchange.attempt],
    ["field.duration", durationText(exchange)],
    ["field.status", exchange.status],
    ["field.outcome", exchange.outcome && outcomeName(exchange)],
    ["field.endpoint", exchange.endpoint],
    ["field.fault", exchange.fault && known("fault", exchange.fault)],
    ["field.fidelity", exchange.fidelity],
    ["field.errcode", exchange.kind === "call" ? exchange.errcode : null],
  ].filter(([, value]) => value !== undefined && value !== null && value !== "" && value !== false);
  return h("dl", { class: "facts" }, rows.map(([name, value]) => h("div", {}, h("dt", {}, t(name)), h("dd", {}, String(value)))));
}

// explained says what an answer without a reply means; programs that answer nothing are often taken for broken ones.
function explained({ kind, outcome }) {
  const words = kind === "push" && { success: "exchange.whySuccess", empty: "exchange.whyEmpty" }[outcome];
  return words ? h("p", { class: "outcome-why" }, t(words)) : null;
}

function body(label, text, shown = text) {
  const button = h("button", { type: "button", class: "copy", on: { click: () => copy(text, button) } }, t("account.copy"));
  return h("div", { class: "body" }, h("p", {}, h("small", {}, label), button), h("pre", {}, highlight(shown)));
}

// side shows the request or the response: its first line, its headers, and its body as it was sent and in a
// readable form.
function side(title, line, message, sealed) {
  const headers = Object.entries(message.headers ?? {});
  return h("section", { class: "side" },
    h("h4", {}, title, h("code", {}, line)),
    headers.length ? h("details", { class: "headers" }, h("summary", {}, t("exchange.headers")), h("pre", {}, headers.map(([name, value]) => `${name}: ${value}`).join("\n"))) : null,
    message.opened && message.opened !== message.body ? body(t(sealed ? "exchange.opened" : "exchange.readable"), message.opened, indentXML(message.opened)) : null,
    message.body ? body(t("exchange.raw"), message.body) : message.opened ? null : h("p", { class: "nothing" }, t("exchange.noBody")));
}

// actions returns the row of what can be done with an exchange. An exchange without a push cannot be pushed again.
function actions(exchange) {
  const toggle = h("button", { type: "button", class: "edit-open", "aria-expanded": "false", on: { click: () => edit(toggle.getAttribute("aria-expanded") !== "true") } }, t("edit.title"));
  const row = h("div", { class: "actions" });
  const edit = (on) => {
    toggle.setAttribute("aria-expanded", String(on));
    const facts = row.parentElement;
    facts.parentElement.querySelector(".edit-push")?.remove();
    if (!on) return toggle.focus();
    facts.after(renderEditor(exchange, () => edit(false)));
    facts.parentElement.querySelector(".edit-push input, .edit-push textarea:not([hidden])").focus();
  };
  const again = exchange.kind === "push" ? [
    h("button", { type: "button", class: "push-again", title: t("faults.againWhat"), on: { click: () => attempt(() => api.pushAgain(exchange.id)) } }, t("faults.again")), toggle] : [];
  const copies = [["copyAs.curl", curlCommand(exchange)], ["copyAs.go", goTest(exchange)], ["copyAs.step", scenarioStep(exchange)], ["copyAs.link", linkTo("exchange", exchange.id)]]
    .filter(([, text]) => text)
    .map(([label, text]) => h("button", { type: "button", class: "copy copy-as", dataset: { as: label.split(".")[1] }, on: { click: (event) => copy(text, event.currentTarget) } }, t(label)));
  row.append(h("div", {}, again), h("div", {}, h("small", {}, t("copyAs.title")), copies));
  return row;
}

const isSealed = (message) => /"?<Encrypt>|"Encrypt"/.test(message?.body ?? "");

function details(exchange) {
  const signatures = exchange.signatures?.length ? h("section", { class: "side" }, h("h4", {}, t("signature.title")), exchange.signatures.map(renderSignature)) : null;
  const signaturesFirst = exchange.signatures?.some((one) => !one.ok); // a wrong signature is shown before the bodies
  return h("div", { class: "exchange-details" },
    exchange.problem ? h("div", { class: "problem" }, h("strong", {}, t("exchange.problem")), h("p", {}, said(exchange.problem))) : null,
    h("div", { class: "facts-row" }, facts(exchange), actions(exchange)),
    explained(exchange),
    exchange.changes ? h("section", { class: "side" }, h("h4", {}, t("exchange.changes")), h("ul", {}, exchange.changes.map((one) => h("li", {}, said(one))))) : null,
    signaturesFirst ? signatures : null,
    exchange.request ? side(t("exchange.request"), `${exchange.request.method ?? ""} ${exchange.request.url ?? ""}`, exchange.request, isSealed(exchange.request)) : null,
    exchange.response ? side(t("exchange.response"), `HTTP ${exchange.response.status ?? ""}`, exchange.response, isSealed(exchange.response)) : null,
    signaturesFirst ? null : signatures);
}

// renderExchange returns a <details> element. Its content is created when it is opened for the first time. An
// exchange that the user opens is scrolled into view.
export function renderExchange(exchange, open) {
  const look = exchange.pending ? "waiting" : exchange.ok === false ? "bad" : exchange.problem ? "warned" : "good";
  const element = h("details", { class: `exchange ${look}`, dataset: { kind: exchange.kind, outcome: exchange.outcome ?? "", id: exchange.id, ok: String(Boolean(exchange.ok)) } },
    h("summary", {},
      h("span", { class: `kind kind-${exchange.kind}` }, known("kind", exchange.kind)),
      h("span", { class: "title" }, exchange.title ?? "", exchange.fidelity === "missing" ? h("em", {}, t("exchange.missing")) : null),
      h("span", { class: "meta" },
        exchange.user ? h("span", {}, exchange.user) : null,
        exchange.mode ? h("span", {}, modeName(exchange.mode)) : null,
        exchange.fault ? h("span", { class: "retry" }, known("fault", exchange.fault)) : null,
        exchange.attempt > 1 ? h("span", { class: "retry" }, ordinal(exchange.attempt)) : null,
        durationText(exchange) ? h("span", {}, durationText(exchange)) : null,
        h("time", {}, clock(exchange.at))),
      h("span", { class: "result" }, result(exchange)),
      exchange.problem ? h("span", { class: "problem-line" }, said(exchange.problem)) : null));
  const fill = () => element.querySelector(".exchange-details") || element.append(details(exchange));
  let drawnOpen = open; // the first toggle event then comes from drawing it, not from the user
  element.addEventListener("toggle", () => {
    if (!element.open) return;
    fill();
    if (!drawnOpen) {
      remember("exchange", exchange.id);
      element.scrollIntoView({ block: "nearest" });
    }
    drawnOpen = false;
  });
  if (open) {
    fill();
    element.open = true;
  }
  return element;
}
