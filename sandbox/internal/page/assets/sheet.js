// What covers a part of the phone for a short time: half-screen sheets, forms in sheets, and toasts.

import { front, h, byID } from "./dom.js";
import { icon } from "./icons.js";
import { said, t } from "./i18n.js";
import { Refusal } from "./api.js";

// keepInside makes the focus go round in a sheet, whose background is out of reach.
function keepInside(event, sheet) {
  const stops = [...sheet.querySelectorAll("a[href], button, input, select, textarea")].filter((one) => !one.disabled && one.checkVisibility());
  const end = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement !== end && sheet.contains(document.activeElement)) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
}

// openSheet shows content over the phone, or over the element within, and returns the function that closes it.
export function openSheet({ title, id, content, onClose, within = byID("screen") }) {
  const opener = document.activeElement;
  const onKey = (event) => {
    if (layer !== [...document.querySelectorAll(".sheet")].at(-1)) return;
    if (event.key === "Escape") close();
    if (event.key === "Tab") keepInside(event, layer);
  };
  const close = () => {
    layer.remove();
    document.removeEventListener("keydown", onKey);
    opener?.focus();
    onClose?.();
  };
  const layer = h("div", { class: "sheet", id },
    h("div", { class: "weui-mask", on: { click: close } }),
    h("div", { class: "weui-half-screen-dialog", role: "dialog", "aria-modal": "true", "aria-label": title },
      h("div", { class: "weui-half-screen-dialog__hd" },
        h("div", { class: "weui-half-screen-dialog__hd__side" }, h("button", { type: "button", class: "sheet-close", title: t("sheet.close"), on: { click: close } }, icon("close"))),
        h("div", { class: "weui-half-screen-dialog__hd__main" }, h("strong", { class: "weui-half-screen-dialog__title" }, title))),
      h("div", { class: "weui-half-screen-dialog__bd" }, content)));
  document.addEventListener("keydown", onKey); // the element that has the focus may go, such as a row of a list
  within.append(layer);
  (layer.querySelector("input, .weui-btn") ?? layer.querySelector("button")).focus();
  return close;
}

// ask opens a form. It resolves to the values of its fields, or to null if the user closes it.
// fields is {name: {label, value, type, required}}. more creates nodes below the form; it gets a function that ends
// the form with other values.
export function ask({ title, id, submit, fields, more }) {
  return new Promise((resolve) => {
    let values = null;
    const finish = (given) => {
      values = given;
      close();
    };
    const inputs = Object.entries(fields).map(([name, field]) =>
      h("label", { class: "field" }, h("span", {}, field.label),
        h("input", { class: "weui-input", name, type: field.type ?? "text", step: "any", value: field.value ?? "", required: field.required })));
    const form = h("form", { on: { submit: (event) => {
      event.preventDefault();
      finish(Object.fromEntries(new FormData(form)));
    } } },
    inputs,
    h("button", { type: "submit", class: "weui-btn weui-btn_primary" }, submit ?? t("sheet.ok")));
    const close = openSheet({ title, id, content: [form, more?.(finish)].flat(), onClose: () => resolve(values) });
  });
}

// choose offers a few actions as buttons. It resolves to the name of the chosen one, or to null.
export function choose({ title, options }) {
  return new Promise((resolve) => {
    let chosen = null;
    const buttons = Object.entries(options).map(([name, label]) =>
      h("button", { type: "button", class: "weui-btn weui-btn_default", dataset: { choice: name }, on: { click: () => {
        chosen = name;
        close();
      } } }, label));
    const close = openSheet({ title, content: h("div", { class: "choices" }, buttons), onClose: () => resolve(chosen) });
  });
}

let toastTimer;

// toast shows a short message over what the user has in front.
export function toast(text) {
  clearTimeout(toastTimer);
  document.querySelector(".toast")?.remove();
  const element = h("div", { class: "toast", role: "alert" }, text);
  front().append(element);
  toastTimer = setTimeout(() => element.remove(), 3500);
}

// once returns an action that does nothing while it is under way, as after a double click.
export function once(action) {
  let busy = false;
  return async () => {
    if (busy) return;
    busy = true;
    try {
      await action();
    } finally {
      busy = false;
    }
  };
}

// attempt runs an action of the user, and shows a toast if the sandbox refuses it.
export async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    toast(error instanceof Refusal ? said(error.words) : t("connection.lost"));
    console.error(error);
    return null;
  }
}
