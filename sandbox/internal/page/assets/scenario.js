// The recording of a phone session as a scenario: a button that starts and stops it, and the YAML.

import * as api from "./api.js";
import { copy } from "./clipboard.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { attempt } from "./sheet.js";

// save lets the browser store the scenario as a file.
function save(yaml) {
  const url = URL.createObjectURL(new Blob([yaml], { type: "application/yaml" }));
  h("a", { href: url, download: "scenario.yaml" }).click();
  URL.revokeObjectURL(url);
}

// mountScenario returns the function that redraws the section, which is to be called when the state or a chat changes.
export function mountScenario(holder) {
  let shown = { recording: false, steps: 0, yaml: "" };
  const now = h("span", { class: "badges", role: "status" });
  const yaml = h("pre", { id: "scenario-yaml", tabindex: "0", "aria-label": t("scenario.title") });
  const toggle = h("button", { type: "button", id: "scenario-record", on: { click: async () => {
    const next = await attempt(shown.recording ? api.stopScenario : api.startScenario);
    if (next) draw(next);
  } } });
  const files = h("div", { class: "fault-row" },
    h("button", { type: "button", id: "scenario-copy", on: { click: (event) => copy(shown.yaml, event.currentTarget) } }, t("account.copy")),
    h("button", { type: "button", id: "scenario-save", on: { click: () => save(shown.yaml) } }, t("scenario.save")));
  holder.append(h("details", { id: "scenario", class: "fold" },
    h("summary", {}, t("scenario.title"), now),
    h("div", { class: "fault-row" }, toggle, h("span", {}, t("scenario.hint"))), files, yaml));

  function draw(next) {
    shown = next;
    toggle.textContent = t(shown.recording ? "scenario.stop" : "scenario.start");
    toggle.setAttribute("aria-pressed", String(shown.recording));
    now.replaceChildren(...(shown.recording ? [h("b", { class: "badge" }, `${shown.steps} ${t("scenario.steps")}`)] : []));
    yaml.textContent = shown.yaml;
    files.hidden = yaml.hidden = !shown.yaml;
  }

  draw(shown);
  return async () => {
    const next = await attempt(api.scenario);
    if (next && (next.recording || shown.recording)) draw(next); // a stopped recording stays to be copied
  };
}
