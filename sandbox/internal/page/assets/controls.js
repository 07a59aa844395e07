// The sandbox's own controls at the head of the inspector: mode, clock, reset, the callback and the account's values.

import * as api from "./api.js";
import { h, byID } from "./dom.js";
import { locale, said, t } from "./i18n.js";
import { copy } from "./clipboard.js";
import { modeName } from "./exchange.js";
import { attempt, toast } from "./sheet.js";
import { now, refresh, state } from "./state.js";

const modes = ["plain", "compatible", "safe", "cloud"];
const steps = [[60, "clock.minute"], [300, "clock.fiveMinutes"], [7200, "clock.twoHours"]]; // seconds

const clockText = () => now().toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit" });

async function advance(seconds) {
  if (!(await attempt(() => api.advanceClock(seconds)))) return;
  await refresh();
  toast(`${t("clock.advanced")} ${clockText()}`);
}

// environment returns the variables that a program needs to use this sandbox instead of the platform.
const environment = () => [
  ["WECHAT_APPID", state.account.appid],
  ["WECHAT_SECRET", state.account.secret],
  ["WECHAT_TOKEN", state.account.token],
  ["WECHAT_ENCODING_AES_KEY", state.account.encodingAESKey],
  ["WECHAT_MODE", state.mode],
  ["WECHAT_API_BASE", state.base],
];

// assignment returns the command that sets a variable: for PowerShell on Windows, otherwise for a POSIX shell.
const assignment = ([name, text = ""]) => (navigator.userAgent.includes("Windows")
  ? `$env:${name} = "${text.replace(/[`"$]/g, "`$&")}"`
  : `export ${name}='${text.replaceAll("'", "'\\''")}'`);

function value(label, text) {
  const button = h("button", { type: "button", class: "copy", on: { click: () => copy(text ?? "", button) } }, t("account.copy"));
  return [h("dt", {}, label), h("dd", {}, h("code", {}, text ?? ""), button)];
}

function accountValues() {
  const all = h("button", { type: "button", class: "copy", on: { click: () => copy(environment().map(assignment).join("\n"), all) } }, t("account.copyAll"));
  return [h("dl", {},
    value("AppID", state.account.appid), value("AppSecret", state.account.secret), value("Token", state.account.token),
    value("EncodingAESKey", state.account.encodingAESKey), value("originalId", state.account.originalId), value("API", state.base),
    state.webHosts.flatMap((host) => value("Web", host))), all];
}

function handshake() {
  if (!state.callback) return ["", t("callback.none")];
  if (!state.handshake) return ["", t("callback.pending")];
  return state.handshake.ok ? ["good", t("callback.ok")] : ["bad", `${t("callback.failed")} ${said(state.handshake.problem)}`];
}

// mountControls returns the function that redraws the controls.
export function mountControls(holder) {
  const mode = h("select", { id: "mode-select", title: t("field.mode"), on: { change: async () => {
    await attempt(() => api.setMode(mode.value));
    await attempt(refresh);
  } } }, modes.map((one) => h("option", { value: one }, modeName(one))));

  const time = h("time", { title: t("clock.now") });
  const clock = h("span", { id: "advance-clock", class: "segments", role: "group", title: t("clock.advance") }, steps.map(([seconds, label]) =>
    h("button", { type: "button", dataset: { seconds }, on: { click: () => advance(seconds) } }, t(label))));

  const reset = h("button", { type: "button", id: "reset", on: { click: () => confirm(t("inspector.resetSure")) && attempt(api.reset) } }, t("inspector.reset"));

  const url = h("input", { id: "callback-url", type: "url", "aria-label": t("callback.url"), spellcheck: "false" });
  const verdict = h("p", { id: "handshake", role: "status" });
  const callback = h("form", { class: "callback", on: { submit: async (event) => {
    event.preventDefault();
    await attempt(() => api.setCallback(url.value));
    await attempt(refresh);
  } } }, h("label", {}, t("callback.url")), url, h("button", { type: "submit", id: "verify-callback" }, t("callback.verify")));

  const values = h("div", { class: "account-values" });
  holder.append(
    h("div", { class: "controls" }, h("label", {}, t("field.mode"), mode), h("span", { class: "clock" }, time, clock), reset),
    h("details", { class: "account fold" }, h("summary", {}, t("account.values"), verdict), callback, values));

  const tick = () => {
    time.textContent = clockText();
    byID("phone-clock").textContent = time.textContent.slice(0, 5);
  };
  setInterval(tick, 1000);

  return () => {
    tick();
    mode.value = state.mode;
    if (document.activeElement !== url) url.value = state.callback ?? "";
    const [kind, words] = handshake();
    verdict.className = kind;
    verdict.textContent = words;
    values.replaceChildren(...accountValues());
  };
}
