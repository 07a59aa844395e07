// The web view's back button. The page in the frame has its entries in the history of the sandbox's own tab, so the
// button goes back in that history, but only by as many entries as the open page has added.

import { byID } from "./dom.js";
import { icon } from "./icons.js";

// mountBack mounts the button.
export function mountBack() {
  const button = byID("webview-back");
  const frame = byID("webview-frame");
  const address = byID("webview-url");
  let start = 0; // how long the history was when the web view was opened
  let position = 0; // how many entries of the open page are before the shown one
  let length = 0; // of the history, as it was last seen
  let shown = ""; // the address, as it was last seen
  let going = false; // the next address comes from the button

  const draw = () => (button.hidden = position <= 0);
  const moved = () => {
    const grown = history.length !== length;
    if (!grown && address.textContent === shown) return;
    length = history.length;
    shown = address.textContent;
    if (grown || !going) position = length - start; // a new entry is the last one
    going = false;
    draw();
  };
  button.append(icon("back"));
  button.addEventListener("click", () => {
    going = true;
    position -= 1;
    history.back();
    draw();
  });
  // A new frame stands for a page that was opened or reloaded; its address changes with each page that it shows.
  new MutationObserver(() => {
    start = length = history.length;
    position = 0;
    going = false;
    draw();
  }).observe(frame, { childList: true });
  frame.addEventListener("load", moved, true);
  new MutationObserver(moved).observe(address, { childList: true });
}
