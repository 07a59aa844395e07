// This module renders one chat entry as the phone shows it: as a grey line or as a bubble. Each type of message has
// its renderer.

import { h, picture } from "./dom.js";
import { icon } from "./icons.js";
import { known, t } from "./i18n.js";
import { richText } from "./richtext.js";
import { accountAvatar, agentAvatar, userAvatar } from "./avatar.js";
import { playSound, viewPicture, viewVideo } from "./media.js";
import { agent, user } from "./state.js";

const placeholder = (name, className = "") => h("span", { class: `blank ${className}` }, icon(name));

// openOnTap makes an element open a URL when it is tapped.
function openOnTap(element, url, actions) {
  if (!url) return element;
  element.classList.add("tappable");
  element.addEventListener("click", () => actions.openURL(url));
  return element;
}

function article({ title, description, picUrl, url }, className, actions) {
  const big = className !== "news-item";
  const words = [h("strong", {}, title ?? "")];
  if (className === "news-single" && description) words.push(h("p", {}, description));
  return openOnTap(h("div", { class: className },
    picUrl || big ? picture(picUrl, "news-picture", () => placeholder("picture", "news-picture")) : null,
    h("div", { class: "news-words" }, words)), url, actions);
}

const kinds = {
  text: (entry, actions) => h("div", { class: "words" }, richText(entry.text ?? "", actions)),

  image: (entry) => {
    const shown = picture(entry.mediaUrl, "photo", () => placeholder("picture", "photo"));
    shown.addEventListener("click", () => viewPicture(entry.mediaUrl));
    return shown;
  },

  voice: (entry) => {
    const seconds = Math.max(1, Math.round(entry.duration ?? 1));
    const bar = h("button", { type: "button", class: "voice", on: { click: () => playSound(bar, entry.mediaUrl, seconds) } }, icon("voice"), h("span", {}, `${seconds}″`));
    bar.style.minWidth = `${Math.min(220, 72 + seconds * 6)}px`;
    return entry.recognition ? [bar, h("p", { class: "recognition" }, h("small", {}, t("voice.recognized")), entry.recognition)] : bar;
  },

  video: (entry) => {
    if (!entry.mediaUrl) return h("div", { class: "video video-cover gone" }, icon("video"), t("video.deleted")); // of a mass message that was deleted
    const cover = h("button", { type: "button", class: "video", on: { click: () => viewVideo(entry.mediaUrl) } }, picture(entry.thumbUrl, "video-cover", () => h("span", { class: "video-cover" })), h("span", { class: "play" }, icon("play")));
    return entry.title || entry.description ? [cover, h("div", { class: "caption" }, h("strong", {}, entry.title ?? ""), h("p", {}, entry.description ?? ""))] : cover;
  },

  music: (entry) => {
    const bar = h("button", { type: "button", class: "music", on: { click: () => playSound(bar, entry.hqUrl || entry.url, 6) } },
      picture(entry.thumbUrl, "thumb", () => placeholder("music", "thumb")),
      h("span", { class: "lines" }, h("strong", {}, entry.title || t("news.media")), h("small", {}, entry.description ?? "")),
      h("span", { class: "play" }, icon("play")));
    return bar;
  },

  news: (entry, actions) => {
    const articles = entry.articles?.length ? entry.articles : [{ title: entry.title ?? t("news.media"), description: entry.description, picUrl: entry.thumbUrl, url: entry.url }];
    if (articles.length === 1) return article(articles[0], "news-single", actions);
    return articles.map((one, i) => article(one, i === 0 ? "news-first" : "news-item", actions));
  },

  location: ({ location = {}, text }) => h("div", { class: "place" },
    h("div", { class: "lines" }, h("strong", {}, location.label || text || t("panel.location")), h("small", {}, `${location.latitude ?? "?"}, ${location.longitude ?? "?"}`)),
    h("div", { class: "map" }, icon("pin"))),

  link: (entry, actions) => openOnTap(h("div", { class: "link-card" },
    h("strong", {}, entry.title || entry.url || ""),
    h("div", { class: "link-rest" }, h("p", {}, entry.description ?? ""), picture(entry.thumbUrl, "thumb", () => placeholder("link", "thumb")))), entry.url, actions),

  file: (entry, actions) => openOnTap(h("div", { class: "file-card" },
    h("div", { class: "lines" }, h("strong", {}, entry.title ?? ""), h("small", {}, entry.description ?? "")), placeholder("file", "thumb")), entry.mediaUrl, actions),

  msgmenu: ({ menu = {} }, actions) => h("div", { class: "choices-card" },
    menu.head ? h("p", {}, richText(menu.head, actions)) : null,
    (menu.items ?? []).map((item) => h("button", { type: "button", class: "msgmenu-item", dataset: { id: item.id }, on: { click: () => actions.sendText(item.content, item.id) } }, item.content)),
    menu.tail ? h("p", {}, richText(menu.tail, actions)) : null),

  miniprogrampage: ({ miniprogram = {}, title, thumbUrl }, actions) => h("div", { class: "program-card tappable", on: { click: () => actions.openMiniProgram(miniprogram) } },
    h("strong", {}, miniprogram.title || title || ""),
    picture(miniprogram.thumbUrl || thumbUrl, "program-picture", () => placeholder("program", "program-picture")),
    h("small", {}, icon("program"), t("miniprogram.name"))),

  // If a message by a template has both, WeChat opens the mini program.
  template: (entry, actions) => {
    const opens = entry.miniprogram || entry.url;
    const card = h("div", { class: "template-card" },
      h("small", {}, known("template", entry.via)), h("strong", {}, entry.title ?? ""), h("p", {}, entry.text ?? ""),
      opens ? h("button", { type: "button", class: "details" }, entry.miniprogram ? icon("program") : null, h("span", {}, t("template.details")), icon("chevron")) : null);
    if (!entry.miniprogram) return openOnTap(card, entry.url, actions);
    card.classList.add("tappable");
    card.addEventListener("click", () => actions.openMiniProgram(entry.miniprogram));
    return card;
  },

  wxcard: (entry) => h("div", { class: "ticket-card" }, h("span", { class: "ticket-head" }, placeholder("card", "thumb"), h("strong", {}, entry.description || t("news.card"))), h("small", {}, t("news.card"))),
};

