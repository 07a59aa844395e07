// The share sheet: it shows the cards that the open page has set for a friend and for Moments.

import { byID, h, picture } from "./dom.js";
import { icon } from "./icons.js";
import { said, t } from "./i18n.js";
import { copy } from "./clipboard.js";
import { openSheet, toast } from "./sheet.js";

function card(kind, { title, desc, link, imgUrl }) {
  const thumb = picture(imgUrl, "thumb", () => h("span", { class: "blank thumb" }, icon("link")));
  return h("div", { class: `share-card share-card-${kind}` },
    h("div", { class: "share-words" },
      h("strong", { class: "share-card-title" }, title),
      kind === "appMessage" ? h("p", { class: "share-card-desc" }, desc) : null),
    thumb,
    h("small", { class: "share-card-link" }, link));
}

// openShare shows the sheet for a page. It calls shared with the kind when the user shares.
export function openShare(page, shared) {
  const section = (kind) => {
    const hidden = !page.optionMenu || page.hidden.includes(`menuItem:share:${kind}`);
    return h("section", { dataset: { kind } },
      h("h3", {}, t(`share.${kind}`)),
      page.cards[kind] ? card(kind, page.cards[kind]) : h("p", { class: "share-none" }, t(page.waits.has(kind) ? "share.pageDecides" : "share.none")),
      hidden ? h("p", { class: "share-none" }, t("share.hidden")) : h("button", { type: "button", class: "weui-btn weui-btn_mini weui-btn_primary", dataset: { share: kind }, on: { click: () => {
        close();
        shared(kind);
        toast(t("share.done"));
      } } }, t(`share.${kind}`)));
  };
  const failed = page.config && !page.config.ok;
  const close = openSheet({ title: t("share.title"), id: "share-sheet", within: byID("webview-frame"), content: [
    failed ? h("p", { class: "share-problem" }, `${page.config.errMsg}: ${said(page.config.problem)}`) : null,
    section("appMessage"), section("timeline"),
    h("div", { class: "share-more" },
      h("button", { type: "button", class: "plain-link", on: { click: (event) => copy(page.href, event.currentTarget) } }, t("share.copyLink")),
      h("a", { class: "plain-link", href: page.href, target: "_blank", rel: "noopener noreferrer" }, t("share.newTab"))),
  ].filter(Boolean) });
}
