// What makes the browser look like WeChat's to a page on the web origin.

function disguise() {
  // the browser
  const show = (name, value) => Object.defineProperty(Navigator.prototype, name, { configurable: true, enumerable: true, get: () => value });
  show("userAgent", wechatgo.userAgent);
  show("appVersion", wechatgo.userAgent.replace(/^Mozilla\//, ""));
  show("platform", wechatgo.device === "ios" ? "iPhone" : "Linux aarch64");
  delete Navigator.prototype.userAgentData;
  if (wechatgo.device === "ios") window.__wxjs_is_wkwebview = true;

  // the addresses of WeChat

  const jweixin = /^(?:https?:)?\/\/res2?\.wx\.qq\.com\/open\/js\/jweixin-[\d.]+\.js(?:[?#].*)?$/i;
  const report = /^(?:https?:)?\/\/open\.weixin\.qq\.com\/sdk\/report\b/i;

  // redirect returns the address to load in place of one that a script is loaded from. Anything else is returned as it
  // is, so that a TrustedScriptURL stays one.
  const redirect = (address) => (jweixin.test(String(address).trim()) ? wechatgo.jweixin : address);

  // replaceSetter lets change see what is assigned to a property.
  function replaceSetter(prototype, name, change) {
    const original = Object.getOwnPropertyDescriptor(prototype, name);
    Object.defineProperty(prototype, name, { ...original, set(value) {
      original.set.call(this, change(this, value));
    } });
  }

  // A script of ours fails the page's integrity check, whether it is set before or after the address.
  const ours = new WeakSet();
  function takeOver(script, address) {
    const changed = redirect(address);
    if (changed === address) return address;
    ours.add(script);
    script.removeAttribute("integrity");
    script.removeAttribute("crossorigin");
    return trusted(changed);
  }
  replaceSetter(HTMLScriptElement.prototype, "src", takeOver);
  replaceSetter(HTMLScriptElement.prototype, "integrity", (script, value) => (ours.has(script) ? "" : value));
  replaceSetter(HTMLScriptElement.prototype, "crossOrigin", (script, value) => (ours.has(script) ? null : value));
  const { setAttribute } = Element.prototype;
  Element.prototype.setAttribute = function (name, value) {
    if (!(this instanceof HTMLScriptElement)) return setAttribute.call(this, name, value);
    const lower = String(name).toLowerCase();
    if (ours.has(this) && (lower === "integrity" || lower === "crossorigin")) return undefined;
    return setAttribute.call(this, name, lower === "src" ? takeOver(this, value) : value);
  };

  // trusted returns an address for a script of a page with require-trusted-types-for. A page that allows no policy of
  // ours refuses the script, as its author sees in the console.
  let policy;
  function trusted(address) {
    if (!window.trustedTypes) return address;
    try {
      policy ??= window.trustedTypes.createPolicy("wechatgo", { createScriptURL: (one) => one });
      return policy.createScriptURL(address);
    } catch {
      return address;
    }
  }

  const inMarkup = /(?:https?:)?\/\/res2?\.wx\.qq\.com\/open\/js\/jweixin-[\d.]+\.js(?:\?[^"'\s>]*)?/gi;
  for (const name of ["write", "writeln"]) {
    const original = Document.prototype[name];
    Document.prototype[name] = function (...parts) {
      return original.apply(this, parts.map((part) => {
        const text = String(part);
        const changed = text.replace(inMarkup, wechatgo.jweixin);
        return changed === text ? part : changed.replace(/\s(?:integrity|crossorigin)(?:=(?:"[^"]*"|'[^']*'|[^\s>]*))?/gi, "");
      }));
    };
  }

  // WeChat's script reports to WeChat with a picture.
  replaceSetter(HTMLImageElement.prototype, "src", (_, value) => (report.test(String(value)) ? "data:," : value));

  // Links and scripts that lead to WeChat's own pages, or to the program's own address.
  const pages = { "open.weixin.qq.com": "/connect/", "mp.weixin.qq.com": "/mp/" };
  function destination(url) {
    const path = pages[url.hostname];
    if (path && url.pathname.startsWith(path)) return wechatgo.platform;
    if (/^https?:$/.test(url.protocol) && wechatgo.inner.includes(url.host)) return wechatgo.web;
    return null;
  }
  window.navigation?.addEventListener("navigate", (event) => {
    const url = new URL(event.destination.url);
    const to = destination(url);
    if (!to || !event.cancelable || event.formData) return;
    event.preventDefault();
    location.assign(to + url.pathname + url.search + url.hash);
  });
}
