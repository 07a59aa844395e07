// Media: sounds play in place; pictures and videos open over the phone or the page.

import { front, h, webURL } from "./dom.js";
import { t } from "./i18n.js";
import { toast } from "./sheet.js";

let stopLast = () => {};

// playSound plays url and marks the element as playing. If the browser cannot play it (AMR), the element is only
// marked, for the given seconds.
export function playSound(element, url, seconds) {
  const wasPlaying = element.classList.contains("playing");
  stopLast();
  if (wasPlaying) return;
  const source = webURL(url);
  const sound = source && new Audio(source.href);
  let timer;
  const stop = () => {
    clearTimeout(timer);
    sound?.pause();
    element.classList.remove("playing");
    stopLast = () => {};
  };
  const pretend = () => (timer = setTimeout(stop, seconds * 1000));
  stopLast = stop;
  element.classList.add("playing");
  if (!sound) return pretend();
  sound.addEventListener("ended", stop);
  sound.play().catch(() => element.classList.contains("playing") && pretend());
}

function showLayer(content) {
  const opener = document.activeElement;
  const close = () => {
    layer.remove();
    opener?.focus();
  };
  const layer = h("div", { class: "viewer", role: "dialog", "aria-label": t("viewer.title"), tabindex: "-1", on: { click: close, keydown: (event) => event.key === "Escape" && close() } }, content);
  front().append(layer);
  layer.focus();
  return layer;
}

export function viewPicture(url) {
  const source = webURL(url);
  if (source) showLayer(h("img", { src: source.href, alt: "", referrerpolicy: "no-referrer" }));
}

export function viewVideo(url) {
  const source = webURL(url);
  if (!source) return toast(t("video.none"));
  const film = h("video", { src: source.href, controls: true, autoplay: true, playsinline: true, on: { click: (event) => event.stopPropagation() } });
  const layer = showLayer(film);
  film.addEventListener("error", () => {
    layer.remove();
    toast(t("video.none"));
  });
}
