// The list of chats, to which the phone's back button leads: WeChat shows each account with the last message and how
// many are unread. This phone knows one account.

import * as api from "./api.js";
import { h, byID, keepFocus } from "./dom.js";
import { icon } from "./icons.js";
import { clockTime, t } from "./i18n.js";
import { accountAvatar } from "./avatar.js";
import { attempt } from "./sheet.js";
import { state, user } from "./state.js";

// summary is an entry in a line: its text, or what it is.
const summary = (entry) => entry?.text || entry?.title || entry?.articles?.[0]?.title || (entry ? t(`entry.${entry.type}`) : "");

// mountChats returns {add, close}. add tells of an entry that arrives; close shows the chat.
export function mountChats() {
  const layer = byID("chats");
  let last = null;
  let unread = 0;
  let openTo = null; // the user whose list is shown

  function draw() {
    keepFocus(layer, () => layer.replaceChildren(
      h("header", { class: "title-bar" }, h("span"), h("h2", {}, t("chats.title")), h("span")),
      h("button", { type: "button", class: "chat-row", on: { click: close } },
        h("span", { class: "chat-picture" }, accountAvatar(), unread ? h("b", { class: "count" }, unread, h("span", { class: "unseen" }, ` ${t("chats.unread")}`)) : null),
        h("span", { class: "lines" }, h("strong", {}, state.account.nickname ?? ""), h("small", {}, summary(last))),
        last ? h("time", {}, clockTime(new Date(last.at))) : null)));
  }

  function close() {
    if (layer.hidden) return;
    layer.hidden = true;
    openTo = null;
    byID("back").focus();
  }

  async function open() {
    unread = 0;
    openTo = user()?.name ?? null;
    const entries = openTo ? await attempt(() => api.chat(openTo)) : [];
    last = entries?.at(-1) ?? null;
    draw();
    layer.hidden = false;
    layer.querySelector(".chat-row").focus();
  }

  byID("back").append(icon("back"));
  byID("back").addEventListener("click", open);

  function add({ user: name, entry }) {
    if (layer.hidden || name !== openTo || entry.id < (last?.id ?? 0)) return; // an older entry has changed
    if (entry.from !== "user" && entry.id !== last?.id) unread += 1;
    last = entry;
    draw();
  }

  return { add, close };
}
