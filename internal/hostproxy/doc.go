// Package hostproxy lets programs with fixed addresses call the sandbox: SDKs that know api.weixin.qq.com alone, in any
// language. A [Proxy] is an HTTPS forward proxy for the platform's names. It opens their TLS with an authority of its
// own, whose key never leaves the process, and gives their requests to a handler. Other names are refused, or tunnelled
// unopened where they are allowed.
//
//	names.go        which names are the platform's
//	authority.go    the certificates, made per run
//	proxy.go        CONNECT and requests with a whole URL
//	tunnel.go       names that are allowed to pass
//	direct.go       a port for programs that ignore proxies, but let their connections be led
//	trust.go        the files with which a program trusts the authority
//	environment.go  the variables that tell a program of all this
//
// Nothing here protects a program that ignores the variables: its calls reach the real platform. [Proxy.Report] tells
// that no call came.
package hostproxy
