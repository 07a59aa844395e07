// Playing and looking closer: sounds in place, pictures and films over the phone.

import { h, byID, webURL } from "./dom.js";
import { t } from "./i18n.js";
import { toast } from "./sheet.js";

let stopLast = () => {};

// playSound plays url with the element marked as playing; what the browser cannot play (AMR) is mimed for its length in seconds.
export function playSound(element, url, seconds) {
  const again = element.classList.contains("playing");
  stopLast();
  if (again) return;
  const source = webURL(url);
  const sound = source && new Audio(source.href);
  let timer;
  const stop = () => {
    clearTimeout(timer);
    sound?.pause();
    element.classList.remove("playing");
    stopLast = () => {};
  };
  const mime = () => (timer = setTimeout(stop, seconds * 1000));
  stopLast = stop;
  element.classList.add("playing");
  if (!sound) return mime();
  sound.addEventListener("ended", stop);
  sound.play().catch(() => element.classList.contains("playing") && mime());
}

function over(content) {
  const layer = h("div", { class: "viewer", on: { click: () => layer.remove() } }, content);
  byID("screen").append(layer);
  return layer;
}

export function viewPicture(url) {
  const source = webURL(url);
  if (source) over(h("img", { src: source.href, alt: "", referrerpolicy: "no-referrer" }));
}

export function viewVideo(url) {
  const source = webURL(url);
  if (!source) return toast(t("video.none"));
  const film = h("video", { src: source.href, controls: true, autoplay: true, playsinline: true, on: { click: (event) => event.stopPropagation() } });
  const layer = over(film);
  film.addEventListener("error", () => {
    layer.remove();
    toast(t("video.none"));
  });
}
