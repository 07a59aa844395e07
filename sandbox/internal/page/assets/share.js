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

// target is a round button of the sheet.
const target = (sign, label, props) => h(props.href ? "a" : "button", { type: props.href ? null : "button", class: "share-target", ...props },
  h("span", {}, icon(sign)), h("span", {}, label));

// openShare shows the sheet for a page. It calls shared with the kind when the user shares.
export function openShare(page, shared) {
  const isHidden = (kind) => !page.optionMenu || page.hidden.includes(`menuItem:share:${kind}`);
  const share = (kind, sign) => target(sign, t(`share.${kind}`), { dataset: { share: kind }, disabled: isHidden(kind), on: { click: () => {
    close();
    shared(kind);
    toast(t("share.done"));
  } } });
  const section = (kind) => h("section", { dataset: { kind } },
    h("h3", {}, t(`share.${kind}`)),
    page.cards[kind] ? card(kind, page.cards[kind]) : h("p", { class: "share-none" }, t(page.waits.has(kind) ? "share.pageDecides" : "share.none")),
    isHidden(kind) ? h("p", { class: "share-none" }, t("share.hidden")) : null);
  const copyLink = target("copy", t("share.copyLink"), { on: { click: () => copy(page.href, copyLink.lastChild) } });
  const failed = page.config && !page.config.ok;
  const close = openSheet({ title: t("share.title"), id: "share-sheet", within: byID("webview-frame"), content: [
    failed ? h("p", { class: "share-problem" }, `${page.config.errMsg}: ${said(page.config.problem)}`) : null,
    h("div", { class: "share-targets" }, share("appMessage", "share"), share("timeline", "moments"), copyLink,
      target("outside", t("share.newTab"), { href: page.href, target: "_blank", rel: "noopener noreferrer" })),
    section("appMessage"), section("timeline"),
  ].filter(Boolean) });
}
