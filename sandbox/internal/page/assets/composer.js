// The composer: the text field, and the panel with everything else that a user can send.

import * as api from "./api.js";
import { h, byID } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";
import { askLink, askPicture, askPlace, askScene, askVoice } from "./attachments.js";
import { askNotices } from "./notices.js";
import { attempt } from "./sheet.js";
import { user } from "./state.js";

// send does an action of the current user.
export const send = (action, body) => attempt(() => api.act(user().name, action, body));

export async function scan() {
  const code = await askScene();
  if (code) await send("scan", code);
}

// Each kind has an action, an icon, a label and a question that is asked before it is sent.
const kinds = [
  ["image", "picture", "panel.image", askPicture],
  ["voice", "mic", "panel.voice", askVoice],
  ["video", "video", "panel.video", async () => ({})],
  ["location", "pin", "panel.location", askPlace],
  ["link", "link", "panel.link", askLink],
  ["scan", "scan", "panel.scan", askScene],
  ["popup", "bell", "panel.popup", askNotices],
];

// mountComposer mounts it. actions has showTemplates.
export function mountComposer(actions) {
  const input = byID("message-input");
  const form = byID("composer");
  const panel = byID("panel");
  byID("more").append(icon("plus"));

  const updateTyped = () => (form.dataset.typed = String(input.value !== ""));
  input.addEventListener("input", updateTyped);
  input.addEventListener("focus", () => (panel.hidden = true));
  byID("more").addEventListener("click", () => (panel.hidden = !panel.hidden));
  updateTyped();

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const content = input.value;
    if (content === "" || !user()) return;
    input.value = "";
    updateTyped();
    if (!(await send("text", { content })) && input.value === "") {
      input.value = content; // the message was refused: put the text back
      updateTyped();
    }
  });

  panel.append(...kinds.map(([action, sign, label, question]) =>
    h("button", { type: "button", id: `send-${action}`, on: { click: async () => {
      panel.hidden = true;
      const body = await question(actions);
      if (body) await send(action, body.recognition === "" ? {} : body);
    } } }, h("span", {}, icon(sign)), t(label))));
}
