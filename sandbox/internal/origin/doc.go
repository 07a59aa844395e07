// Package origin is the account's public address: it stands before the program's pages as a public domain does, and
// shows them as WeChat's browser gets them.
//
// It keeps paths, streams and connections as they are. It changes what depends on the address (redirects, cookies),
// what forbids a page to be seen in the phone (frame headers, parts of a Content-Security-Policy), and it puts one
// script into each page. What was changed in a page stands in its exchange. The package keeps no state of its own.
package origin
