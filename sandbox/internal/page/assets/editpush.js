// "Edit and push again": the fields of a push, or its XML, in a form below the exchange.

import * as api from "./api.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { plainXML, readFields } from "./fields.js";
import { indentXML } from "./highlight.js";
import { attempt, once } from "./sheet.js";

// renderEditor returns the form for a push. It calls close when the user leaves it.
export function renderEditor(exchange, close) {
  const read = readFields(plainXML(exchange));
  const area = h("textarea", { class: "edit-xml", spellcheck: "false", "aria-label": t("edit.xml") }, indentXML(plainXML(exchange)));
  const grid = h("div", { class: "edit-fields" }, (read?.fields ?? []).map((field) => {
    const id = `edit-${exchange.id}-${field.path}`;
    return [h("label", { for: id }, field.path), h("input", { id, type: "text", value: field.value, spellcheck: "false", autocomplete: "off", dataset: { path: field.path }, on: {
      input: (event) => field.set(event.target.value),
    } })];
  }));
  let raw = !read;
  const mode = h("button", { type: "button", class: "edit-mode", on: { click: () => {
    if (!raw) area.value = indentXML(read.text());
    raw = !raw;
    draw();
  } } });
  // The fields keep what was typed into them; the XML is what is pushed while it is shown.
  const draw = () => {
    area.hidden = !raw;
    grid.hidden = raw;
    mode.textContent = t(raw ? "edit.fields" : "edit.xml");
    mode.hidden = !read;
  };
  const fresh = h("input", { type: "checkbox", checked: true });
  const push = once(() => attempt(() => api.pushEdited(exchange.id, raw ? area.value : read.text(), fresh.checked)));
  draw();
  return h("form", { class: "edit-push", "aria-label": t("edit.title"), on: {
    submit: (event) => {
      event.preventDefault();
      push();
    },
    keydown: (event) => event.key === "Escape" && close(),
  } }, grid, area, h("div", { class: "edit-foot" },
    h("label", { title: t("edit.freshWhat") }, fresh, t("edit.fresh")), mode,
    h("button", { type: "button", on: { click: close } }, t("popup.cancel")),
    h("button", { type: "submit" }, t("edit.push"))));
}
