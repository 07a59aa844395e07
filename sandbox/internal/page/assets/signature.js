// This module shows how a signature is made: its parts, the string that was hashed, and whether the result is the
// expected one.

import { h } from "./dom.js";
import { t } from "./i18n.js";

// byASCII compares in the platform's order, which differs from that of localeCompare.
const byASCII = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

function hashed({ name, parts }) {
  if (name === "jsapi") {
    return [t("signature.joined"), [...parts].sort((a, b) => byASCII(a.name, b.name)).map((part) => [`${part.name}=${part.value}`, part.name])];
  }
  return [t("signature.sorted"), [...parts].sort((a, b) => byASCII(a.value, b.value)).map((part) => [part.value, part.name])];
}

export function renderSignature(signature) {
  const parts = signature.parts ?? [];
  const [how, pieces] = hashed({ name: signature.name, parts });
  const separator = signature.name === "jsapi" ? "&" : "";
  return h("div", { class: `signature ${signature.ok ? "good" : "bad"}` },
    h("p", {}, h("strong", {}, signature.name), " ", h("span", { class: "verdict" }, t(signature.ok ? "signature.good" : "signature.bad"))),
    h("dl", {}, parts.flatMap((part) => [h("dt", {}, part.name), h("dd", {}, part.value)])),
    pieces.length ? [h("small", {}, how), h("code", { class: "hashed" }, pieces.flatMap(([text, name], i) => [i && separator ? separator : null, h("span", { title: name }, text)]))] : null,
    h("dl", {},
      h("dt", {}, t("signature.given")), h("dd", { class: "sum" }, signature.value || t("signature.absent")),
      signature.expected ? [h("dt", {}, t("signature.expected")), h("dd", { class: "sum" }, signature.expected)] : null));
}
