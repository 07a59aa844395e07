// Leads connections to WeChat's names to the sandbox, since Node before version 24 ignores proxies.
'use strict';
const tls = require('node:tls');
const names = new Set(NAMES);
const connect = tls.connect;

tls.connect = function (...args) {
  let options = {};
  if (typeof args[0] === 'object' && args[0] !== null) options = args[0];
  else {
    options.port = args[0];
    if (typeof args[1] === 'string') options.host = args[1];
    const more = args.find((a) => typeof a === 'object' && a !== null);
    options = {...options, ...more};
  }
  const callback = args.find((a) => typeof a === 'function');
  const host = String(options.host || options.servername || '').toLowerCase().replace(/\.$/, '');
  if (options.socket || Number(options.port || 443) !== 443 || !names.has(host)) return connect.apply(this, args);
  const led = {...options, host: '127.0.0.1', port: PORT, servername: options.servername || host};
  delete led.lookup;
  delete led.path;
  delete led.localAddress;
  return callback ? connect.call(this, led, callback) : connect.call(this, led);
};
