// The questions that the page asks before it sends a message other than text.

import { h } from "./dom.js";
import { t } from "./i18n.js";
import { ask, choose, toast } from "./sheet.js";
import { state } from "./state.js";

const maxPicture = 10 * 1024 * 1024; // bytes: the platform's limit for a picture

// pickFiles resolves to the chosen files, or to null.
function pickFiles(accept, multiple) {
  return new Promise((resolve) => {
    const input = h("input", { type: "file", accept, multiple });
    input.addEventListener("change", () => resolve(input.files.length ? [...input.files] : null));
    input.addEventListener("cancel", () => resolve(null));
    input.click();
  });
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

// pickPictures lets the user choose up to count pictures. It resolves to a list of {data, contentType}, or to null.
export async function pickPictures(count) {
  const files = (await pickFiles("image/png,image/jpeg,image/gif,image/bmp", count > 1))?.slice(0, count);
  if (files?.some((file) => file.size > maxPicture)) {
    toast(t("image.tooLarge"));
    return null;
  }
  return files ? Promise.all(files.map(async (file) => ({ data: await base64(file), contentType: file.type }))) : null;
}

// askPicture resolves to {data, contentType}, to {} if a picture is to be generated, or to null.
export async function askPicture() {
  const choice = await choose({ title: t("panel.image"), options: { generate: t("image.generate"), choose: t("image.choose") } });
  if (choice !== "choose") return choice && {};
  return (await pickPictures(1))?.[0] ?? null;
}

export async function askPlace() {
  const place = await ask({ title: t("panel.location"), submit: t("composer.send"), fields: {
    label: { label: t("location.label"), value: t("location.demo") },
    latitude: { label: t("location.latitude"), value: "23.106414", type: "number", required: true },
    longitude: { label: t("location.longitude"), value: "113.324553", type: "number", required: true },
  } });
  return place && { label: place.label, latitude: Number(place.latitude), longitude: Number(place.longitude), scale: 15 };
}

export const askVoice = () => ask({ title: t("panel.voice"), submit: t("composer.send"), fields: { recognition: { label: t("voice.recognition") } } });

export const askLink = () => ask({ title: t("panel.link"), submit: t("composer.send"), fields: {
  title: { label: t("link.title"), value: "wechatgo", required: true },
  description: { label: t("link.description") },
  url: { label: t("link.url"), value: `http://${state.webHosts[0] ?? location.host}/`, type: "url", required: true },
} });

// askScene resolves to {scene} or {ticket}, or to null.
export const askScene = () => ask({ title: t("scan.title"), id: "scan-sheet", submit: t("panel.scan"), fields: { scene: { label: t("scan.scene"), required: true } }, more: (finish) =>
  state.qrcodes?.length ? h("div", { class: "weui-cells qrcodes" },
    h("div", { class: "weui-cells__title" }, t("scan.known")),
    state.qrcodes.map((code) => h("button", { type: "button", class: "weui-cell weui-cell_active", dataset: { scene: code.scene }, on: { click: () => finish({ ticket: code.ticket }) } },
      h("span", { class: "weui-cell__bd" }, code.scene), h("span", { class: "weui-cell__ft" }, t(code.permanent ? "scan.permanent" : "scan.temporary"))))) : null });
