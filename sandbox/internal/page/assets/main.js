// The entry point of the page: it mounts every view and updates the views from the event stream.

import { h, byID } from "./dom.js";
import { listen } from "./events.js";
import { mountLanguage, t, translate } from "./i18n.js";
import { mountAgents } from "./agents.js";
import { mountBack } from "./back.js";
import { mountChat } from "./chat.js";
import { mountChats } from "./chats.js";
import { mountComposer, send } from "./composer.js";
import { mountConsole } from "./console.js";
import { mountControls } from "./controls.js";
import { mountDeepLinks, remember } from "./deeplink.js";
import { mountFaults } from "./faults.js";
import { mountRules } from "./rules.js";
import { mountSnapshots } from "./snapshots.js";
import { mountScenario } from "./scenario.js";
import { mountInspector } from "./inspector.js";
import { mountMenu } from "./menu.js";
import { mountTemplates } from "./templates.js";
import { mountProfile, mountUsers } from "./users.js";
import { closeURL, mountWebview, openURL } from "./webview.js";
import { mountService } from "./service.js";
import { attempt, toast } from "./sheet.js";
import { hold, onState, refresh, state, user } from "./state.js";

const tabs = ["phone", "inspector", "console"];

function showTab(name) {
  document.body.dataset.tab = name; // narrow screens show one tab at a time; wide ones always show the phone
  for (const tab of tabs) byID(`tab-${tab}`).setAttribute("aria-pressed", String(tab === name));
}

translate(document);
mountLanguage(byID("language"));
showTab(document.body.dataset.tab);
for (const name of tabs) byID(`tab-${name}`).addEventListener("click", () => showTab(name));

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
mountBack();
const chats = mountChats();

// takeOver shows the phone of the user who holds it now; what the one before had open is not theirs.
function takeOver() {
  closeURL();
  chats.close();
  remember("user", user().name);
  attempt(chat.load);
}

for (const draw of [mountUsers(takeOver), profile.draw, chat.draw, agents.draw, templates.draw, consoleTabs.draw, mountService(), mountMenu(openURL), mountControls(header), mountFaults(header), mountRules(header), mountSnapshots(header), mountScenario(header)]) onState(draw);

function connection(live) {
  byID("connection").className = live ? "live" : "lost";
  byID("connection").textContent = t(live ? "connection.live" : "connection.lost");
}

const reload = () => attempt(async () => {
  await refresh();
  await Promise.all([chat.load(), agents.load(), inspector.load()]);
});

const followLink = mountDeepLinks({
  exchange: (id) => actions.showExchange(Number(id)),
  user: (name) => attempt(async () => {
    if (user()?.name === name) return;
    if (!state.users.some((one) => one.name === name)) return toast(`${t("user.none")} ${name}`);
    await hold(name);
    takeOver();
  }),
});
let linked = false; // the address that the page was opened with has been followed

listen({
  onOpen: () => {
    connection(true);
    reload().then(() => {
      if (!linked) followLink();
      linked = true;
    });
  },
  onLost: () => connection(false),
  chat: (arrival) => {
    chat.add(arrival);
    chats.add(arrival);
    agents.add(arrival);
  },
  exchange: inspector.add,
  state: () => attempt(refresh),
  reset: reload,
});
