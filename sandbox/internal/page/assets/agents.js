// The agents' window: the operator sits at the desk of an agent of customer service, takes users who wait, and writes
// to those whom the agent serves.

import * as api from "./api.js";
import { h, keepFocus } from "./dom.js";
import { icon } from "./icons.js";
import { clockTime, known, t } from "./i18n.js";
import { agentAvatar, userAvatar } from "./avatar.js";
import { mountChat } from "./chat.js";
import { attempt, once } from "./sheet.js";
import { agent, refresh, state } from "./state.js";

const person = (name) => state.users.find((one) => one.name === name) ?? { name }; // the state does not list every user
const nickname = (name) => person(name).nickname || name;
const waitingFor = ({ account }) => state.waiting.filter((one) => !one.agent || one.agent === account);
const since = (at) => clockTime(new Date(at));

// standing says in a word what an agent can do.
function standing(one) {
  if (!one.wechatId) return known("invitation", one.invitation?.status ?? "none");
  return t(one.online ? "agents.online" : "agents.offline");
}

// mountAgents returns {view, draw, load, add}. load fetches the open conversation; add shows an entry that arrives.
export function mountAgents(actions) {
  let account = ""; // of the agent at whose desk the operator sits
  let open = null; // the name of the user whose conversation is open

  const act = (action, body = {}) => attempt(() => api.actAsAgent(account, action, body));

  const list = h("div", { class: "agent-list" });
  const head = h("div", { class: "desk-head" });
  const people = h("div", { class: "desk-people" });
  const bar = h("div", { class: "desk-bar" });
  const log = h("div", { class: "desk-chat", role: "log" });
  const input = h("input", { type: "text", id: "agent-input", enterkeyhint: "send", autocomplete: "off", "aria-label": t("composer.text") });
  const form = h("form", { class: "desk-composer", on: { submit: async (event) => {
    event.preventDefault();
    const content = input.value;
    if (content === "") return;
    input.value = "";
    if (!(await act("text", { user: open, content })) && input.value === "") input.value = content; // it was refused
  } } }, input, h("button", { type: "submit", id: "agent-send" }, t("composer.send")));
  const conversation = h("div", { class: "desk-conversation" }, bar, log, form);
  const nobody = h("p", { class: "empty" }, t("agents.choose"));
  const desk = h("div", { class: "desk" }, head, h("div", { class: "desk-body" }, people, conversation, nobody));
  const empty = h("p", { class: "empty" }, t("agents.empty"));
  const view = h("section", { class: "agents", "aria-label": t("console.agents") }, h("div", { class: "agents-side" }, list, newAgentForm()), desk, empty);

  const chat = mountChat(log, { ...actions, sendText: () => {} }, h("div", {}), () => open && person(open));

  function openConversation(name) {
    open = name;
    draw();
    attempt(chat.load);
    if (name) input.focus();
  }

  function sitAt(one) {
    account = one.account;
    openConversation(one.sessions[0]?.user ?? null);
  }

  const card = (one) => h("button", { type: "button", class: "agent-card", dataset: { account: one.account }, "aria-pressed": String(one.account === account), on: { click: () => sitAt(one) } },
    agentAvatar(one),
    h("span", { class: "lines" }, h("strong", {}, one.nickname || one.account), h("small", {}, one.account),
      h("small", { class: "standing", dataset: { online: one.online } }, standing(one), one.sessions.length ? ` · ${one.sessions.length} ${t("agents.sessions")}` : "")));

  // invitation returns the row in which the WeChat user who was invited answers, or null.
  function invitation(one) {
    if (!one.invitation) return one.wechatId ? null : h("p", { class: "invitation" }, t("agents.notBound"));
    const answer = (action, style) => h("button", { type: "button", class: `desk-action ${style}`, dataset: { action }, on: { click: () => act(action) } }, t(`invitation.${action}`));
    return h("p", { class: "invitation" },
      h("span", {}, `${t("agents.invited")} ${one.invitation.wechatId} · ${known("invitation", one.invitation.status)}`),
      one.invitation.status === "waiting" ? [answer("accept", ""), answer("reject", "plain")] : null);
  }

  const drawHead = (one) => head.replaceChildren(...[
    h("div", { class: "desk-agent" }, agentAvatar(one),
      h("span", { class: "lines" }, h("strong", {}, one.nickname || one.account), h("small", {}, [one.account, one.wechatId].filter(Boolean).join(" · "))),
      h("label", { class: "desk-switch" }, t("agents.online"),
        h("input", { type: "checkbox", class: "weui-switch", id: "agent-online", checked: one.online, disabled: !one.wechatId, on: { change: async (event) => {
          await act("online", { enabled: event.target.checked });
          await attempt(refresh);
        } } }))),
    invitation(one)].filter(Boolean));

  const caller = ({ user, since: at, agent: only }, online) => h("div", { class: "desk-person", dataset: { user } }, userAvatar(person(user)),
    h("span", { class: "lines" }, h("strong", {}, nickname(user)), h("small", {}, only ? t("agents.onlyYou") : since(at))),
    h("button", { type: "button", class: "desk-action take", disabled: !online, title: online ? "" : t("agents.offline"), dataset: { take: user }, on: { click: once(async () => {
      if (!(await act("take", { user }))) return;
      await attempt(refresh);
      openConversation(user);
    }) } }, t("agents.take")));

  const served = ({ user, since: at }) => h("button", { type: "button", class: "desk-person", dataset: { user }, "aria-pressed": String(user === open), on: { click: () => openConversation(user) } },
    userAvatar(person(user)), h("span", { class: "lines" }, h("strong", {}, nickname(user)), h("small", {}, since(at))));

  const group = (title, rows) => [h("h3", {}, `${title} (${rows.length})`), rows.length ? rows : h("p", { class: "nothing" }, t("agents.nobody"))];

  const drawPeople = (one) => people.replaceChildren(
    ...[group(t("agents.waiting"), waitingFor(one).map((call) => caller(call, one.online))), group(t("agents.serving"), one.sessions.map(served))].flat(2));

  function drawBar() {
    const others = state.agents.filter((one) => one.online && one.account !== account);
    const to = h("select", { id: "hand-over", disabled: others.length === 0, "aria-label": t("agents.handover"), on: { change: () => act("handover", { user: open, to: to.value }) } },
      h("option", { value: "" }, t("agents.handover")), others.map((one) => h("option", { value: one.account }, one.nickname || one.account)));
    bar.replaceChildren(h("strong", {}, nickname(open)), to, h("button", { type: "button", id: "end-session", on: { click: () => act("close", { user: open }) } }, t("agents.close")));
  }

  let drawn = "";
  function draw() {
    const one = agent(account) ?? state.agents[0];
    account = one?.account ?? "";
    if (open && !one?.sessions.some(({ user }) => user === open)) open = null; // the session is over
    chat.draw();
    const now = JSON.stringify([state.agents, state.waiting, account, open, state.users.map(({ name, nickname: nick }) => [name, nick])]);
    if (now === drawn) return; // a button must not be replaced while it is pressed
    drawn = now;
    keepFocus(view, () => redraw(one));
  }

  function redraw(one) {
    empty.hidden = Boolean(one);
    desk.hidden = !one;
    conversation.hidden = !open;
    nobody.hidden = Boolean(open);
    list.replaceChildren(...state.agents.map(card));
    if (!one) return;
    drawHead(one);
    drawPeople(one);
    if (open) drawBar();
  }

  return { view, draw, load: chat.load, add: chat.add };
}

function newAgentForm() {
  const account = h("input", { type: "text", id: "new-agent-account", placeholder: "test1@kftest", required: true, spellcheck: "false", autocomplete: "off", "aria-label": t("agents.account") });
  const name = h("input", { type: "text", id: "new-agent-nickname", placeholder: t("user.nickname"), required: true, autocomplete: "off", "aria-label": t("user.nickname") });
  const add = once(async () => {
    if (!(await attempt(() => api.addAgent(account.value, name.value)))) return;
    form.reset();
    await attempt(refresh);
  });
  const form = h("form", { class: "new-agent", on: { submit: (event) => {
    event.preventDefault();
    add();
  } } }, account, name, h("button", { type: "submit", id: "add-agent", title: t("agents.addWhat") }, icon("plus"), t("agents.add")));
  return form;
}
