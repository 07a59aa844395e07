// The account's menu below the chat, and what each type of button does.

import * as api from "./api.js";
import { h, byID } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";
import { askPicture, askPlace } from "./attachments.js";
import { ask, attempt, toast } from "./sheet.js";
import { user, userMenu } from "./state.js";

// askCode resolves to {result}, the text that the scanner reads, or to null.
const askCode = () => ask({ title: t("scan.result"), fields: { result: { label: t("scan.code"), required: true } } });

// questions has the question that each type of button asks before the press is sent.
const questions = {
  scancode_push: askCode, scancode_waitmsg: askCode,
  pic_sysphoto: askPicture, pic_photo_or_album: askPicture, pic_weixin: askPicture,
  location_select: askPlace,
};

async function press(button, path, openURL) {
  const name = user().name;
  const input = questions[button.type] ? await questions[button.type]() : {};
  if (input === null) return; // the user has cancelled the question
  if (button.type === "view") {
    const answer = await attempt(() => api.act(name, "view", { path }));
    if (answer) openURL(answer.url ?? button.url);
    return;
  }
  if (!button.type) return toast(t("menu.empty"));
  const answer = await attempt(() => api.act(name, "click", { path, ...input }));
  if (answer && button.type === "miniprogram") toast(t("miniprogram.notice"));
  else if (answer?.url) openURL(answer.url);
}

// mountMenu returns the function that redraws the menu.
export function mountMenu(openURL) {
  const foot = byID("foot");
  const bar = byID("menu-bar");
  byID("show-menu").append(icon("menu"));
  byID("show-keyboard").append(icon("keyboard"));
  byID("show-menu").addEventListener("click", () => (foot.dataset.input = "menu"));
  byID("show-keyboard").addEventListener("click", () => {
    foot.dataset.input = "keyboard";
    byID("message-input").focus();
  });

  const closePopup = () => bar.querySelector(".menu-popup")?.remove();
  document.addEventListener("click", (event) => event.target.closest("#menu-bar") || closePopup());

  function popup(button, index) {
    return h("div", { class: "menu-popup" }, button.sub_button.map((item, i) =>
      h("button", { type: "button", class: "menu-item", dataset: { path: `${index}-${i}`, type: item.type }, on: { click: (event) => {
        event.stopPropagation();
        closePopup();
        press(item, [index, i], openURL);
      } } }, item.name)));
  }

  let drawn = "";
  return () => {
    const buttons = (user()?.following && userMenu()?.button) || [];
    const now = JSON.stringify(buttons);
    if (now === drawn) return;
    const first = drawn === "" || drawn === "[]";
    drawn = now;
    byID("show-menu").hidden = buttons.length === 0;
    if (buttons.length === 0) foot.dataset.input = "keyboard";
    else if (first) foot.dataset.input = "menu"; // like WeChat, show the menu before the keyboard
    bar.replaceChildren(...buttons.map((button, index) => {
      const opens = button.sub_button?.length > 0;
      const holder = h("div", { class: "menu-holder" },
        h("button", { type: "button", class: "menu-button", dataset: { path: index, type: button.type ?? "" }, on: { click: () => {
          const open = holder.querySelector(".menu-popup");
          closePopup();
          if (!opens) press(button, [index], openURL);
          else if (!open) holder.append(popup(button, index));
        } } }, opens ? icon("menu") : null, h("span", {}, button.name)));
      return holder;
    }));
  };
}
