// The entry point of the page: it mounts every view and updates the views from the event stream.

import { h, byID } from "./dom.js";
import { listen } from "./events.js";
import { mountLanguage, t, translate } from "./i18n.js";
import { mountAgents } from "./agents.js";
import { mountChat } from "./chat.js";
import { mountComposer, send } from "./composer.js";
import { mountConsole } from "./console.js";
import { mountControls } from "./controls.js";
import { mountFaults } from "./faults.js";
import { mountRules } from "./rules.js";
import { mountScenario } from "./scenario.js";
import { mountInspector } from "./inspector.js";
import { mountMenu } from "./menu.js";
import { mountTemplates } from "./templates.js";
import { mountProfile, mountUsers } from "./users.js";
import { mountWebview, openURL } from "./webview.js";
import { mountService } from "./service.js";
import { attempt, toast } from "./sheet.js";
import { onState, refresh } from "./state.js";

function showTab(name) {
  document.body.dataset.tab = name; // narrow screens show one tab at a time; wide ones always show the phone
}

translate(document);
mountLanguage(byID("language"));
for (const name of ["phone", "inspector", "console"]) byID(`tab-${name}`).addEventListener("click", () => showTab(name));

const header = h("div", { class: "inspector-head" });
const inspector = mountInspector(byID("inspector"), header);
const profile = mountProfile();
const actions = {
  openURL: (url) => {
    if (!byID("screen").checkVisibility()) showTab("phone"); // where the web view is
    openURL(url);
  },
  openMiniProgram: ({ title, appId, pagePath }) => toast(`${t("miniprogram.notice")}: ${[title, appId, pagePath].filter(Boolean).join(" · ")}`),
  sendText: (content, menuId) => send("text", menuId ? { content, menuId } : { content }),
  showExchange: (id) => {
    showTab("inspector");
    inspector.show(id);
  },
  showTemplates: () => {
    showTab("console");
    consoleTabs.open("templates");
  },
};
const chat = mountChat(byID("chat"), actions, profile.card);
const agents = mountAgents(actions);
const templates = mountTemplates();
const consoleTabs = mountConsole(byID("console"), { agents: agents.view, templates: templates.view });
mountComposer(actions);
mountWebview();

for (const draw of [mountUsers(() => attempt(chat.load)), profile.draw, chat.draw, agents.draw, templates.draw, consoleTabs.draw, mountService(), mountMenu(openURL), mountControls(header), mountFaults(header), mountRules(header), mountScenario(header)]) onState(draw);

function connection(live) {
  byID("connection").className = live ? "live" : "lost";
  byID("connection").textContent = t(live ? "connection.live" : "connection.lost");
}

const reload = () => attempt(async () => {
  await refresh();
  await Promise.all([chat.load(), agents.load(), inspector.load()]);
});

listen({
  onOpen: () => {
    connection(true);
    reload();
  },
  onLost: () => connection(false),
  chat: (arrival) => {
    chat.add(arrival);
    agents.add(arrival);
  },
  exchange: inspector.add,
  state: () => attempt(refresh),
  reset: reload,
});
