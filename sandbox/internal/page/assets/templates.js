// The account's templates, as the platform's console lists and adds them.

import * as api from "./api.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { attempt, once, toast } from "./sheet.js";
import { refresh, state } from "./state.js";

const kinds = ["template", "one-time", "long-term"];
const sample = "订单号:{{character_string1.DATA}}\n时间:{{time2.DATA}}";

export const kindBadge = (kind) => h("b", { class: "badge" }, t(`templates.${kind}`));

// mountTemplates returns {view, draw}.
export function mountTemplates() {
  const list = h("div", { class: "template-list" });
  const field = (label, control) => h("label", {}, h("span", {}, label), control);
  const kind = h("select", { id: "template-kind" }, kinds.map((one) => h("option", { value: one }, t(`templates.${one}`))));
  const title = h("input", { type: "text", id: "template-title", required: true, autocomplete: "off" });
  const id = h("input", { type: "text", id: "template-id", placeholder: t("templates.made"), spellcheck: "false", autocomplete: "off" });
  const content = h("textarea", { id: "template-content", rows: 3, required: true, spellcheck: "false", placeholder: sample });
  const add = once(async () => {
    const added = await attempt(() => api.addTemplate({ kind: kind.value, id: id.value, title: title.value, content: content.value }));
    if (!added) return;
    for (const one of [title, id, content]) one.value = "";
    toast(`${t("templates.added")} ${added.id}`);
    await attempt(refresh);
  });
  const form = h("form", { class: "new-template", on: { submit: (event) => {
    event.preventDefault();
    add();
  } } },
  field(t("templates.kind"), kind), field(t("link.title"), title), field("template_id", id), field(t("templates.content"), content),
  h("button", { type: "submit", id: "add-template" }, t("templates.add")));

  let drawn = "";
  function draw() {
    const now = JSON.stringify(state.templates);
    if (now === drawn) return; // what is selected for copying stays selected
    drawn = now;
    list.replaceChildren(...(state.templates.length ? state.templates.map((one) => h("article", { class: "template", dataset: { id: one.id } },
      h("h3", {}, one.title, " ", kindBadge(one.kind)), h("code", {}, one.id), h("pre", {}, one.content.trim())))
      : [h("p", { class: "empty" }, t("templates.empty"))]));
  }

  return { view: h("section", { class: "templates", "aria-label": t("console.templates") }, form, list), draw };
}
