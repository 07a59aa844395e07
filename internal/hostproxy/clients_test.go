package hostproxy_test

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/internal/hostproxy"
	"github.com/wechatgo/wechatgo/internal/programtest"
)

// run runs a program as a child of the proxy, and returns its output.
func (p *proxied) run(t *testing.T, vars []string, path string, args ...string) (out string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	child := exec.CommandContext(ctx, path, args...)
	child.Env = hostproxy.Override(os.Environ(), vars)
	var both bytes.Buffer
	child.Stdout, child.Stderr = &both, &both
	err = child.Run()
	return both.String(), err
}

// clients are programs that call the platform as their language does, and know nothing of a sandbox.
var clients = map[string]struct {
	program programtest.Program
	name    string   // of the source
	args    []string // before it
	source  string
	post    bool // it sends "name=value" to /cgi-bin/echo, too
}{
	"curl": {
		program: programtest.Curl,
		name:    "config", args: []string{"--config"},
		source: `url = "https://api.weixin.qq.com/cgi-bin/getcallbackip?access_token=x"` + "\nsilent\nshow-error\n",
	},
	"Python's urllib": {
		program: programtest.Python,
		name:    "client.py", post: true,
		source: `
import urllib.request
print(urllib.request.urlopen("https://api.weixin.qq.com/cgi-bin/getcallbackip?access_token=x", timeout=20).read().decode())
print(urllib.request.urlopen("https://api.weixin.qq.com/cgi-bin/echo", b"name=value", timeout=20).read().decode())
`,
	},
	"Node's https": {
		program: programtest.Node,
		name:    "client.cjs", post: true,
		source: `
const https = require('https');
https.get('https://api.weixin.qq.com/cgi-bin/getcallbackip?access_token=x', (r) => {
  r.setEncoding('utf8').on('data', (d) => console.log(d)).on('end', () => {
    const post = https.request({hostname: 'api.weixin.qq.com', path: '/cgi-bin/echo', method: 'POST'},
      (r) => r.setEncoding('utf8').on('data', (d) => console.log(d)));
    post.end('name=value');
  });
});
`,
	},
	"Node's fetch": {
		program: programtest.Node,
		name:    "client.mjs", post: true,
		source: `
const text = async (...args) => (await fetch(...args)).text();
console.log(await text('https://api.weixin.qq.com/cgi-bin/getcallbackip?access_token=x'));
console.log(await text('https://api.weixin.qq.com/cgi-bin/echo', {method: 'POST', body: 'name=value'}));
`,
	},
	"Java's HttpClient": {
		program: programtest.Java,
		name:    "Client.java", post: true,
		source: `
import java.net.URI;
import java.net.http.*;
public class Client {
  public static void main(String[] args) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    var text = HttpResponse.BodyHandlers.ofString();
    System.out.println(client.send(HttpRequest.newBuilder(
      URI.create("https://api.weixin.qq.com/cgi-bin/getcallbackip?access_token=x")).build(), text).body());
    System.out.println(client.send(HttpRequest.newBuilder(URI.create("https://api.weixin.qq.com/cgi-bin/echo"))
      .POST(HttpRequest.BodyPublishers.ofString("name=value")).build(), text).body());
  }
}
`,
	},
	"PHP's streams": {
		program: programtest.PHP,
		name:    "client.php",
		source:  "<?php\necho file_get_contents('https://api.weixin.qq.com/cgi-bin/getcallbackip?access_token=x'), \"\\n\";\n",
	},
	"Ruby's Net::HTTP": {
		program: programtest.Ruby,
		name:    "client.rb", post: true,
		source: `
require 'net/http'
puts Net::HTTP.get(URI('https://api.weixin.qq.com/cgi-bin/getcallbackip?access_token=x'))
puts Net::HTTP.post(URI('https://api.weixin.qq.com/cgi-bin/echo'), 'name=value').body
`,
	},
}

// A program with the platform's addresses in it reaches the handler, also with variables of a former proxy, and is
// refused other names.
func TestClients(t *testing.T) {
	t.Parallel()
	for name, c := range clients {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := programtest.Need(t, c.program)
			p := start(t, hostproxy.Config{})
			vars := p.variables(t, []string{
				"NO_PROXY=*,.qq.com", "https_proxy=http://127.0.0.1:1", "SSL_CERT_FILE=/nonexistent", "ALL_PROXY=socks5://127.0.0.1:1",
			})
			source := filepath.Join(t.TempDir(), c.name)
			if err := os.WriteFile(source, []byte(c.source), 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := p.run(t, vars, path, append(slices.Clone(c.args), source)...)
			if err != nil || !strings.Contains(out, `{"errcode":40014`) || c.post && !strings.Contains(out, "echo: name=value") {
				t.Errorf("%v: %s", err, out)
			}
			if r := p.Report(); len(r.Distrusted) > 0 || r.Calls != 2 && c.post || r.Calls != 1 && !c.post {
				t.Errorf("report %+v", r)
			}
		})
	}
}

// platform answers like the sandbox.
func platform() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /cgi-bin/getcallbackip", func(rw http.ResponseWriter, r *http.Request) {
		if r.Host != platformHost {
			http.Error(rw, "foreign host "+r.Host, http.StatusForbidden)
			return
		}
		_, _ = rw.Write([]byte(`{"errcode":40014,"errmsg":"invalid access_token"}`))
	})
	mux.HandleFunc("POST /cgi-bin/echo", func(rw http.ResponseWriter, r *http.Request) {
		var body bytes.Buffer
		_, _ = body.ReadFrom(http.MaxBytesReader(rw, r.Body, 8<<20))
		_, _ = rw.Write(append([]byte("echo: "), body.Bytes()...))
	})
	return mux
}
