// This is the sandbox's stand-in for WeChat's page script (jweixin 1.0.0 to 1.6.0). It sets window.wx and
// window.jWeixin. Like WeChat's own, it turns each call into one of WeixinJSBridge, and the answer into callbacks.
(function (window) {
  "use strict";
  if (window.jWeixin) return;

  const android = !window.__wxjs_is_wkwebview; // outside of the web origin the bridge is that of an Android phone
  const entryTitle = document.title;

  // The calls that WeixinJSBridge names differently.
  const bridgeNames = {
    config: "preVerifyJSAPI",
    onMenuShareTimeline: "menu:share:timeline",
    onMenuShareAppMessage: "menu:share:appmessage",
    onMenuShareQQ: "menu:share:qq",
    onMenuShareWeibo: "menu:share:weiboApp",
    onMenuShareQZone: "menu:share:QZone",
    previewImage: "imagePreview",
    getLocation: "geoLocation",
    openProductSpecificView: "openProductViewWithPid",
    addCard: "batchAddCard",
    openCard: "batchViewCard",
    chooseWXPay: "getBrandWCPayRequest",
    openEnterpriseRedPacket: "getRecevieBizHongBaoRequest",
    startSearchBeacons: "startMonitoringBeacons",
    stopSearchBeacons: "stopMonitoringBeacons",
    onSearchBeacons: "onBeaconsInRange",
    consumeAndShareCard: "consumedShareCard",
    openAddress: "editAddress",
  };
  const publicNames = Object.fromEntries(Object.entries(bridgeNames).map(([name, bridge]) => [bridge, name]));
  const toBridge = (names) => (names || []).map((name) => bridgeNames[name] || name);

  let config = {}; // what the page gave to wx.config
  let settled = 0; // 0 before the first answer, then 1, or -1 after an error for which the page had no callback
  let failure = null;
  let lastConfig = 0; // the number of the last wx.config
  let readyCallbacks = [];
  let errorCallback = null;

  // withConfig adds the values of wx.config, by which WeChat knows that a call comes through this script.
  const withConfig = (args) => Object.assign({}, args, {
    appId: config.appId,
    verifyAppId: config.appId,
    verifySignType: "sha1",
    verifyTimestamp: `${config.timestamp ?? ""}`,
    verifyNonceStr: config.nonceStr,
    verifySignature: config.signature,
  });

  // readable returns the errMsg for the err_msg of a call, which has underscores and the bridge's name.
  function readable(name, message) {
    let how = message.slice(message.indexOf(":") + 1);
    if (how === "confirm") how = "ok";
    if (how === "failed") how = "fail";
    how = how.replace(/^fail(ed)?_/, "").replace(/_/g, " ");
    return `${publicNames[name] || name}:${how || "fail"}`;
  }

  // finish calls the callbacks of a page with the answer of a call.
  function finish(name, answer, options, change) {
    const result = Object.assign({}, answer);
    result.errMsg ??= result.err_msg ? readable(name, result.err_msg) : `${publicNames[name] || name}:ok`;
    for (const inner of ["err_msg", "err_code", "err_desc", "err_detail"]) delete result[inner];
    if (change) change(result);
    const how = result.errMsg.slice(result.errMsg.indexOf(":") + 1);
    if (config.debug) console.log("[wechatgo]", result);
    const callback = how === "ok" ? options.success : how === "cancel" ? options.cancel : options.fail;
    if (callback) callback(result);
    if (options.complete) options.complete(result);
  }

  const invoke = (name, args, options = {}, change = null) => window.WeixinJSBridge.invoke(name, withConfig(args), (answer) => finish(name, answer, options, change));
  const on = (name, listener) => window.WeixinJSBridge.on(name, listener);

  // What the page's callbacks get of a call differs from the bridge's answer.

  const parsed = (field) => (result) => {
    if (android && typeof result[field] === "string") result[field] = JSON.parse(result[field]);
  };
  function networkType(result) {
    const how = result.errMsg.slice(result.errMsg.indexOf(":") + 1);
    if (!["wifi", "edge", "wwan"].includes(how)) return;
    Object.assign(result, { networkType: how, errMsg: "getNetworkType:ok" });
  }
  function scanned(result) {
    if (!android && result.resultStr) result.resultStr = JSON.parse(result.resultStr).scan_code?.scan_result;
  }
  function cardList(result) {
    if (!result.card_list) return;
    result.cardList = JSON.parse(result.card_list).map((card) => ({ cardId: card.card_id, cardExt: card.card_ext, code: card.code, isSuccess: Boolean(card.is_succ) }));
    delete result.card_list;
  }
  function chosenCards(result) {
    if ("choose_card_info" in result) result.cardList = result.choose_card_info;
    delete result.choose_card_info;
  }
  const withoutType = (result) => delete result.type;

  // calls has, for each call, its arguments for the bridge, and what changes its answer.
  const card = (options) => ({ title: options.title, desc: options.desc, link: options.link, imgUrl: options.imgUrl });
  const localId = ({ localId: id }) => ({ localId: id });
  const serverId = ({ serverId: id }) => ({ serverId: id });
  const nothing = () => ({});
  const same = (options) => {
    const { success, fail, complete, cancel, trigger, ...args } = options;
    return args;
  };
  const calls = {
    updateAppMessageShareData: [card],
    updateTimelineShareData: [card],
    hideOptionMenu: [nothing],
    showOptionMenu: [nothing],
    hideMenuItems: [({ menuList }) => ({ menuList })],
    showMenuItems: [({ menuList }) => ({ menuList })],
    hideAllNonBaseMenuItem: [nothing],
    showAllNonBaseMenuItem: [nothing],
    closeWindow: [nothing],
    getNetworkType: [nothing, networkType],
    previewImage: [({ current, urls }) => ({ current, urls })],
    chooseImage: [({ count, sizeType, sourceType }) => ({ count: count || 9, sizeType, sourceType }), parsed("localIds")],
    getLocalImgData: [localId],
    uploadImage: [localId],
    downloadImage: [serverId],
    startRecord: [nothing],
    stopRecord: [nothing],
    playVoice: [localId],
    pauseVoice: [localId],
    stopVoice: [localId],
    uploadVoice: [localId],
    downloadVoice: [serverId],
    translateVoice: [localId],
    getLocation: [({ type }) => ({ type: type || "wgs84" }), withoutType],
    openLocation: [({ latitude, longitude, name, address }) => ({ latitude, longitude, name, address })],
    scanQRCode: [({ needResult, scanType }) => ({ needResult: needResult || 0, scanType }), scanned],
    chooseWXPay: [same],
    addCard: [({ cardList: list }) => ({ card_list: (list || []).map((one) => ({ card_id: one.cardId, card_ext: one.cardExt })) }), cardList],
    chooseCard: [(options) => ({
      app_id: config.appId, location_id: options.shopId || "", sign_type: options.signType || "SHA1", card_id: options.cardId || "",
      card_type: options.cardType || "", card_sign: options.cardSign, time_stamp: `${options.timestamp}`, nonce_str: options.nonceStr,
    }), chosenCards],
    openCard: [({ cardList: list }) => ({ card_list: (list || []).map((one) => ({ card_id: one.cardId, code: one.code })) })],
  };
  for (const name of [
    "openProductSpecificView", "consumeAndShareCard", "openAddress", "openEnterpriseRedPacket", "chooseInvoice", "chooseInvoiceTitle",
    "startSearchBeacons", "stopSearchBeacons", "openWXDeviceLib", "closeWXDeviceLib", "getWXDeviceInfos", "sendDataToWXDevice",
    "startScanWXDevice", "stopScanWXDevice", "connectWXDevice", "disconnectWXDevice", "getWXDeviceTicket", "configWXDeviceWiFi",
  ]) calls[name] = [same];

  const wx = {
    config(options) {
      config = options || {};
      const number = ++lastConfig;
      const answered = (result) => {
        if (number !== lastConfig) return; // a later config has replaced this one
        settled = 1;
        if (!result.errMsg.endsWith(":ok")) {
          failure = result;
          if (errorCallback) errorCallback(result);
          else settled = -1;
        }
        const callbacks = readyCallbacks; // they also run after an error
        readyCallbacks = [];
        callbacks.forEach((callback) => callback());
      };
      const lists = { verifyJsApiList: toBridge(config.jsApiList), verifyOpenTagList: config.openTagList || [] };
      invoke(bridgeNames.config, lists, { complete: answered });
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
      invoke("checkJsApi", { jsApiList: toBridge(options.jsApiList) }, options, (result) => {
        parsed("checkResult")(result);
        if (result.checkResult) result.checkResult = Object.fromEntries(Object.entries(result.checkResult).map(([name, has]) => [publicNames[name] || name, has]));
      });
    },
    onVoiceRecordEnd: (options) => on("onVoiceRecordEnd", (event) => finish("onVoiceRecordEnd", event, options)),
    onVoicePlayEnd: (options) => on("onVoicePlayEnd", (event) => finish("onVoicePlayEnd", event, options)),
    onSearchBeacons: (options) => on(bridgeNames.onSearchBeacons, (event) => finish(bridgeNames.onSearchBeacons, event, options)),
    invoke: (name, args, callback) => window.WeixinJSBridge.invoke(name, withConfig(args), callback),
    on,
    miniProgram: {
      getEnv: (callback) => callback({ miniprogram: false }),
    },
  };
  for (const [name, [args, change]] of Object.entries(calls)) {
    wx[name] = (options = {}) => invoke(bridgeNames[name] || name, args(options), options, change);
  }

  // onMenuShare waits until the user shares, and then makes the call that shares.
  const shares = { AppMessage: "sendAppMessage", Timeline: "shareTimeline", QQ: "shareQQ", Weibo: "shareWeiboApp", QZone: "shareQZone" };
  for (const [to, call] of Object.entries(shares)) {
    wx[`onMenuShare${to}`] = (options) => on(bridgeNames[`onMenuShare${to}`], (event) => {
      if (options.trigger) options.trigger(Object.assign({ errMsg: `${call}:trigger` }, event));
      invoke(call, { title: options.title || entryTitle, desc: options.desc || "", link: options.link || location.href, img_url: options.imgUrl || "" }, options);
    });
  }
  for (const name of ["navigateTo", "navigateBack", "switchTab", "reLaunch", "redirectTo", "postMessage"]) {
    wx.miniProgram[name] = (options = {}) => invoke("invokeMiniProgramAPI", { name }, options);
  }

  window.wx = window.jWeixin = wx;
})(window);
