/*!
 * wechatgo.js: WeChat's JS-SDK for a page, signed by wechatgo.
 *
 *   <script src="/wx/jssdk?script"></script>
 *   <script>
 *     wechatgo.share({
 *       title: '...', desc: '...',
 *       link: 'https://...',    // default: this page; its host must be a JS secure domain of the account
 *       imgUrl: 'https://...'
 *     }).then(function () { ... }, function (err) { console.error(err.message); });
 *   </script>
 *
 * wechatgo.share(card)      sets both share cards, to a chat and to Moments.
 * wechatgo.config(options)  runs wx.config without a card. options: jsApiList (the two share APIs are always
 *                           in it), openTagList, debug. share() keeps to the options of the last config().
 *
 * Both return a Promise. In a single-page app call share() again after each change of the address.
 */
(function (window, document) {
  'use strict';

  var SCRIPT = "{{script}}";
  var SHARE = ['updateAppMessageShareData', 'updateTimelineShareData'];
  var PATIENCE = 15000; // ms to wait for WeChat's answer

  var landing = here(); // the URL that was opened; iOS checks signatures against it, whatever pushState does
  var endpoint = ownAddress();
  var loaded = null;
  var last = { url: '', options: {}, promise: null };

  function here() {
    return window.location.href.split('#')[0];
  }

  // The handler that served this script also signs.
  function ownAddress() {
    var scripts = document.getElementsByTagName('script');
    var own = document.currentScript || scripts[scripts.length - 1];
    return own.src.split(/[?#]/)[0].replace(/\/wechatgo\.js$/, '');
  }

  function failure(text, errMsg) {
    var err = new Error('wechatgo: ' + text);
    err.errMsg = errMsg || '';
    return err;
  }

  // load brings WeChat's script, from the second of its two hosts where the first fails.
  function load() {
    if (window.wx && window.wx.config) {
      return Promise.resolve();
    }
    if (!loaded) {
      loaded = insert(SCRIPT).then(null, function () {
        return insert(SCRIPT.replace('//res.wx.qq.com/', '//res2.wx.qq.com/'));
      }).then(function () {
        if (!window.wx || !window.wx.config) {
          throw failure(SCRIPT + ' did not define wx: where the page has an AMD loader, load that script before it');
        }
      });
      loaded.then(null, function () { loaded = null; }); // the next call tries again
    }
    return loaded;
  }

  function insert(src) {
    return new Promise(function (resolve, reject) {
      var tag = document.createElement('script');
      tag.src = src;
      tag.onload = function () { resolve(); };
      tag.onerror = function () { reject(failure('cannot load ' + src + ': is the network there, and does the Content-Security-Policy allow it?')); };
      document.head.appendChild(tag);
    });
  }

  function signature(url) {
    return new Promise(function (resolve, reject) {
      var xhr = new XMLHttpRequest();
      xhr.open('GET', endpoint + '?url=' + encodeURIComponent(url));
      xhr.onload = function () {
        var answer = {};
        try { answer = JSON.parse(xhr.responseText); } catch (e) { /* said below */ }
        if (xhr.status === 200 && answer.signature) {
          resolve(answer);
        } else {
          reject(failure(answer.error || endpoint + ' answered ' + xhr.status + ' without a signature: is it wechatgo\'s jssdk handler?'));
        }
      };
      xhr.onerror = function () { reject(failure('cannot reach ' + endpoint + ': is the server there, and the page\'s host in jssdk.Config.Hosts?')); };
      xhr.send();
    });
  }

  // verify runs wx.config once. WeChat's script calls ready after an error as well. Where it was configured before,
  // by this script or the page's own, it calls ready, or error, at once about that; hence the order, and the second
  // in which an error may still come.
  function verify(answer, url, options) {
    return new Promise(function (resolve, reject) {
      var before = true, again = false;
      var timer = setTimeout(function () {
        reject(failure('no answer from WeChat: is the page open in WeChat?'));
      }, PATIENCE);
      function done(err) {
        clearTimeout(timer);
        if (err) { reject(err); } else { resolve(); }
      }
      window.wx.error(function (res) {
        if (before) { return; }
        var errMsg = (res && res.errMsg) || 'config:fail';
        done(failure(advise(errMsg, url), errMsg));
      });
      window.wx.ready(function () { again = again || before; });
      before = false;
      window.wx.config({
        debug: !!options.debug,
        appId: answer.appId,
        timestamp: answer.timestamp,
        nonceStr: answer.nonceStr,
        signature: answer.signature,
        jsApiList: SHARE.concat(options.jsApiList || []),
        openTagList: options.openTagList || []
      });
      window.wx.ready(function () {
        if (again) { setTimeout(function () { done(); }, 1000); } else { done(); }
      });
    });
  }

  function advise(errMsg, url) {
    var cures = [
      [/invalid signature/, 'signed was ' + url + ': is the ticket of this account, and has nobody else changed the address? SDK.Explain says more'],
      [/invalid url domain/, 'add ' + window.location.host + ' to the account\'s JS secure domains (JS接口安全域名)'],
      [/permission denied|permission value/, 'the account may not use this API, or wx.config failed before'],
      [/not exist|not support/, 'this WeChat is too old for the API']
    ];
    for (var i = 0; i < cures.length; i++) {
      if (cures[i][0].test(errMsg)) { return errMsg + ': ' + cures[i][1]; }
    }
    return errMsg;
  }

  // attempt signs the first of urls, and the next where WeChat checks against another.
  function attempt(urls, options) {
    return signature(urls[0]).then(function (answer) {
      return verify(answer, urls[0], options);
    }).then(null, function (err) {
      if (urls.length > 1 && /invalid signature/.test(err.errMsg || '')) { return attempt(urls.slice(1), options); }
      throw err;
    });
  }

  function config(options) {
    var url = here();
    if (options) {
      last.options = options;
    } else if (last.promise && last.url === url) {
      return last.promise;
    }
    var urls = url === landing ? [url] : [url, landing];
    var promise = load().then(function () { return attempt(urls, last.options); });
    last.url = url;
    last.promise = promise;
    promise.then(null, function () {
      if (last.promise === promise) { last.promise = null; } // the next call tries again
    });
    return promise;
  }

  function set(api, card) {
    return new Promise(function (resolve, reject) {
      if (!window.wx[api]) {
        reject(failure('this wx has no ' + api + ': it came with JS-SDK 1.4.0'));
        return;
      }
      window.wx[api]({
        title: card.title, desc: card.desc, link: card.link, imgUrl: card.imgUrl,
        success: resolve,
        fail: function (res) {
          var errMsg = (res && res.errMsg) || api + ':fail';
          reject(failure(advise(errMsg, here()), errMsg));
        }
      });
    });
  }

  function share(card) {
    card = card || {};
    var full = {
      title: card.title || document.title,
      desc: card.desc || '',
      link: card.link || here(),
      imgUrl: card.imgUrl || ''
    };
    return config().then(function () {
      return Promise.all([set(SHARE[0], full), set(SHARE[1], full)]);
    });
  }

  window.wechatgo = { config: config, share: share };
})(window, document);
