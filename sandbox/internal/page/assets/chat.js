// The conversation: it shows the entries in order, writes the time after a gap, and scrolls to the newest entry.

import * as api from "./api.js";
import { h } from "./dom.js";
import { clockTime, locale, t } from "./i18n.js";
import { renderEntry } from "./bubbles.js";
import { now, state, user } from "./state.js";

const gap = 5 * 60 * 1000; // milliseconds after which WeChat writes the time again

function timeLabel(at) {
  const clock = clockTime(at);
  const days = Math.round((new Date(now()).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000);
  if (days === 0) return clock;
  if (days === 1) return `${t("day.yesterday")} ${clock}`;
  return `${at.toLocaleDateString(locale, { year: "numeric", month: "short", day: "numeric" })} ${clock}`;
}

// mountChat returns {load, add, draw}. load fetches and shows the conversation of whose(), a user or null; add shows one
// entry, or shows it again after a change; draw is called when the state has changed.
export function mountChat(view, actions, footer, whose = user) {
  const list = h("div", { class: "entries" });
  view.append(list, footer);

  let rows = new Map(); // entry id -> {entry, element}
  let lastAt = 0;
  let loading = null; // the entries that arrive while a conversation is fetched; null if none is fetched
  let atEnd = true;

  let lastTop = 0;
  view.addEventListener("scroll", () => {
    const end = view.scrollHeight - view.scrollTop - view.clientHeight < 60;
    if (end || view.scrollTop < lastTop) atEnd = end; // new content below must not count as scrolling by the user
    lastTop = view.scrollTop;
  });
  const toEnd = () => atEnd && (view.scrollTop = view.scrollHeight);
  const resizing = new ResizeObserver(toEnd); // pictures load later, and the area below opens and closes
  resizing.observe(list);
  resizing.observe(footer);
  resizing.observe(view);

  function show(entry) {
    const element = renderEntry(entry, actions, whose());
    const old = rows.get(entry.id);
    rows.set(entry.id, { entry, element });
    if (old) return old.element.replaceWith(element);
    const at = Date.parse(entry.at);
    if (at - lastAt > gap) list.append(h("p", { class: "grey time" }, timeLabel(new Date(at))));
    lastAt = at;
    if (entry.from === "user" || entry.type === "event") atEnd = true; // show the result of the user's own action
    list.append(element);
  }

  async function load() {
    const missed = (loading = []);
    const name = whose()?.name;
    let entries = [];
    try {
      if (name) entries = await api.chat(name);
      if (loading !== missed) return; // a later load replaces this one
    } finally {
      if (loading === missed) loading = null;
    }
    if (name !== whose()?.name) return; // the page has switched to another user
    rows = new Map();
    lastAt = 0;
    atEnd = true;
    list.replaceChildren();
    [...entries, ...missed.filter((one) => one.user === name).map((one) => one.entry)].forEach(show);
    toEnd();
  }

  function add(arrival) {
    if (loading) loading.push(arrival);
    else if (arrival.user === whose()?.name) show(arrival.entry);
    toEnd();
  }

  let drawn = "";
  function draw() {
    const now = JSON.stringify(state.agents.map(({ account, nickname, avatar }) => [account, nickname, avatar]));
    if (now === drawn) return;
    drawn = now;
    for (const { entry } of rows.values()) if (entry.kfAccount) show(entry); // with the agent's name and picture
  }

  return { load, add, draw };
}
