// If the page's server refuses to sign, the page does not call wx.config, and only this script can explain why. It
// assumes that a request with the page's own address asks for a signature.

// watchUnsigned reports such a request of the page if it failed.
function watchUnsigned(post) {
  function namesThisPage(...texts) {
    const plain = (text) => {
      try {
        return decodeURIComponent(text);
      } catch {
        return text; // the text has a % that is not an escape
      }
    };
    const here = plain(location.href.split("#")[0]);
    return texts.some((text) => (typeof text === "string" || text instanceof URLSearchParams) && plain(String(text)).includes(here));
  }

  // asked returns what an address asks its server, without the server, which may be the page's own.
  function asked(address) {
    try {
      const { pathname, search } = new URL(address, location.href);
      return pathname + search;
    } catch {
      return ""; // the request fails as well
    }
  }

  // report reports such a request if it failed. status is that of its answer, or 0 if there was none.
  function report(address, status, body) {
    if (status > 0 && status < 400) return;
    const { origin, pathname } = new URL(address, location.href);
    const server = origin === location.origin ? pathname : origin + pathname;
    const words = body.trim().slice(0, 500);
    console.warn(`[wechatgo] ${server} gave no signature: ${status ? `HTTP ${status} ${words}` : "no answer that the page may read"}`); // the page itself may handle this
    post("unsigned", { server, status, words });
  }

  const pageFetch = window.fetch;
  window.fetch = function (resource, options) {
    const answer = pageFetch.call(window, resource, options);
    const address = resource instanceof Request ? resource.url : String(resource);
    if (namesThisPage(asked(address), options?.body)) {
      answer.then((response) => response.clone().text().then((body) => report(address, response.status, body)), () => report(address, 0, "")).catch(() => {});
    }
    return answer;
  };

  const addresses = new WeakMap(); // the addresses of open requests
  const { open, send } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.open = function (method, address, ...more) {
    addresses.set(this, String(address));
    return open.call(this, method, address, ...more);
  };
  XMLHttpRequest.prototype.send = function (body) {
    const address = addresses.get(this);
    if (namesThisPage(asked(address), body)) {
      const readable = () => (this.responseType === "" || this.responseType === "text" ? this.responseText : JSON.stringify(this.response) || "");
      this.addEventListener("load", () => report(address, this.status, readable()));
      this.addEventListener("error", () => report(address, 0, ""));
    }
    return send.call(this, body);
  };
}
