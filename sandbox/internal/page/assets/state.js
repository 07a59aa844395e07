// The state that the sandbox reports, and the user of this phone.

import * as api from "./api.js";

export const state = {
  account: {}, users: [], tags: [], webHosts: [], qrcodes: [], mode: "", callback: "", base: location.origin, now: null, handshake: null,
  faults: { delay: { seconds: 0, pushes: 0 }, cut: { pushes: 0 }, templates: { messages: 0 }, calls: [] },
  rules: { kind: "service", quotas: false, whitelist: [], whitelistAll: false, secretFrozen: false },
  agents: [], // of customer service
  waiting: [], // the users who wait for an agent
  templates: [], // of the account, of all kinds
};

let holder = sessionStorage.getItem("wechatgo-user"); // each tab is a phone, so two tabs may have different users
let menu = null;
let readAt = 0;
const listeners = [];

// onState registers a listener that is called after every change of the state.
export function onState(listener) {
  listeners.push(listener);
}

const changed = () => listeners.forEach((listener) => listener());

export const user = () => state.users.find((one) => one.name === holder) ?? state.users[0] ?? null;

export const userMenu = () => menu;

export const agent = (account) => state.agents.find((one) => one.account === account) ?? null;

// servedBy returns the agent who serves the user with a name, or null.
export const servedBy = (name) => state.agents.find((one) => one.sessions.some((session) => session.user === name)) ?? null;

// now returns the sandbox's time. It continues between two reads of the state.
export const now = () => new Date(readAt ? Date.parse(state.now) + (performance.now() - readAt) : Date.now());

async function read() {
  const [now, service, templates] = await Promise.all([api.state(), api.agents(), api.templates()]);
  Object.assign(state, now, service, { templates });
  readAt = performance.now();
  menu = user() ? await api.menu(user().name) : null;
  changed();
}

let reading = Promise.resolve();
let next = null; // the read that is queued and has not begun

// refresh reads the state. Reads run one after the other, so that a late answer cannot replace a newer one.
export function refresh() {
  next ??= reading = reading.catch(() => {}).then(() => {
    next = null;
    return read();
  });
  return next;
}

export async function hold(name) {
  holder = name;
  sessionStorage.setItem("wechatgo-user", name);
  await refresh();
}

// signIn tells the authorize page who the user of the phone is, by a cookie.
export function signIn() {
  if (user()) document.cookie = `wechatgo_user=${encodeURIComponent(user().name)}; path=/; SameSite=Lax`;
}
