// Subscription notices on the phone: the pop-up in which a page or an article offers them, and their management.

import * as api from "./api.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { accountAvatar } from "./avatar.js";
import { attempt, openSheet } from "./sheet.js";
import { state, user } from "./state.js";
import { kindBadge } from "./templates.js";

const maxOffered = 3; // templates in one pop-up

const notices = () => state.templates.filter((one) => one.kind !== "template");

// outline is a template's content without its keywords.
const outline = (content) => content.trim().replace(/\{\{\w+\.DATA\}\}/g, "…");

function check(one, checked, onChange) {
  const box = h("input", { type: "checkbox", class: "weui-check", name: "template", value: one.id, checked, on: { change: onChange } });
  return h("label", { class: "weui-cell weui-cell_active weui-check__label notice" },
    h("span", { class: "weui-cell__hd" }, box, h("i", { class: "weui-icon-checked" })),
    h("span", { class: "weui-cell__bd" }, h("strong", {}, one.title, " ", kindBadge(one.kind)), h("small", {}, outline(one.content))));
}

const ticked = (list) => [...list.querySelectorAll("input:checked")].map((box) => box.value);

// chooseOffer asks which templates are offered, and where. It resolves to {templates, scene}, or to null.
function chooseOffer(actions) {
  return new Promise((resolve) => {
    let chosen = null;
    const list = h("div", { class: "weui-cells weui-cells_checkbox" });
    const show = h("button", { type: "submit", class: "weui-btn weui-btn_primary", id: "show-popup" }, t("popup.show"));
    const limit = () => {
      const count = ticked(list).length;
      show.disabled = count === 0;
      for (const box of list.querySelectorAll("input")) box.disabled = count === maxOffered && !box.checked;
    };
    list.append(...notices().map((one, i) => check(one, i < maxOffered, limit)));
    const scene = h("select", { id: "popup-scene" }, h("option", { value: 1 }, t("popup.page")), h("option", { value: 2 }, t("popup.article")));
    const form = h("form", { on: { submit: (event) => {
      event.preventDefault();
      chosen = { templates: notices().filter((one) => ticked(list).includes(one.id)), scene: Number(scene.value) };
      close();
    } } }, list, h("label", { class: "field inline" }, t("popup.scene"), scene), show);
    const more = h("button", { type: "button", class: "plain-link", id: "to-templates", on: { click: () => {
      close();
      actions.showTemplates();
    } } }, t("popup.add"));
    const close = openSheet({ title: t("popup.offer"), id: "offer-sheet", onClose: () => resolve(chosen),
      content: [notices().length ? form : h("p", { class: "note" }, t("popup.none")), h("div", { class: "sheet-more" }, more)] });
    limit();
  });
}

// showPopup shows the pop-up. It resolves to {accept, reject, scene}, or to null if the user leaves it without an answer.
function showPopup({ templates, scene }) {
  return new Promise((resolve) => {
    let answer = null;
    const list = h("div", { class: "weui-cells weui-cells_checkbox" }, templates.map((one) => check(one, true, () => {})));
    const end = (accept) => {
      answer = { accept, reject: templates.map((one) => one.id).filter((id) => !accept.includes(id)), scene };
      close();
    };
    const button = (id, style, label, accept) => h("button", { type: "button", id, class: `weui-btn ${style}`, on: { click: () => end(accept()) } }, t(label));
    const close = openSheet({ title: t("panel.popup"), id: "popup-sheet", onClose: () => resolve(answer), content: [
      h("div", { class: "popup-head" }, accountAvatar(), h("span", {}, h("strong", {}, state.account.nickname ?? ""), t("popup.asks"))),
      list,
      user()?.refusing ? h("p", { class: "note" }, t("popup.refusing")) : null,
      h("div", { class: "pair" }, button("popup-cancel", "weui-btn_default", "popup.cancel", () => []), button("popup-allow", "weui-btn_primary", "popup.allow", () => ticked(list))),
    ] });
  });
}

// askNotices resolves to the user's answer to a pop-up, {accept, reject, scene}, or to null.
export async function askNotices(actions) {
  const offer = await chooseOffer(actions);
  return offer && showPopup(offer);
}

// offered shows the pop-up for the templates with these ids, which a page offers.
export function offered(ids) {
  return showPopup({ templates: notices().filter((one) => ids.includes(one.id)), scene: 1 });
}

// subscriptions returns the list of what the user has subscribed to, where each can be cancelled.
export function subscriptions(one) {
  const list = h("div", { class: "weui-cells", id: "subscriptions" });
  const load = () => attempt(async () => {
    const found = await api.subscriptions(one.name);
    list.hidden = found.length === 0;
    list.replaceChildren(...found.map((subscription) => h("div", { class: "weui-cell", dataset: { template: subscription.id } },
      h("span", { class: "weui-cell__bd" }, subscription.title, " ", kindBadge(subscription.kind), subscription.kind === "one-time" ? ` × ${subscription.left}` : ""),
      h("button", { type: "button", class: "plain-link", on: { click: async () => {
        if (await attempt(() => api.act(one.name, "cancel-notices", { templates: [subscription.id] }))) await load();
      } } }, t("notices.cancel")))));
  });
  list.hidden = true;
  load();
  return list;
}
