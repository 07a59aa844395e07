// Avatars: the sandbox's picture of a user, or the first letter of a name.

import { h, picture } from "./dom.js";
import { state, user } from "./state.js";

function initial(name, className) {
  return h("span", { class: `avatar ${className}`, "aria-hidden": "true" }, ([...(name || "?")][0] ?? "?").toUpperCase());
}

export function accountAvatar() {
  return initial(state.account.nickname, "avatar-account");
}

export const agentAvatar = (one) => picture(one.avatar, "avatar", () => initial(one.nickname || one.account, "avatar-account"));

export function userAvatar(one = user()) {
  return picture(one?.avatar, "avatar", () => initial(one?.nickname || one?.name, "avatar-user"));
}