kinds.shortvideo = kinds.video;
kinds.mpnews = kinds.news;
kinds.mpnewsarticle = kinds.news;

// These types draw their own outline; the others are in a speech bubble.
const bare = new Set(["image", "video", "shortvideo"]);
const cards = new Set(["news", "mpnews", "mpnewsarticle", "location", "link", "file", "music", "miniprogrampage", "template", "wxcard", "msgmenu"]);
const shape = (type) => (bare.has(type) ? "bare" : cards.has(type) ? "card" : "speech");

const events = { subscribe: "event.subscribe", unsubscribe: "event.unsubscribe", scan: "event.scan" };

function greyLine(entry, actions) {
  if (entry.type === "hint") {
    const last = entry.exchanges?.at(-1);
    const why = last === undefined ? null : h("button", { type: "button", class: "why", title: t("chat.seeExchange"), on: { click: () => actions.showExchange(last) } }, icon("exchange"));
    return h("p", { class: "grey hint", dataset: { type: "hint" } }, entry.text ?? "", why);
  }
  if (entry.type === "transfer") return h("p", { class: "grey", dataset: { type: "transfer" } }, entry.kfAccount ? `${t("transfer.agent")} ${entry.kfAccount}` : t("transfer.any"));
  const name = (entry.event ?? "").toLowerCase();
  const words = entry.text || (events[name] ? t(events[name]) : `${t("event.other")} ${entry.event ?? ""}`);
  return h("p", { class: "grey", dataset: { type: "event", event: name } }, words);
}

function stateMark(entry, actions) {
  if (entry.state === "sending") return h("span", { class: "state weui-loading", role: "status" });
  const last = entry.exchanges?.at(-1);
  return last === undefined ? null : h("button", { type: "button", class: "state trace", title: t("chat.seeExchange"), on: { click: () => actions.showExchange(last) } }, icon("exchange"));
}

// writer returns the words above a bubble of the account: the agent who wrote it, or that it is a preview.
function writer(entry) {
  const name = entry.kfAccount ? agent(entry.kfAccount)?.nickname || entry.kfAccount : entry.via === "preview" ? t("mass.preview") : "";
  return name ? h("small", { class: "writer" }, name) : null;
}

// renderEntry returns the element for one entry of a user's chat. actions has openURL, openMiniProgram, sendText and
// showExchange.
export function renderEntry(entry, actions, owner = user()) {
  if (entry.from === "system" || entry.type === "hint" || entry.type === "event" || entry.type === "transfer") return greyLine(entry, actions);
  const type = kinds[entry.type] ? entry.type : "text";
  const mine = entry.from === "user";
  const content = kinds[entry.type] ? kinds[entry.type](entry, actions) : h("div", { class: "words" }, entry.text || `[${entry.type}]`);
  return h("div", { class: `row ${mine ? "row-user" : "row-account"}` },
    mine ? userAvatar(owner) : agent(entry.kfAccount) ? agentAvatar(agent(entry.kfAccount)) : accountAvatar(),
    h("div", { class: "column" },
      mine ? null : writer(entry),
      h("div", { class: `bubble ${shape(type)}`, dataset: { from: entry.from, type: entry.type, id: entry.id, state: entry.state ?? "" } }, content)),
    stateMark(entry, actions));
}
