// The faults that can be requested, to see how a program handles them: expired tokens, and answers that are late or
// lost, and messages that do not arrive.

import * as api from "./api.js";
import { h } from "./dom.js";
import { known, t } from "./i18n.js";
import { attempt, toast } from "./sheet.js";
import { refresh, state } from "./state.js";

const delays = [[0, 0, "faults.off"], [3, 0, "faults.threeSeconds"], [6, 0, "faults.sixSeconds"], [6, 1, "faults.once"]]; // seconds, pushes (0 means all), label

async function setFault(action, done) {
  if (!(await attempt(action))) return;
  if (done) toast(done);
  await attempt(refresh);
}

const button = (id, label, action, done) => h("button", { type: "button", id, on: { click: () => setFault(action, done && t(done)) } }, t(label));

// badges returns the faults that are set, as short texts.
function badges() {
  const { delay, cut, templates, calls } = state.faults;
  return [
    delay.seconds > 0 ? `${t("faults.delayed")} ${delay.seconds} s${delay.pushes ? ` × ${delay.pushes}` : ""}` : null,
    ...calls.map((one) => `${one.endpoint}: ${one.code || one.status || known("fault", one.cut ? "cut" : one.body ? "answer" : "delay")}${one.times ? ` × ${one.times}` : ""}`),
    templates.messages > 0 ? `${t("faults.failingTemplates")} × ${templates.messages}` : null,
    cut.pushes > 0 ? `${t("faults.cutting")} × ${cut.pushes}` : null,
  ].filter(Boolean).map((words) => h("b", { class: "badge" }, words));
}

// callForm returns the form that makes the next calls of an endpoint fail with a code. The names of the endpoints
// are fetched when the field gets the focus.
function callForm() {
  const names = h("datalist", { id: "endpoint-names" });
  const name = h("input", { type: "text", id: "fail-endpoint", list: "endpoint-names", placeholder: "menu.create", spellcheck: "false", autocomplete: "off", required: true, "aria-label": t("field.endpoint"), on: { focus: async () => {
    if (names.childElementCount) return;
    const list = await attempt(api.endpoints);
    names.replaceChildren(...(list || []).map((one) => h("option", { value: one.name }, one.title)));
  } } });
  const code = h("input", { type: "number", id: "fail-code", value: "45009", required: true, "aria-label": "errcode" });
  const times = h("select", { id: "fail-times", "aria-label": t("faults.times") }, [[1, "faults.nextCall"], [0, "faults.allCalls"]].map(([n, label]) => h("option", { value: n }, t(label))));
  return h("form", { class: "fail-calls", on: { submit: (event) => {
    event.preventDefault();
    setFault(() => api.failCalls({ endpoint: name.value, code: Number(code.value), times: Number(times.value) }));
  } } }, name, names, code, times, h("button", { type: "submit", id: "fail-calls" }, t("faults.fail")),
  button("clear-failures", "faults.clear", api.clearFailures));
}

// mountFaults returns the function that redraws the section.
export function mountFaults(holder) {
  const now = h("span", { class: "badges", role: "status" });
  const choices = delays.map(([seconds, pushes, label]) =>
    h("button", { type: "button", dataset: { seconds, pushes }, on: { click: () => setFault(() => api.delay(seconds, pushes)) } }, t(label)));
  holder.append(h("details", { id: "faults", class: "fold" },
    h("summary", {}, t("faults.title"), now),
    h("div", { class: "fault-row" }, h("span", {}, "access_token"),
      button("expire-token", "faults.expire", api.expireToken, "faults.expired"),
      button("renew-classic", "faults.renewClassic", () => api.renewToken("classic"), "faults.renewed"),
      button("renew-stable", "faults.renewStable", () => api.renewToken("stable"), "faults.renewed")),
    h("div", { class: "fault-row" }, h("span", {}, t("faults.slow")),
      h("span", { id: "delay", class: "segments", role: "group" }, choices),
      button("cut", "faults.cut", () => api.cut(state.faults.cut.pushes + 1))),
    h("div", { class: "fault-row" }, h("span", {}, t("template.template")),
      button("fail-template", "faults.failTemplate", () => api.failTemplates(state.faults.templates.messages + 1))),
    h("div", { class: "fault-row" }, h("span", {}, t("faults.calls")), callForm())));

  return () => {
    const { seconds, pushes } = state.faults.delay;
    now.replaceChildren(...badges());
    for (const one of choices) {
      one.setAttribute("aria-pressed", String(Number(one.dataset.seconds) === seconds && (Number(one.dataset.pushes) > 0) === (pushes > 0)));
    }
  };
}
