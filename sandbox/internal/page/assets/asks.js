// What a page in the web view asks the user through WeixinJSBridge. Each question has a function that resolves to the
// answer, or to null if the user cancels.

import { said, t } from "./i18n.js";
import { pickPictures } from "./attachments.js";
import { offered } from "./notices.js";
import { ask, choose } from "./sheet.js";

// words returns the words of a question in the page's language, with what it is about.
export const words = (about) => [said(about), about.about].filter(Boolean).join(" ").slice(0, 512);

export const asks = {
  async picture({ count }) {
    const choice = await choose({ title: t("ask.picture"), options: { generate: t("image.generate"), choose: t("image.choose") } });
    if (choice === "generate") return [{}];
    return choice && pickPictures(Number(count) || 1);
  },
  async place() {
    const place = await ask({ title: t("ask.place"), id: "place-sheet", submit: t("ask.allow"), fields: {
      latitude: { label: t("location.latitude"), value: "23.106414", type: "number", required: true },
      longitude: { label: t("location.longitude"), value: "113.324553", type: "number", required: true },
    } });
    return place && { latitude: Number(place.latitude), longitude: Number(place.longitude) };
  },
  async scan() {
    const given = await ask({ title: t("scan.result"), id: "code-sheet", fields: { result: { label: t("scan.code"), required: true } } });
    return given && given.result;
  },
  async voice() {
    const given = await ask({ title: t("ask.voice"), id: "said-sheet", fields: { recognition: { label: t("voice.recognition") } } });
    return given && given.recognition;
  },
  async agree(about) {
    const choice = await choose({ title: words(about), options: { yes: t("ask.yes"), no: t("ask.no") } });
    return choice && choice === "yes";
  },
  async choice(about) {
    const options = Array.isArray(about.options) ? about.options : [];
    const choice = await choose({ title: words(about), options: Object.fromEntries(options.map((option, i) => [i, String(option)])) });
    return choice === null ? null : Number(choice);
  },
  notices: ({ templates }) => offered(Array.isArray(templates) ? templates.map(String) : []),
};
