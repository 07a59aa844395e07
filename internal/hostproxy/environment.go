package hostproxy

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"slices"
	"strings"
)

// Environment writes the files that programs need into the folder dir, and returns env with the variables of the proxy,
// which listens at addr. What env had of them is overridden: the roots and the exceptions of a former proxy are kept,
// where they do not concern the platform's names. The folder is readable by this user alone; the caller removes it.
func (p *Proxy) Environment(ctx context.Context, env []string, addr net.Addr, dir string) ([]string, error) {
	vars, err := p.Variables(ctx, env, addr, dir)
	if err != nil {
		return nil, err
	}
	return Override(env, vars), nil
}

// Override returns env with vars, and without what env had of their names and of variables that would go against them.
func Override(env, vars []string) []string {
	gone := map[string]bool{"ALL_PROXY": true, "all_proxy": true}
	for _, v := range vars {
		name, _, _ := strings.Cut(v, "=")
		gone[name] = true
	}
	kept := slices.DeleteFunc(slices.Clone(env), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return gone[name]
	})
	return append(kept, vars...)
}

// Variables is like Environment, and returns the proxy's variables alone.
func (p *Proxy) Variables(ctx context.Context, env []string, addr net.Addr, dir string) ([]string, error) {
	former := lookup(env)
	port := p.directPort
	if port == 0 {
		var err error
		if port, err = p.openDirect(ctx); err != nil {
			return nil, err
		}
	}
	host, proxyPort, err := net.SplitHostPort(reachable(addr))
	if err != nil {
		return nil, err
	}
	at := net.JoinHostPort(host, proxyPort)
	var f files
	bundle := p.authority.bundle(
		[]string{former("SSL_CERT_FILE"), former("REQUESTS_CA_BUNDLE"), former("CURL_CA_BUNDLE")},
		former("NODE_EXTRA_CA_CERTS"),
	)
	if err := f.write(dir, bundle, at, port); err != nil {
		return nil, fmt.Errorf("write the files that programs trust the certificates by: %w", err)
	}
	address := (&url.URL{Scheme: "http", Host: at})
	if len(p.config.Allow) > 0 { // without tunnels there is nothing to protect, and some programs take no password
		address.User = url.UserPassword(user, p.password)
	}
	exceptions := noProxy(former("NO_PROXY"), former("no_proxy"))
	var vars []string
	set := func(value string, names ...string) {
		for _, name := range names {
			vars = append(vars, name+"="+value)
		}
	}
	set(address.String(), "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")
	set(strings.Join(exceptions, ","), "NO_PROXY", "no_proxy")
	set(f.roots, "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
	set("1", "NODE_USE_ENV_PROXY")
	set(joined(former("NODE_OPTIONS"), "--require "+nodeText(f.node)), "NODE_OPTIONS")
	set(former("PHP_INI_SCAN_DIR")+string(os.PathListSeparator)+f.phpDir, "PHP_INI_SCAN_DIR")
	set(
		joined(former("JAVA_TOOL_OPTIONS"), javaOptions(host, proxyPort, f.java, exceptions, p.config.Allow)),
		"JAVA_TOOL_OPTIONS",
	)
	return vars, nil
}

// lookup returns what reads a variable of env; the last one counts.
func lookup(env []string) func(name string) string {
	return func(name string) (value string) {
		for _, v := range env {
			if n, text, ok := strings.Cut(v, "="); ok && n == name {
				value = text
			}
		}
		return value
	}
}

// FormerProxy returns the proxy that an environment has for https, or nil.
func FormerProxy(env []string) (*url.URL, error) {
	get := lookup(env)
	for _, name := range []string{"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"} {
		value := get(name)
		if value == "" {
			continue
		}
		if !strings.Contains(value, "://") {
			value = "http://" + value
		}
		u, err := url.Parse(value)
		if err != nil || u.Host == "" {
			return nil, fmt.Errorf(
				"the variable %s is no address of a proxy: give one such as http://127.0.0.1:3128",
				name,
			)
		}
		return u, nil
	}
	return nil, nil //nolint:nilnil // no proxy is no error
}

// noProxy returns the exceptions of a former proxy without those that match a name of the platform, and with this
// machine.
func noProxy(former ...string) []string {
	var kept []string
	for _, list := range former {
		for entry := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == ',' || r == ' ' }) {
			if !matchesPlatform(entry) && !slices.Contains(kept, entry) {
				kept = append(kept, entry)
			}
		}
	}
	for _, own := range []string{"localhost", "127.0.0.1", "::1"} {
		if !slices.Contains(kept, own) {
			kept = append(kept, own)
		}
	}
	return kept
}

// matchesPlatform tells whether an entry of NO_PROXY would keep a name of the platform from the proxy, by any of the
// rules in use: *, a name with its subdomains, with or without a dot or a star before it, or with a port.
func matchesPlatform(entry string) bool {
	host, _ := split(entry, "")
	host = strings.TrimLeft(host, "*.")
	return host == "" || slices.ContainsFunc(Names, func(name string) bool {
		return name == host || strings.HasSuffix(name, "."+host) || strings.HasSuffix(name, host)
	})
}

func joined(former, own string) string {
	if former == "" {
		return own
	}
	return former + " " + own
}

// nodeText is a path in NODE_OPTIONS.
func nodeText(path string) string {
	if !strings.ContainsAny(path, ` "\`) {
		return path
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(path) + `"`
}

// javaOptions are the options with which Java knows the proxy and trusts the certificates. Java gives a proxy no
// password by itself, so that names that are allowed go around it.
func javaOptions(host, port, store string, exceptions, allowed []string) string {
	var around []string
	for _, e := range exceptions {
		around = append(around, javaHosts(e)...)
	}
	for _, host := range allowed {
		if host != AllowAll {
			around = append(around, host)
		}
	}
	options := []string{
		"-Dhttps.proxyHost=" + host,
		"-Dhttps.proxyPort=" + port,
		"-Dhttp.proxyHost=" + host,
		"-Dhttp.proxyPort=" + port,
		"-Dhttp.nonProxyHosts=" + strings.Join(around, "|"),
		"-Djavax.net.ssl.trustStore=" + store,
		"-Djavax.net.ssl.trustStoreType=JKS",
		"-Djavax.net.ssl.trustStorePassword=" + storePassword,
	}
	for i, o := range options {
		if strings.ContainsAny(o, " |") {
			options[i] = `"` + o + `"`
		}
	}
	return strings.Join(options, " ")
}

// javaHosts are an entry of NO_PROXY as Java has it. Java knows *.example.com, and neither .example.com, a port nor a
// network; for other programs example.com is its subdomains as well.
func javaHosts(entry string) []string {
	host, _ := split(entry, "")
	host = strings.TrimPrefix(host, "*")
	switch ip := net.ParseIP(host); {
	case strings.Contains(host, "/"):
		return nil
	case ip != nil && ip.To4() == nil:
		return []string{"[" + host + "]"}
	case ip != nil:
		return []string{host}
	case strings.HasPrefix(host, "."):
		return []string{"*" + host}
	}
	return []string{host, "*." + host}
}

// reachable is the address of a listener as a program of this machine reaches it.
func reachable(addr net.Addr) string {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return addr.String()
	}
	return net.JoinHostPort("127.0.0.1", fmt.Sprint(tcp.Port))
}
