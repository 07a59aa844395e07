// What the sandbox says of itself, and who holds this phone.

import * as api from "./api.js";

export const state = { account: {}, users: [], webHosts: [], qrcodes: [], mode: "", callback: "", base: location.origin, now: null, handshake: null, faults: { delay: { seconds: 0, pushes: 0 }, cut: { pushes: 0 }, calls: [] }, rules: { kind: "service", quotas: false, whitelist: [], whitelistAll: false, secretFrozen: false } };

let holder = sessionStorage.getItem("wechatgo-user"); // a tab is a phone: two tabs may be two users
let menu = null;
let readAt = 0;
const listeners = [];

// onState calls listener now and again after every change.
export function onState(listener) {
  listeners.push(listener);
}

const changed = () => listeners.forEach((listener) => listener());

export const user = () => state.users.find((one) => one.name === holder) ?? state.users[0] ?? null;

export const userMenu = () => menu;

// now is the sandbox's time, which runs on between two readings.
export const now = () => new Date(readAt ? Date.parse(state.now) + (performance.now() - readAt) : Date.now());

async function read() {
  Object.assign(state, await api.state());
  readAt = performance.now();
  menu = user() ? await api.menu(user().name) : null;
  changed();
}

let reading = Promise.resolve();
let next = null; // a reading that has not begun

// refresh reads anew, one reading after the other: an answer that comes late must not cover a newer one.
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

// signIn tells the authorize page, by the cookie it reads, who holds the phone.
export function signIn() {
  if (user()) document.cookie = `wechatgo_user=${encodeURIComponent(user().name)}; path=/; SameSite=Lax`;
}
