// Snapshots: states that are kept under names while the sandbox runs, to go back to.

import * as api from "./api.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { attempt, toast } from "./sheet.js";
import { refresh, state } from "./state.js";

async function change(action, done) {
  if (!(await attempt(action))) return false;
  toast(done);
  await attempt(refresh);
  return true;
}

function kept(name) {
  const button = (label, action, done) => h("button", { type: "button", "aria-label": `${t(label)} ${name}`, on: { click: () => change(action, `${t(done)} ${name}`) } }, t(label));
  return h("li", { class: "fault-row" }, h("code", {}, name),
    button("snapshots.load", () => api.loadSnapshot(name), "snapshots.loaded"),
    button("snapshots.delete", () => api.deleteSnapshot(name), "snapshots.deleted"));
}

// mountSnapshots returns the function that redraws the section.
export function mountSnapshots(holder) {
  const name = h("input", { type: "text", id: "snapshot-name", required: true, maxlength: "32", pattern: "[A-Za-z0-9_\\-]+", placeholder: "followed", spellcheck: "false", autocomplete: "off", "aria-label": t("snapshots.name") });
  const form = h("form", { class: "fault-row keep-snapshot", on: { submit: async (event) => {
    event.preventDefault();
    if (await change(() => api.keepSnapshot(name.value), `${t("snapshots.kept")} ${name.value}`)) name.value = "";
  } } }, name, h("button", { type: "submit", id: "keep-snapshot" }, t("snapshots.keep")));
  const list = h("ul", { class: "snapshots" });
  holder.append(h("details", { id: "snapshots", class: "fold" },
    h("summary", {}, t("snapshots.title")), h("p", { class: "about" }, t("snapshots.about")), form, list));
  return () => list.replaceChildren(...state.snapshots.map(kept));
}
