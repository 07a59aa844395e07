// The entry point of the page: it mounts every view and updates the views from the event stream.

import { h, byID } from "./dom.js";
import { listen } from "./events.js";
import { mountLanguage, t, translate } from "./i18n.js";
import { mountChat } from "./chat.js";
import { mountComposer, send } from "./composer.js";
import { mountControls } from "./controls.js";
import { mountFaults } from "./faults.js";
import { mountRules } from "./rules.js";
import { mountInspector } from "./inspector.js";
import { mountMenu } from "./menu.js";
import { mountProfile, mountUsers } from "./users.js";
import { mountWebview, openURL } from "./webview.js";
import { mountService } from "./service.js";
import { attempt, toast } from "./sheet.js";
import { onState, refresh } from "./state.js";

function showTab(name) {
  document.body.dataset.tab = name; // only narrow screens show one tab at a time
}

translate(document);
mountLanguage(byID("language"));
for (const name of ["phone", "inspector"]) byID(`tab-${name}`).addEventListener("click", () => showTab(name));

const header = h("div", { class: "inspector-head" });
const inspector = mountInspector(byID("inspector"), header);
const profile = mountProfile();
const chat = mountChat(byID("chat"), {
  openURL,
  openMiniProgram: ({ title, appId, pagePath }) => toast(`${t("miniprogram.notice")}: ${[title, appId, pagePath].filter(Boolean).join(" · ")}`),
  sendText: (content, menuId) => send("text", menuId ? { content, menuId } : { content }),
  showExchange: (id) => {
    showTab("inspector");
    inspector.show(id);
  },
}, profile.card);
mountComposer();
mountWebview();

for (const draw of [mountUsers(() => attempt(chat.load)), profile.draw, chat.draw, mountService(), mountMenu(openURL), mountControls(header), mountFaults(header), mountRules(header)]) onState(draw);

function connection(live) {
  byID("connection").className = live ? "live" : "lost";
  byID("connection").textContent = t(live ? "connection.live" : "connection.lost");
}

const reload = () => attempt(async () => {
  await refresh();
  await Promise.all([chat.load(), inspector.load()]);
});

listen({
  onOpen: () => {
    connection(true);
    reload();
  },
  onLost: () => connection(false),
  chat: chat.add,
  exchange: inspector.add,
  state: () => attempt(refresh),
  reset: reload,
});
