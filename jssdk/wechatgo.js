/*!
 * wechatgo.js: WeChat's JS-SDK for a page, signed by wechatgo.
 *
 *   <script src="/wx/jssdk?script"></script>
 *   <script>
 *     wechatgo.share({
 *       title: '...', desc: '...',
 *       link: 'https://...',    // the default is this page; its host must be a JS secure domain of the account
 *       imgUrl: 'https://...'
 *     }).then(function () { ... }, function (err) { console.error(err.message); });
 *   </script>
 *
 * wechatgo.share(card)      sets both share cards, to a chat and to Moments.
 * wechatgo.config(options)  runs wx.config without a card. The options are jsApiList (the two share APIs are added to
 *                           it), openTagList and debug. share() uses the options of the last config().
 * wechatgo.addCard(id)      asks the user to take the card with this card_id, one of jssdk.Config.Cards.
 * wechatgo.chooseCard(id)   lets the user choose among the cards with this card_id, one of jssdk.Config.Cards.
 *
 * All return a Promise, the last two of WeChat's result with its cardList. In a single-page app, call share() again after each change of the address. What went wrong, and
 * what to do about it, is also in the browser's console.
 */
(function (window, document) {
  'use strict';

  var SCRIPT = "{{script}}";
  var SHARE_APIS = ['updateAppMessageShareData', 'updateTimelineShareData'];
  var CONFIG_TIMEOUT = 15000; // how long to wait for WeChat's answer, in ms

  var landingURL = pageURL(); // the URL that was opened; iOS checks signatures against it, even after pushState
  var endpoint = handlerAddress();
  var loading = null; // the Promise of load()
  var reported = {}; // the texts that are in the console already
  var last = { url: '', options: {}, promise: null }; // the last call of config()

  function pageURL() {
    return window.location.href.split('#')[0];
  }

  // handlerAddress returns the address of the handler that served this script, which also signs pages.
  function handlerAddress() {
    var scripts = document.getElementsByTagName('script');
    var own = document.currentScript || scripts[scripts.length - 1];
    return own.src.split(/[?#]/)[0].replace(/\/wechatgo\.js$/, '');
  }

  function failure(text, errMsg) {
    var err = new Error('wechatgo: ' + text);
    err.errMsg = errMsg || '';
    return err;
  }

  // report writes an error to the console, once, since a page may try again and need not look at the Promise.
  function report(promise) {
    promise.then(null, function (err) {
      var text = err.message + (err.messageZH ? '\n' + err.messageZH : '');
      if (reported[text] || !window.console || /:cancel$/.test(err.errMsg || '')) { return; }
      reported[text] = true;
      window.console.error(text);
    });
    return promise;
  }

  // load loads WeChat's script, from the second of its two hosts if the first one fails.
  function load() {
    if (window.wx && window.wx.config) {
      return Promise.resolve();
    }
    if (!loading) {
      loading = insertScript(SCRIPT).then(null, function () {
        return insertScript(SCRIPT.replace('//res.wx.qq.com/', '//res2.wx.qq.com/'));
      }).then(function () {
        if (!window.wx || !window.wx.config) {
          throw failure(SCRIPT + ' did not define wx: if the page has an AMD loader, load that script before the loader');
        }
      });
      loading.then(null, function () { loading = null; }); // the next call tries again
    }
    return loading;
  }

  function insertScript(src) {
    return new Promise(function (resolve, reject) {
      var tag = document.createElement('script');
      tag.src = src;
      tag.onload = function () { resolve(); };
      tag.onerror = function () { reject(failure('cannot load ' + src + ': check the network connection and the Content-Security-Policy')); };
      document.head.appendChild(tag);
    });
  }

  // requestSignature requests the signature of the page at url, or that of a card for one of WeChat's APIs.
  function requestSignature(url, api, card) {
    var query = '?url=' + encodeURIComponent(url) + (api ? '&' + api + '=' + encodeURIComponent(card) : '');
    return new Promise(function (resolve, reject) {
      var xhr = new XMLHttpRequest();
      xhr.open('GET', endpoint + query);
      xhr.onload = function () {
        var answer = {};
        try { answer = JSON.parse(xhr.responseText); } catch (e) { /* the rejection below reports it */ }
        if (xhr.status === 200 && (answer.signature || answer.cardExt || answer.cardSign)) {
          resolve(answer);
        } else {
          var refused = failure(answer.error || endpoint + ' answered ' + xhr.status + ' without a signature: check that this is the address of the jssdk handler');
          refused.messageZH = answer.errorZH || '';
          reject(refused);
        }
      };
      xhr.onerror = function () { reject(failure('cannot reach ' + endpoint + ': check the server, and that jssdk.Config.Hosts has the page\'s host')); };
      xhr.send();
    });
  }

  // runConfig runs wx.config once. WeChat's script calls the ready callbacks after an error as well, so the error
  // callback is registered first. If wx.config was called before, by this script or by the page, WeChat's script calls
  // a new callback at once with the earlier result: runConfig ignores an earlier error, and after an earlier
  // configuration it waits for one second in which the new one may still fail.
  function runConfig(answer, url, options) {
    return new Promise(function (resolve, reject) {
      var beforeConfig = true, configuredBefore = false;
      var timer = setTimeout(function () {
        reject(failure('no answer from WeChat: check that the page is open in WeChat'));
      }, CONFIG_TIMEOUT);
      function done(err) {
        clearTimeout(timer);
        if (err) { reject(err); } else { resolve(); }
      }
      window.wx.error(function (res) {
        if (beforeConfig) { return; }
        var errMsg = (res && res.errMsg) || 'config:fail';
        done(failure(withCure(errMsg, url), errMsg));
      });
      window.wx.ready(function () { configuredBefore = configuredBefore || beforeConfig; });
      beforeConfig = false;
      window.wx.config({
        debug: !!options.debug,
        appId: answer.appId,
        timestamp: answer.timestamp,
        nonceStr: answer.nonceStr,
        signature: answer.signature,
        jsApiList: SHARE_APIS.concat(options.jsApiList || []),
        openTagList: options.openTagList || []
      });
      window.wx.ready(function () {
        if (configuredBefore) { setTimeout(function () { done(); }, 1000); } else { done(); }
      });
    });
  }

  // withCure returns the error with a cure, if one is known.
  function withCure(errMsg, url) {
    var cures = [
      [/invalid signature/, 'the signed URL was ' + url + ': check that the ticket is of this account and that no other script changed the address; SDK.Explain finds the reason'],
      [/invalid url domain/, 'add ' + window.location.host + ' to the account\'s JS secure domains (JS接口安全域名)'],
      [/permission denied|permission value/, 'the account may not use this API, or wx.config failed before'],
      [/not exist|not support/, 'this WeChat is too old for the API']
    ];
    for (var i = 0; i < cures.length; i++) {
      if (cures[i][0].test(errMsg)) { return errMsg + ': ' + cures[i][1]; }
    }
    return errMsg;
  }

  // configure runs wx.config with a signature of the first of urls. If WeChat refuses the signature, it tries the next
  // one.
  function configure(urls, options) {
    return requestSignature(urls[0]).then(function (answer) {
      return runConfig(answer, urls[0], options);
    }).then(null, function (err) {
      if (urls.length > 1 && /invalid signature/.test(err.errMsg || '')) { return configure(urls.slice(1), options); }
      throw err;
    });
  }

  function config(options) {
    var url = pageURL();
    if (options) {
      last.options = options;
    } else if (last.promise && last.url === url) {
      return last.promise;
    }
    var urls = url === landingURL ? [url] : [url, landingURL];
    var promise = load().then(function () { return configure(urls, last.options); });
    last.url = url;
    last.promise = promise;
    promise.then(null, function () {
      if (last.promise === promise) { last.promise = null; } // the next call tries again
    });
    return promise;
  }

  function setCard(api, card) {
    return new Promise(function (resolve, reject) {
      if (!window.wx[api]) {
        reject(failure('wx has no ' + api + ': load version 1.4.0 or later of the JS-SDK'));
        return;
      }
      window.wx[api]({
        title: card.title, desc: card.desc, link: card.link, imgUrl: card.imgUrl,
        success: resolve,
        fail: function (res) {
          var errMsg = (res && res.errMsg) || api + ':fail';
          reject(failure(withCure(errMsg, pageURL()), errMsg));
        }
      });
    });
  }

  function share(card) {
    card = card || {};
    var full = {
      title: card.title || document.title,
      desc: card.desc || '',
      link: card.link || pageURL(),
      imgUrl: card.imgUrl || ''
    };
    return config().then(function () {
      return Promise.all([setCard(SHARE_APIS[0], full), setCard(SHARE_APIS[1], full)]);
    });
  }

  // configFor runs config() so that the page may call one more API.
  function configFor(api) {
    var options = last.options, list = options.jsApiList || [];
    if (list.indexOf(api) >= 0) { return config(); }
    return config({ jsApiList: list.concat(api), openTagList: options.openTagList, debug: options.debug });
  }

  // callWithCard has a card signed and calls one of WeChat's two APIs with it.
  function callWithCard(api, id) {
    return configFor(api).then(function () {
      return requestSignature(pageURL(), api, id);
    }).then(function (signed) {
      return new Promise(function (resolve, reject) {
        function refused(res) {
          var errMsg = (res && res.errMsg) || api + ':fail';
          reject(failure(withCure(errMsg, pageURL()), errMsg));
        }
        var options = api === 'addCard' ? { cardList: [signed] } : signed;
        options.success = resolve;
        options.cancel = refused;
        options.fail = refused;
        window.wx[api](options);
      });
    });
  }

  window.wechatgo = {
    config: function (options) { return report(config(options)); },
    share: function (card) { return report(share(card)); },
    addCard: function (id) { return report(callWithCard('addCard', id)); },
    chooseCard: function (id) { return report(callWithCard('chooseCard', id)); }
  };
})(window, document);
