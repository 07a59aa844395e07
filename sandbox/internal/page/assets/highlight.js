// This module colours bodies. It recognises XML and JSON by their first character.

import { h } from "./dom.js";

const xml = /(<!\[CDATA\[|\]\]>)|(<\/?[A-Za-z_][\w.-]*[^>]*>)/g;
const json = /("(?:[^"\\]|\\.)*"(?=\s*:))|("(?:[^"\\]|\\.)*")|(-?\b\d+(?:\.\d+)?\b|\btrue\b|\bfalse\b|\bnull\b)/g;
const classes = { xml: ["cdata", "tag"], json: ["tag", "string", "number"] };
const maxLength = 20_000; // a longer text stays uncoloured; in characters

// indentXML writes each element of XML on a line of its own; an element with only text stays on one line. Other
// text is returned as it is, since JSON is already indented.
export function indentXML(text) {
  if (text.trimStart()[0] !== "<" || text.length > maxLength) return text;
  let out = "";
  let depth = 0;
  let leaf = false; // only text has followed the last opening tag
  for (const [token] of text.matchAll(/<!\[CDATA\[[\s\S]*?\]\]>|<[^>]*>|[^<]+/g)) {
    const closes = token.startsWith("</");
    const opens = !closes && /^<[A-Za-z_]/.test(token) && !token.endsWith("/>");
    if (closes) depth -= 1;
    if (out && (opens || (closes && !leaf))) out += `\n${"  ".repeat(Math.max(0, depth))}`;
    if (opens) depth += 1;
    if (opens || closes) leaf = opens;
    out += token;
  }
  return out;
}

export function highlight(text) {
  const start = text.trimStart()[0];
  const language = start === "<" ? "xml" : start === "{" || start === "[" ? "json" : null;
  if (!language || text.length > maxLength) return [text];
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(language === "xml" ? xml : json)) {
    nodes.push(text.slice(end, match.index), h("span", { class: `hl-${classes[language][match.slice(1).findIndex((group) => group !== undefined)]}` }, match[0]));
    end = match.index + match[0].length;
  }
  nodes.push(text.slice(end));
  return nodes;
}
