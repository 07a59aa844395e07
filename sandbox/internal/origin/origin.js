// What a page of the account needs before its own scripts run, besides WeChat's bridge. The constant wechatgo, which
// the sandbox puts before this file, has what it knows of the page.

// pinUser sets the cookie that says who holds the phone. Two phones in one browser share it, so a page sets it anew
// before it sends something.
const documentCookie = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
const pinUser = () => {
  if (wechatgo.user) documentCookie.set.call(document, `wechatgo_user=${wechatgo.cookieUser}; path=/; SameSite=Lax`);
};

// The page sees the cookies of its user, under the program's names.
{
  const secure = /^(__Host-|__Secure-)?/;
  const names = (name) => {
    const [begin] = secure.exec(name);
    return { begin, rest: name.slice(begin.length) };
  };
  Object.defineProperty(Document.prototype, "cookie", {
    ...documentCookie,
    get() {
      const own = [];
      for (const cookie of documentCookie.get.call(this).split("; ")) {
        const { begin, rest } = names(cookie);
        if (rest.startsWith(wechatgo.cookiePrefix)) own.push(begin + rest.slice(wechatgo.cookiePrefix.length).replace(/^=/, ""));
      }
      return own.join("; ");
    },
    set(cookie) {
      const [pair, ...attributes] = String(cookie).split(";");
      const { begin, rest } = names(pair.trim());
      const kept = attributes.filter((attribute) => !/^\s*domain\s*(=|$)/i.test(attribute));
      documentCookie.set.call(this, [begin + wechatgo.cookiePrefix + (rest.includes("=") ? rest : `=${rest}`), ...kept].join(";"));
    },
  });
  delete window.cookieStore; // it would show the cookies of all users
}

// A service worker would answer in place of the sandbox.
if (navigator.serviceWorker) {
  navigator.serviceWorker.getRegistrations().then((all) => all.forEach((one) => one.unregister()), () => {});
  delete Navigator.prototype.serviceWorker;
}

// Requests of scripts say who holds the phone by a header, everything else by the cookie.
if (wechatgo.user) {
  const header = "Wechatgo-User";
  const isOwn = (address) => new URL(address, document.baseURI).origin === location.origin;

  const send = window.fetch;
  window.fetch = async function (input, init) {
    pinUser();
    const request = new Request(input, init);
    if (isOwn(request.url)) request.headers.set(header, wechatgo.cookieUser); // a no-cors request ignores it
    return send.call(window, request);
  };

  const { open, send: sendXHR } = XMLHttpRequest.prototype;
  const own = new WeakSet();
  XMLHttpRequest.prototype.open = function (method, address, ...rest) {
    if (isOwn(address)) own.add(this);
    else own.delete(this);
    return open.call(this, method, address, ...(rest.length ? rest : [true]));
  };
  XMLHttpRequest.prototype.send = function (...args) {
    pinUser();
    if (own.has(this)) this.setRequestHeader(header, wechatgo.cookieUser);
    return sendXHR.apply(this, args);
  };

  for (const name of ["WebSocket", "EventSource"]) {
    window[name] = new Proxy(window[name], {
      construct(target, args, newTarget) {
        pinUser();
        return Reflect.construct(target, args, newTarget);
      },
    });
  }
  // Not on pagehide: the phone page sets the cookie of another user before it closes this page.
  for (const type of ["pointerdown", "keydown", "submit", "focus"]) window.addEventListener(type, pinUser, true);
  window.navigation?.addEventListener("navigate", pinUser);
  pinUser();
}
