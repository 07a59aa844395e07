// This module copies a text to the clipboard and confirms it on the button. Without a secure context it uses
// execCommand.

import { h } from "./dom.js";
import { t } from "./i18n.js";

export async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = h("textarea", {}, text);
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  const before = button.textContent;
  if (before === t("account.copied")) return; // the button was pressed twice
  button.textContent = t("account.copied");
  setTimeout(() => (button.textContent = before), 1200);
}
