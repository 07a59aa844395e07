// WeChat's browser: it shows a page over the whole phone, and accepts messages only from WeixinJSBridge in its own
// frame.

import * as api from "./api.js";
import { h, byID, webURL } from "./dom.js";
import { icon } from "./icons.js";
import { said, t } from "./i18n.js";
import { asks, words } from "./asks.js";
import { openShare } from "./share.js";
import { viewPicture } from "./media.js";
import { toast } from "./sheet.js";
import { signIn, state } from "./state.js";

const slowAfter = 8000; // milliseconds until a page without an answer counts as slow

// page has what the script in the frame has reported about the open page.
let page = null;
let opened = ""; // the address that the user opened
let frame = null;
let slowTimer = 0;

const newPage = (url) => ({ id: "", href: url, title: "", cards: {}, waits: new Set(), hidden: [], optionMenu: true, config: null });
const text = (value, limit = 2048) => String(value ?? "").slice(0, limit);

function note(...content) {
  const bar = byID("webview-note");
  bar.hidden = content.length === 0;
  bar.replaceChildren(...content);
}

const noteFailure = (what) => note(h("strong", {}, what, " "), text(said(page.config.problem)));

const newTab = () => h("a", { href: page.href, target: "_blank", rel: "noopener noreferrer" }, t("share.newTab"));

function drawTitle() {
  const url = webURL(page.href);
  byID("webview-title").textContent = page.title || url?.host || "";
  byID("webview-url").textContent = page.href.replace(/#$/, ""); // an empty part behind # says nothing
}

const isOwnHost = (url) => url.host === location.host || state.webHosts.some((host) => host === url.host || host === url.hostname);

function noteForeign(url) {
  if (isOwnHost(url)) note();
  else note(t("webview.foreign"), " ", newTab());
}

function answer(message) {
  frame?.contentWindow?.postMessage({ source: "wechatgo-phone", ...message }, "*"); // the message only has what the page in the frame asked for
}

// handlers has a function for each type of message from the script in the frame.
const handlers = {
  location({ href, title }) {
    const url = webURL(href);
    if (!url) return;
    page.href = url.href;
    page.title = text(title, 128);
    noteForeign(url);
    drawTitle();
  },
  leave() {
    page = { ...newPage(page.href), title: page.title };
  },
  config({ ok, errMsg, problem }) {
    page.config = { ok: Boolean(ok), errMsg: text(errMsg), problem };
    if (ok) note();
    else noteFailure(`${t("share.configFailed")}: ${page.config.errMsg}`);
  },
  async unsigned({ server, status, words }) {
    const asking = page;
    const { problem } = await api.unsigned({ page: page.href, server: text(server), status: Number(status) || 0, words: text(words, 512) });
    asking.config = { ok: false, errMsg: t("share.unsigned"), problem };
    if (page === asking) noteFailure(page.config.errMsg);
  },
  share({ kind, data }) {
    if (kind !== "appMessage" && kind !== "timeline") return;
    page.cards[kind] = { title: text(data?.title), desc: text(data?.desc), link: text(data?.link), imgUrl: text(data?.imgUrl) };
  },
  shares: ({ kind }) => page.waits.add(text(kind, 32)),
  menu({ optionMenu, hidden }) {
    page.optionMenu = optionMenu !== false;
    page.hidden = Array.isArray(hidden) ? hidden.map((one) => text(one, 64)) : [];
  },
  closeWindow: () => closeURL(),
  preview: ({ current }) => viewPicture(text(current)),
  openLocation: ({ name, address, latitude, longitude }) => toast(`${t("webview.openLocation")}: ${text(name, 128)} ${text(address, 256)} (${text(latitude, 32)}, ${text(longitude, 32)})`),
  miniProgram: ({ appId, pagePath }) => toast(`${t("miniprogram.notice")}: ${[text(appId, 64), text(pagePath, 256)].filter(Boolean).join(" · ")}`),
  notice: (about) => toast(words(about)),
  async ask({ id, kind, fields }) {
    const asking = frame;
    const given = Object.hasOwn(asks, kind) ? await asks[kind](fields ?? {}) : null;
    if (frame === asking) answer({ type: "answer", id: text(id, 64), answer: given });
  },
};

function receive(event) {
  if (!frame || event.source !== frame.contentWindow || event.data?.source !== "wechatgo-jweixin") return;
  const { type, page: id } = event.data;
  if (!Object.hasOwn(handlers, type)) return;
  if (type === "leave" && id !== page.id) return;
  if (type !== "leave" && id !== page.id) page = { ...newPage(page.href), id: text(id, 64), title: page.title }; // the frame shows another document
  handlers[type](event.data);
}

// readOwn reads the address and the title of the page in the frame if it is one of the sandbox's own, such as the
// consent page. The browser does not allow this for other pages. If the script of such a page has not reported its
// address, the last known address is shown.
function readOwn() {
  const own = frame.contentDocument;
  const known = webURL(own?.URL);
  if (known) page = { ...newPage(known.href), title: own.title };
  else if (!page.id) page = newPage(webURL(page.href).origin === location.origin ? opened : page.href);
  else return;
  if (known) note();
  else noteForeign(webURL(page.href));
  drawTitle();
}

function load(url) {
  signIn();
  clearTimeout(slowTimer);
  // No allow-top-navigation: a page must not navigate the whole sandbox page.
  frame = h("iframe", { id: "webview", title: "web view", sandbox: "allow-scripts allow-same-origin allow-forms allow-popups allow-modals allow-downloads", allow: "clipboard-write", referrerpolicy: "no-referrer", src: url.href });
  const loading = frame;
  slowTimer = setTimeout(() => loading === frame && note(t("webview.slow"), " ", newTab()), slowAfter);
  frame.addEventListener("load", () => {
    clearTimeout(slowTimer);
    if (loading === frame) readOwn();
  });
  byID("webview-frame").replaceChildren(frame);
}

export function openURL(target) {
  const url = webURL(target);
  if (!url) return toast(t("webview.refused"));
  opened = url.href;
  page = newPage(opened);
  noteForeign(url);
  drawTitle();
  load(url);
  byID("webview-layer").hidden = false;
}

export function closeURL() {
  clearTimeout(slowTimer);
  frame = null;
  byID("webview-frame").replaceChildren();
  byID("webview-layer").hidden = true;
}

export function mountWebview() {
  byID("webview-close").append(icon("close"));
  byID("webview-reload").append(icon("reload"));
  byID("webview-share").append(icon("dots"));
  byID("webview-close").addEventListener("click", closeURL);
  byID("webview-reload").addEventListener("click", () => openURL(page.href));
  byID("webview-share").addEventListener("click", () => byID("share-sheet") || openShare(page, (kind) => answer({ type: "shared", kind })));
  addEventListener("message", receive);
}
