// What may go wrong on request, to see what a program makes of it: tokens that end, answers that are late or lost.

import * as api from "./api.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { attempt, toast } from "./sheet.js";
import { refresh, state } from "./state.js";

const delays = [[0, 0, "faults.off"], [3, 0, "faults.threeSeconds"], [6, 0, "faults.sixSeconds"], [6, 1, "faults.once"]]; // seconds, pushes (0: all)

async function strike(action, done) {
  if (!(await attempt(action))) return;
  if (done) toast(done);
  await attempt(refresh);
}

const button = (id, label, action, done) => h("button", { type: "button", id, on: { click: () => strike(action, done && t(done)) } }, t(label));

// badges say what is wrong now.
function badges() {
  const { delay, cut } = state.faults;
  return [
    delay.seconds > 0 ? `${t("faults.delayed")} ${delay.seconds} s${delay.pushes ? ` × ${delay.pushes}` : ""}` : null,
    cut.pushes > 0 ? `${t("faults.cutting")} × ${cut.pushes}` : null,
  ].filter(Boolean).map((words) => h("b", { class: "badge" }, words));
}

// mountFaults returns the function that draws the section anew.
export function mountFaults(holder) {
  const now = h("span", { class: "badges", role: "status" });
  const choices = delays.map(([seconds, pushes, label]) =>
    h("button", { type: "button", dataset: { seconds, pushes }, on: { click: () => strike(() => api.delay(seconds, pushes)) } }, t(label)));
  holder.append(h("details", { id: "faults", class: "fold" },
    h("summary", {}, t("faults.title"), now),
    h("div", { class: "fault-row" }, h("span", {}, "access_token"),
      button("expire-token", "faults.expire", api.expireToken, "faults.expired"),
      button("renew-classic", "faults.renewClassic", () => api.renewToken("classic"), "faults.renewed"),
      button("renew-stable", "faults.renewStable", () => api.renewToken("stable"), "faults.renewed")),
    h("div", { class: "fault-row" }, h("span", {}, t("faults.slow")),
      h("span", { id: "delay", class: "segments", role: "group" }, choices),
      button("cut", "faults.cut", () => api.cut(state.faults.cut.pushes + 1)))));

  return () => {
    const { seconds, pushes } = state.faults.delay;
    now.replaceChildren(...badges());
    for (const one of choices) {
      one.setAttribute("aria-pressed", String(Number(one.dataset.seconds) === seconds && (Number(one.dataset.pushes) > 0) === (pushes > 0)));
    }
  };
}
