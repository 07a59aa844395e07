// The mark-up that a text message may have: links with <a href>, weixin://bizmsgmenu or data-miniprogram-*.
// Everything else is shown as plain text, also links with another scheme.

import { h, webURL } from "./dom.js";

// A match ends where the next one may begin, so that a long text of beginnings without an end does not freeze the page.
const anchor = /<a\s([^<>]*)>((?:(?!<a\s)[\s\S])*?)<\/a>/gi;
const attribute = /(?<![a-z-])([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi;
const bare = /https?:\/\/[^\s<>"'，。；、！？（）【】《》]+/gi;

function attributes(text) {
  const found = {};
  for (const [, name, double, single, plain] of text.matchAll(attribute)) {
    found[name.toLowerCase()] = (double ?? single ?? plain).replaceAll("&amp;", "&");
  }
  return found;
}

function link(text, href, follow) {
  return h("a", { href, on: { click: (event) => {
    event.preventDefault();
    follow();
  } } }, text);
}

// target returns what a tap on an anchor does, or null if the anchor is not a link.
function target({ href = "", "data-miniprogram-appid": appId, "data-miniprogram-path": pagePath }, text, actions) {
  if (appId) return { href: "#", follow: () => actions.openMiniProgram({ appId, pagePath }) };
  if (/^weixin:\/\/bizmsgmenu\?/i.test(href)) {
    const query = new URLSearchParams(href.slice(href.indexOf("?") + 1));
    return { href: "#", follow: () => actions.sendText(query.get("msgmenucontent") ?? text, query.get("msgmenuid") ?? "") };
  }
  const url = /^https?:\/\//i.test(href) ? webURL(href) : null;
  return url && { href: url.href, follow: () => actions.openURL(url.href) };
}

function withBareLinks(text, actions) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(bare)) {
    nodes.push(text.slice(end, match.index));
    const url = webURL(match[0]);
    nodes.push(url ? link(match[0], url.href, () => actions.openURL(url.href)) : match[0]);
    end = match.index + match[0].length;
  }
  nodes.push(text.slice(end));
  return nodes.filter((node) => node !== "");
}

// richText returns the nodes of a text message. actions has openURL, openMiniProgram and sendText.
export function richText(text, actions) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(anchor)) {
    const goal = target(attributes(match[1]), match[2], actions);
    if (!goal) continue;
    nodes.push(...withBareLinks(text.slice(end, match.index), actions), link(match[2], goal.href, goal.follow));
    end = match.index + match[0].length;
  }
  nodes.push(...withBareLinks(text.slice(end), actions));
  return nodes;
}
