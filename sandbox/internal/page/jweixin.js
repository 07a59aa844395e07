// This is the sandbox's stand-in for WeChat's page script (jweixin 1.0.0 to 1.6.0). It sets window.wx and
// window.jWeixin. The sandbox from which this file was loaded judges wx.config. If the phone page shows the page in a
// frame, this script reports to it what the page shares and asks for.
(function (window) {
  "use strict";
  if (window.jWeixin) return;

  const script = document.currentScript || document.querySelector('script[src*="/open/js/jweixin"]');
  const base = script ? script.src.replace(/\/open\/js\/[^/]*$/, "") : location.origin;
  const phone = window.parent === window ? null : window.parent;
  const page = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`; // the id of this document, which distinguishes it from others in the same frame

  const shareNames = { AppMessage: "sendAppMessage", Timeline: "shareTimeline", QQ: "shareQQ", Weibo: "shareWeiboApp", QZone: "shareQZone" };

  // The calls of WeChat that the sandbox does not simulate.
  const notSimulated = [
    "startRecord", "stopRecord", "onVoiceRecordEnd", "playVoice", "pauseVoice", "stopVoice", "onVoicePlayEnd", "uploadVoice", "downloadVoice",
    "translateVoice", "uploadImage", "downloadImage", "chooseWXPay", "openProductSpecificView", "addCard", "chooseCard", "openCard",
    "consumeAndShareCard", "openAddress", "openEnterpriseRedPacket", "chooseInvoice", "chooseInvoiceTitle",
    "startSearchBeacons", "stopSearchBeacons", "onSearchBeacons", "openWXDeviceLib", "closeWXDeviceLib", "getWXDeviceInfos",
    "sendDataToWXDevice", "startScanWXDevice", "stopScanWXDevice", "connectWXDevice", "disconnectWXDevice", "getWXDeviceTicket", "configWXDeviceWiFi",
  ];

  let config = null; // what the page gave to wx.config
  let allowed = false; // whether the last answered config was right
  let settled = 0; // as in WeChat's own script: 0 before the first answer, then 1, or -1 after an error for which the page had no callback
  let denied = []; // the calls that an account of this kind may not make
  let failure = null;
  let lastConfig = 0; // the number of the last wx.config
  let readyCallbacks = [];
  let errorCallback = null;
  const cards = {};
  const onShared = {}; // kind -> the options of onMenuShare*
  const waiting = {}; // id -> the function that gets the phone's answer
  const menu = { optionMenu: true, hidden: new Set() };

  const post = (type, fields) => phone && phone.postMessage(Object.assign({ source: "wechatgo-jweixin", page, type }, fields), "*");

  // finish calls the callbacks of a page. errMsg ends in ":ok", ":cancel" or ":fail…".
  function finish(options, result) {
    const how = result.errMsg.slice(result.errMsg.indexOf(":") + 1);
    const callback = how === "ok" ? options.success : how === "cancel" ? options.cancel : options.fail;
    if (config && config.debug) console.log("[wechatgo]", result);
    if (callback) callback(result);
    if (options.complete) options.complete(result);
  }

  const done = (options, name, fields) => setTimeout(() => finish(options, Object.assign({ errMsg: `${name}:ok` }, fields)));
  const fail = (options, name, reason) => setTimeout(() => {
    console.error(`[wechatgo] wx.${name}: ${reason}`);
    finish(options, { errMsg: `${name}:${reason}` });
  });

  // permission returns the reason why the page may not call name now, or null.
  function permission(name) {
    if (!allowed) return "the permission value is offline verifying";
    return (config.jsApiList || []).includes(name) && !denied.includes(name) ? null : "permission denied";
  }

  // config

  function explain(problem, expected) {
    const words = problem ? `\n${problem.en}\n${problem.zh}` : "";
    const wanted = expected ? `\nexpected string1:   ${expected.string1}\nexpected signature: ${expected.signature}\ngiven signature:    ${config.signature}` : "";
    console.error(`[wechatgo] wx.config: ${failure.errMsg}${words}${wanted}`);
  }

  const ask = window.fetch.bind(window); // the page's fetch is replaced below

  async function check(options) {
    const query = new URLSearchParams({ url: location.href.split("#")[0] });
    for (const name of ["appId", "timestamp", "nonceStr", "signature"]) query.set(name, options[name] === undefined ? "" : options[name]);
    try {
      return await (await ask(`${base}/_sandbox/jssdk/check?${query}`, { credentials: "omit" })).json();
    } catch (error) {
      return unreachable();
    }
  }

  // unreachable finds out why the check failed: the page is on a foreign host, whose requests the sandbox does
  // not answer, or the sandbox does not run.
  async function unreachable() {
    try {
      await ask(`${base}/_sandbox/healthz`, { mode: "no-cors", credentials: "omit" });
      return { ok: false, errMsg: "config:invalid url domain", problem: {
        en: `${location.host} is not a JS secure domain of the account in the sandbox.`,
        zh: `${location.host} 不是沙箱中该公众号的 JS 接口安全域名。`,
      } };
    } catch (error) {
      return { ok: false, errMsg: "config:fail, the sandbox cannot be reached", problem: {
        en: `The sandbox at ${base} does not answer.`,
        zh: `沙箱 ${base} 没有响应。`,
      } };
    }
  }

  // the page's request for a signature

  // If the page's server refuses to sign, the page does not call wx.config, and only this script can explain why. It
  // assumes that a request with the page's own address asks for a signature.

  function namesThisPage(...texts) {
    const plain = (text) => {
      try {
        return decodeURIComponent(text);
      } catch (error) {
        return text; // the text has a % that is not an escape
      }
    };
    const here = plain(location.href.split("#")[0]);
    return texts.some((text) => (typeof text === "string" || text instanceof URLSearchParams) && plain(String(text)).includes(here));
  }

  // reportUnsigned reports such a request if it failed. status is that of its answer, or 0 if there was none.
  function reportUnsigned(address, status, body) {
    if (status > 0 && status < 400) return;
    const { origin, pathname } = new URL(address, location.href);
    const server = origin === location.origin ? pathname : origin + pathname;
    const words = body.trim().slice(0, 500);
    console.warn(`[wechatgo] ${server} gave no signature: ${status ? `HTTP ${status} ${words}` : "no answer that the page may read"}`); // the page itself may handle this
    post("unsigned", { server, status, words });
  }

  window.fetch = function (resource, options) {
    const answer = ask(resource, options);
    const address = resource instanceof Request ? resource.url : String(resource);
    if (namesThisPage(address, options && options.body)) {
      answer.then((response) => response.clone().text().then((body) => reportUnsigned(address, response.status, body)), () => reportUnsigned(address, 0, "")).catch(() => {});
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
    if (namesThisPage(address, body)) {
      const readable = () => (this.responseType === "" || this.responseType === "text" ? this.responseText : JSON.stringify(this.response) || "");
      this.addEventListener("load", () => reportUnsigned(address, this.status, readable()));
      this.addEventListener("error", () => reportUnsigned(address, 0, ""));
    }
    return send.call(this, body);
  };

  function openTags(list) {
    if (!list || list.length === 0) return;
    console.warn(`[wechatgo] open tags are not simulated: ${list.join(", ")}`);
    document.dispatchEvent(new CustomEvent("WeixinOpenTagsError", { detail: { errMsg: "system:function_not_exist" } }));
  }

  // calls

  // shareLink returns the reason why a share link is refused, or null. A link must be on a JS secure domain; the
  // host of this page is one.
  function shareLink(link) {
    try {
      const host = new URL(link).host;
      return host === location.host ? null : `fail, the link's host ${host} is not this page's JS secure domain ${location.host}`;
    } catch (error) {
      return `fail, the link must be a whole URL, not "${link}"`;
    }
  }

  function setCard(kind, options) {
    const card = { title: options.title || document.title, desc: kind === "appMessage" ? options.desc || "" : "", link: options.link || location.href, imgUrl: options.imgUrl || "" };
    const refused = shareLink(card.link);
    if (refused) return refused;
    cards[kind] = card;
    post("share", { kind, data: card });
    return null;
  }

  const update = (kind, name) => (options) => {
    const refused = setCard(kind, options);
    if (refused) fail(options, name, refused);
    else done(options, name);
  };

  // onMenuShare stores the callbacks, which run when the user shares.
  const onMenuShare = (to) => (options) => {
    const kind = to === "Timeline" ? "timeline" : "appMessage";
    onShared[to] = options;
    if (to !== "AppMessage" && to !== "Timeline") return; // the phone can only share to friends and Moments
    const refused = setCard(kind, options);
    if (refused) fail(options, `onMenuShare${to}`, refused);
  };

  function shared(kind) {
    const to = kind === "timeline" ? "Timeline" : "AppMessage";
    const options = onShared[to];
    if (!options) return;
    if (options.trigger) options.trigger({ errMsg: `${shareNames[to]}:trigger` });
    done(options, shareNames[to]);
  }

  const menuChange = (change) => (options, name) => {
    change(options);
    post("menu", { optionMenu: menu.optionMenu, hidden: [...menu.hidden] });
    done(options, name);
  };
  const nonBase = ["menuItem:share:appMessage", "menuItem:share:timeline", "menuItem:share:qq", "menuItem:share:weiboApp", "menuItem:share:QZone", "menuItem:favorite", "menuItem:copyUrl", "menuItem:openWithSafari", "menuItem:originPage"];

  function chooseImage(options, name) {
    const input = Object.assign(document.createElement("input"), { type: "file", accept: "image/*", multiple: (options.count || 9) > 1 });
    input.addEventListener("change", () => {
      const files = [...input.files].slice(0, options.count || 9);
      done(options, name, { sourceType: "album", localIds: files.map((file) => URL.createObjectURL(file)) });
    });
    input.addEventListener("cancel", () => finish(options, { errMsg: `${name}:cancel` }));
    input.click();
  }

  async function getLocalImgData(options, name) {
    try {
      const reader = new FileReader();
      reader.onload = () => done(options, name, { localData: reader.result });
      reader.readAsDataURL(await (await fetch(options.localId)).blob());
    } catch (error) {
      fail(options, name, "fail, no such localId");
    }
  }

  function scanQRCode(options, name) {
    const answer = (text) => {
      if (text === null) finish(options, { errMsg: `${name}:cancel` });
      else done(options, name, options.needResult ? { resultStr: text } : {});
    };
    if (!phone) return answer(window.prompt("scanQRCode"));
    const id = `${Object.keys(waiting).length + 1}`;
    waiting[id] = answer;
    post("scan", { id });
  }

  const calls = {
    updateAppMessageShareData: update("appMessage", "updateAppMessageShareData"),
    updateTimelineShareData: update("timeline", "updateTimelineShareData"),
    hideOptionMenu: menuChange(() => (menu.optionMenu = false)),
    showOptionMenu: menuChange(() => (menu.optionMenu = true)),
    hideMenuItems: menuChange((options) => (options.menuList || []).forEach((item) => menu.hidden.add(item))),
    showMenuItems: menuChange((options) => (options.menuList || []).forEach((item) => menu.hidden.delete(item))),
    hideAllNonBaseMenuItem: menuChange(() => nonBase.forEach((item) => menu.hidden.add(item))),
    showAllNonBaseMenuItem: menuChange(() => nonBase.forEach((item) => menu.hidden.delete(item))),
    closeWindow(options, name) {
      done(options, name);
      if (phone) post("closeWindow");
      else window.close();
    },
    getNetworkType: (options, name) => done(options, name, { networkType: "wifi" }),
    previewImage(options, name) {
      const current = options.current || (options.urls || [])[0];
      if (phone) post("preview", { current });
      else window.open(current, "_blank", "noopener");
      done(options, name);
    },
    chooseImage,
    getLocalImgData,
    getLocation: (options, name) => done(options, name, { latitude: 23.106414, longitude: 113.324553, speed: 0, accuracy: 30 }), // always the same place
    openLocation(options, name) {
      post("openLocation", { latitude: options.latitude, longitude: options.longitude, name: options.name, address: options.address });
      done(options, name);
    },
    scanQRCode,
  };
  for (const to of Object.keys(shareNames)) calls[`onMenuShare${to}`] = onMenuShare(to);
  for (const name of notSimulated) calls[name] = (options) => fail(options, name, "fail, the sandbox does not simulate this");

  const wx = {
    config(options) {
      config = options || {};
      const number = ++lastConfig;
      check(config).then((answer) => {
        if (number !== lastConfig) return; // a later config has replaced this one
        const result = { errMsg: answer.errMsg || "config:fail" };
        post("config", { ok: answer.ok, errMsg: result.errMsg, problem: answer.problem || null });
        allowed = answer.ok;
        denied = answer.denied || [];
        settled = 1;
        if (answer.ok) {
          if (config.debug) console.log("[wechatgo]", result);
          openTags(config.openTagList);
        } else {
          failure = result;
          explain(answer.problem, answer.expected);
          if (errorCallback) errorCallback(result);
          else settled = -1;
        }
        const callbacks = readyCallbacks; // they also run after an error
        readyCallbacks = [];
        callbacks.forEach((callback) => callback());
      });
    },
    // ready calls back at once if any config was answered before, even another one or with an error.
    ready(callback) {
      if (settled) callback();
      else readyCallbacks.push(callback);
    },
    error(callback) {
      if (settled === -1) callback(failure);
      else errorCallback = callback;
    },
    checkJsApi(options) {
      const checkResult = {};
      for (const name of options.jsApiList || []) checkResult[name] = name in calls && !notSimulated.includes(name);
      done(options, "checkJsApi", { checkResult });
    },
    miniProgram: {
      getEnv: (callback) => callback({ miniprogram: false }),
    },
  };
  for (const name of ["navigateTo", "navigateBack", "switchTab", "reLaunch", "redirectTo", "postMessage"]) {
    wx.miniProgram[name] = (options) => fail(options || {}, name, "fail, not in a mini program");
  }
  for (const name of Object.keys(calls)) {
    wx[name] = (options = {}) => {
      const refused = permission(name);
      if (refused) fail(options, name, refused);
      else calls[name](options, name);
    };
  }

  // the phone

  const postLocation = () => post("location", { href: location.href, title: document.title });

  if (phone) {
    window.addEventListener("message", (event) => {
      if (event.source !== phone || !event.data || event.data.source !== "wechatgo-phone") return;
      const { type, kind, id, result } = event.data;
      if (type === "shared") shared(kind);
      if (type === "scan" && waiting[id]) {
        waiting[id](result);
        delete waiting[id];
      }
    });
    window.addEventListener("hashchange", postLocation);
    window.addEventListener("popstate", postLocation);
    document.addEventListener("DOMContentLoaded", postLocation); // now the title is known
    window.addEventListener("pagehide", () => post("leave"));
    window.addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      postLocation();
      for (const kind of Object.keys(cards)) post("share", { kind, data: cards[kind] });
    });
    for (const name of ["pushState", "replaceState"]) {
      const original = history[name];
      history[name] = function (...args) {
        original.apply(history, args);
        postLocation();
      };
    }
    postLocation();
  }

  window.wx = window.jWeixin = wx;
})(window);
