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

// ask asks the question of a kind and sends the answer.
async function ask(action, question, actions) {
  const body = await question(actions);
  if (body) await send(action, body.recognition === "" ? {} : body);
}

// Each kind in the panel has an action, an icon, a label and a question that is asked before it is sent.
const kinds = [
  ["image", "picture", "panel.image", askPicture],
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
  byID("send-voice").append(icon("voice"));
  const showPanel = (on) => {
    panel.hidden = !on;
    byID("more").setAttribute("aria-expanded", String(on));
  };

  const updateTyped = () => (form.dataset.typed = String(input.value !== ""));
  input.addEventListener("input", updateTyped);
  input.addEventListener("focus", () => showPanel(false));
  byID("more").addEventListener("click", () => showPanel(panel.hidden));
  byID("foot").addEventListener("keydown", (event) => event.key === "Escape" && showPanel(false));
  byID("send-voice").addEventListener("click", () => ask("voice", askVoice, actions));
  updateTyped();

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const content = input.value;
    if (content === "" || !user()) return;
    input.value = "";
    updateTyped();
    input.focus(); // the button that was pressed is gone
    if (!(await send("text", { content })) && input.value === "") {
      input.value = content; // the message was refused: put the text back
      updateTyped();
    }
  });

  panel.append(...kinds.map(([action, sign, label, question]) =>
    h("button", { type: "button", id: `send-${action}`, on: { click: () => {
      showPanel(false);
      ask(action, question, actions);
    } } }, h("span", {}, icon(sign)), t(label))));
}
