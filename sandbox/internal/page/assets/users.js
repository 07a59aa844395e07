// The user of the phone, and the user's relation to the account.

import * as api from "./api.js";
import { h, byID, keepFocus } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";
import { accountAvatar, userAvatar } from "./avatar.js";
import { scan, send } from "./composer.js";
import { subscriptions } from "./notices.js";
import { ask, attempt, openSheet } from "./sheet.js";
import { hold, refresh, state, user } from "./state.js";

const newUser = "+"; // not a valid user name

async function addUser() {
  const wanted = await ask({ title: t("user.new"), id: "new-user", fields: { name: { label: t("user.name"), required: true }, nickname: { label: t("user.nickname") } } });
  const added = wanted && (await attempt(() => api.addUser(wanted.nickname ? wanted : { name: wanted.name })));
  return added?.name ?? null;
}

// mountUsers returns the function that redraws the list. onSwitch is called when another user is selected.
export function mountUsers(onSwitch) {
  const select = byID("user-select");
  const draw = () => {
    select.replaceChildren(
      ...state.users.map((one) => h("option", { value: one.name }, one.nickname && one.nickname !== one.name ? `${one.nickname} (${one.name})` : one.name)),
      h("option", { value: newUser }, t("user.add")));
    select.value = user()?.name ?? newUser;
  };
  select.addEventListener("change", async () => {
    const name = select.value === newUser ? await addUser() : select.value;
    draw();
    if (!name) return;
    await attempt(() => hold(name));
    onSwitch();
  });
  return draw;
}

// toggle returns a switch for a setting of the current user. It acts at once.
const toggle = (id, label, action, on) => h("label", { class: "weui-cell weui-cell_switch" }, h("span", { class: "weui-cell__bd" }, t(label)),
  h("span", { class: "weui-cell__ft" }, h("input", { type: "checkbox", class: "weui-switch", id, checked: on, on: { change: (event) => send(action, { enabled: event.target.checked }) } })));

const systems = [[1, "iOS"], [2, "Android"], [3, "profile.otherSystem"]];

// tagChoices shows the account's tags, of which the user may have some. An id that the account does not have becomes a
// tag, as conditional menus may ask for one that a program makes only later.
function tagChoices() {
  const chips = h("div", { class: "chips", id: "tags", role: "group", "aria-label": t("profile.tags") });
  const set = async (tags) => {
    await send("tags", { tags });
    await attempt(refresh);
    draw();
  };
  const draw = () => keepFocus(chips, () => {
    const mine = user().tags;
    chips.replaceChildren(...state.tags.map(({ id, name, count }) => {
      const has = mine.includes(id);
      return h("button", { type: "button", dataset: { tag: id }, "aria-pressed": String(has), title: `id ${id}`, on: { click: () => set(has ? mine.filter((one) => one !== id) : [...mine, id]) } },
        name, h("small", { title: t("profile.tagCount") }, count));
    }), h("button", { type: "button", id: "new-tag", title: t("profile.newTag"), "aria-label": t("profile.newTag"), on: { click: async () => {
      const asked = await ask({ title: t("profile.newTag"), fields: { id: { label: t("profile.tagID"), type: "number", required: true } } });
      if (asked) await set([...mine, Number(asked.id)]);
    } } }, "+"));
  });
  draw();
  return chips;
}

// matching shows what conditional menus match: the phone's system and the account's tags.
function matching(one) {
  const system = h("select", { id: "platform-select", on: { change: () => send("platform", { platform: Number(system.value) }) } },
    systems.map(([n, label]) => h("option", { value: n, selected: n === one.platform }, label.includes(".") ? t(label) : label)));
  return h("div", { class: "weui-cells" },
    h("label", { class: "weui-cell" }, h("span", { class: "weui-cell__hd weui-label" }, t("profile.system")), h("span", { class: "weui-cell__bd" }, system)),
    h("div", { class: "weui-cell" }, h("span", { class: "weui-cell__hd weui-label" }, t("profile.tags")), h("span", { class: "weui-cell__bd" }, tagChoices())));
}

const row = (label, value) => h("div", { class: "weui-cell" }, h("span", { class: "weui-cell__hd weui-label" }, label), h("span", { class: "weui-cell__bd value" }, value ?? ""));

function openProfile() {
  const one = user();
  const close = openSheet({ title: t("profile.title"), id: "profile-sheet", content: [
    h("div", { class: "profile-head" }, accountAvatar(), h("div", {}, h("strong", {}, state.account.nickname ?? ""), h("small", {}, `${t("profile.kind")} · ${state.account.originalId ?? ""}`))),
    one ? [
      h("div", { class: "weui-cells__title" }, t("profile.holder")),
      h("div", { class: "weui-cells" },
        h("div", { class: "weui-cell" }, userAvatar(one), h("span", { class: "weui-cell__bd" }, one.nickname || one.name, one.blacklisted ? [" ", h("b", { class: "badge" }, t("user.blacklisted"))] : null), h("span", { class: "weui-cell__ft" }, t(one.following ? "profile.following" : "profile.notFollowing"))),
        row("openid", one.openid), one.unionid ? row("unionid", one.unionid) : null, one.remark ? row(t("profile.remark"), one.remark) : null),
      h("div", { class: "weui-cells__title" }, t("profile.web")),
      h("div", { class: "weui-cells" }, toggle("snapshot", "profile.snapshot", "snapshot", one.snapshot), toggle("refusing", "profile.refusing", "refuse", one.refusing)),
      h("div", { class: "weui-cells__title" }, t("profile.notices")),
      h("div", { class: "weui-cells" }, toggle("refusing-templates", "profile.refusingTemplates", "refuse-templates", one.refusingTemplates)),
      subscriptions(one),
      h("div", { class: "weui-cells__title" }, t("profile.matching")), matching(one),
      one.following ? h("button", { type: "button", class: "weui-btn weui-btn_warn", id: "unfollow", on: { click: () => {
        close();
        send("unfollow", {});
      } } }, t("profile.unfollow")) : null,
    ] : null,
  ].flat() });
}

// mountProfile returns {card, draw}. The card is shown in the chat while the user does not follow the account.
export function mountProfile() {
  byID("profile").append(icon("person"));
  byID("profile").addEventListener("click", openProfile);
  const card = h("div", { class: "follow-card" });
  let drawn = "";
  const draw = () => {
    byID("account-name").textContent = state.account.nickname ?? "";
    const following = Boolean(user()?.following);
    byID("foot").hidden = !following;
    byID("blacklisted").hidden = !user()?.blacklisted;
    card.hidden = following;
    const now = JSON.stringify([user()?.name, following, state.account.nickname]);
    if (now === drawn) return; // a button must not be replaced while the user presses it
    drawn = now;
    card.replaceChildren(...(user() ? [
      accountAvatar(), h("strong", {}, state.account.nickname ?? ""), h("small", {}, t("profile.kind")),
      h("button", { type: "button", id: "follow", class: "weui-btn weui-btn_primary", on: { click: () => send("follow", {}) } }, t("profile.follow")),
      h("button", { type: "button", id: "follow-by-scan", class: "plain-link", on: { click: scan } }, t("profile.scan")),
    ] : [h("p", {}, t("chat.noUser"))]));
    if (following) card.replaceChildren();
  };
  return { card, draw };
}
