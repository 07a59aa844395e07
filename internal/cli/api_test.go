package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/catalogue"
	"github.com/wechatgo/wechatgo/internal/cli/clitest"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/sandbox"
)

// result is what a run of the command printed.
type result struct {
	status   int
	out, err string
}

// command runs the command.
func command(args ...string) result {
	var out, errs bytes.Buffer
	status := Main(args, &out, &errs)
	return result{status, out.String(), errs.String()}
}

func (r result) json(t *testing.T) (v map[string]any) {
	t.Helper()
	if r.status != 0 || json.Unmarshal([]byte(r.out), &v) != nil {
		t.Fatalf("%+v", r)
	}
	return v
}

func TestAPICall(t *testing.T) {
	p := clitest.Sandbox(t, sandbox.Config{})
	alice := p.User("alice")
	dir := t.TempDir()
	menu := filepath.Join(dir, "menu.json")
	const buttons = `{"button":[{"type":"click","name":"今日歌曲","key":"SONG"}]}`
	if err := os.WriteFile(menu, []byte(buttons), 0o600); err != nil {
		t.Fatal(err)
	}
	picture := filepath.Join(dir, "cover.png")
	if err := os.WriteFile(picture, onePixel, 0o600); err != nil {
		t.Fatal(err)
	}

	if got := command("api", "menu.create", "-d", "@"+menu).json(t); got["errcode"] != 0.0 {
		t.Errorf("menu.create: %v", got)
	}
	got := command("api", "menu.get")
	if want := "{\n  \"menu\": {\n    \"button\": [\n      {\n        \"type\": \"click\",\n        \"name\": \"今日歌曲\","; got.status != 0 || !strings.HasPrefix(got.out, want) || got.err != "" {
		t.Errorf("menu.get: %+v", got)
	}
	if got := command("api", "user.info", "openid="+alice.OpenID()).json(t); got["openid"] != alice.OpenID() {
		t.Errorf("user.info: %v", got)
	}
	added := command("api", "material.add_material", "type=image", "media=@"+picture).json(t)
	id, _ := added["media_id"].(string)
	if id == "" {
		t.Fatalf("add_material: %v", added)
	}

	// The upload of a large file says how far it is.
	large := filepath.Join(dir, "large.png")
	if err := os.WriteFile(large, append(slices.Clone(onePixel), make([]byte, 2<<20)...), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := command("api", "material.media_upload", "type=image", "media=@"+large); got.status != 0 || got.err != "large.png: 25% of 2.0 MB\nlarge.png: 50% of 2.0 MB\nlarge.png: 75% of 2.0 MB\nlarge.png: 100% of 2.0 MB\n" {
		t.Errorf("a large file: %+v", got)
	}

	// A download goes where it is told, and nowhere else.
	saved := filepath.Join(dir, "saved.png")
	if got := command("api", "material.get_material", "media_id="+id); got.status != operator.StatusFailed || !strings.Contains(got.err, "-o FILE") {
		t.Errorf("a download without -o: %+v", got)
	}
	if got := command("api", "material.get_material", "media_id="+id, "-o", saved); got.status != 0 || got.out != "" {
		t.Errorf("a download: %+v", got)
	}
	if content, err := os.ReadFile(saved); err != nil || !bytes.Equal(content, onePixel) {
		t.Errorf("saved %d bytes, %v", len(content), err)
	}
	if got := command("api", "material.get_material", "media_id="+id, "-o", "-"); got.out != string(onePixel) {
		t.Errorf("a download to the standard output: %d bytes, %s", len(got.out), got.err)
	}

	// What reaches followers needs --yes.
	alice.Follow()
	alice.Send("hello")
	send := []string{"api", "kf.send", "touser=" + alice.OpenID(), "msgtype=text", "text.content=hi = there"}
	if got := command(send...); got.status != operator.StatusFailed || !strings.Contains(got.err, "kf.send reaches followers or the public: give --yes") {
		t.Errorf("without --yes: %+v", got)
	}
	if got := command(append(send, "--yes")...).json(t); got["errcode"] != 0.0 {
		t.Errorf("kf.send: %v", got)
	}
	if chat := alice.Chat(); chat[len(chat)-1].Text != "hi = there" {
		t.Errorf("the chat: %v", chat)
	}
	if got := command("api", "menu.delete"); !strings.Contains(got.err, "what cannot be undone") {
		t.Errorf("menu.delete: %+v", got)
	}

	// The account's own secret goes where one is needed.
	if got := command("api", "base.stable_token", "grant_type=client_credential").json(t); !strings.Contains(fmt.Sprint(got["access_token"]), "_") {
		t.Errorf("stable_token: %v", got)
	}
}

// onePixel is a PNG of one pixel.
var onePixel = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\b\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82")

// A list is fetched to its end, in each format.
func TestAPIList(t *testing.T) {
	p := clitest.Sandbox(t, sandbox.Config{})
	for i := range 3 {
		p.AddMedia("image", "image/png", append(slices.Clone(onePixel), byte(i)))
	}
	all := []string{"api", "material.batchget_material", "type=image", "count=2", "--all"}
	got := command(all...)
	var items []map[string]any
	if err := json.Unmarshal([]byte(got.out), &items); err != nil || len(items) != 3 || got.err != "2 items so far\n3 items so far\n" {
		t.Errorf("%+v", got)
	}
	lines := strings.Split(strings.TrimSpace(command(append(all, "--format", "ndjson")...).out), "\n")
	var first map[string]any
	if len(lines) != 3 || json.Unmarshal([]byte(lines[0]), &first) != nil || !cmp.Equal(first, items[0]) {
		t.Errorf("ndjson: %q", lines)
	}
	table := strings.Split(strings.TrimSpace(command(append(all, "--format", "table")...).out), "\n")
	if len(table) != 4 || !strings.HasPrefix(table[0], "MEDIA_ID ") || !strings.HasPrefix(table[1], items[0]["media_id"].(string)) {
		t.Errorf("table: %q", table)
	}
	// Without --all, the list of one page.
	if one := command("api", "material.batchget_material", "type=image", "count=2", "--format", "ndjson"); strings.Count(one.out, "\n") != 2 {
		t.Errorf("a page: %+v", one)
	}
	if got := command("api", "material.batchget_material", "type=voice", "count=2", "--all"); got.out != "[]\n" {
		t.Errorf("an empty list: %+v", got)
	}
	if got := command("api", "material.get_materialcount", "--format", "table"); !strings.HasPrefix(got.out, "VOICE_COUNT  VIDEO_COUNT  IMAGE_COUNT  NEWS_COUNT\n0            0            3            0\n") {
		t.Errorf("an object as a table: %+v", got)
	}
	// The columns of a table stand below each other, also beside Chinese.
	if got := command("api", "user.tags_create", "tag.name=VIP"); got.status != 0 {
		t.Fatalf("%+v", got)
	}
	if got := command("api", "user.tags_get", "--format", "table"); got.out != "ID   NAME    COUNT\n2    星标组  0\n100  VIP     0\n" {
		t.Errorf("a table: %s", got.out)
	}
	// A list of openids has a cursor.
	for _, name := range []string{"alice", "bob"} {
		p.User(name).Follow()
	}
	if got := command("api", "user.get", "--all", "--format", "ndjson"); got.out != fmt.Sprintf("%q\n%q\n", p.User("alice").OpenID(), p.User("bob").OpenID()) && got.out != fmt.Sprintf("%q\n%q\n", p.User("bob").OpenID(), p.User("alice").OpenID()) {
		t.Errorf("openids: %+v", got)
	}
	if got := command("api", "user.get", "--format", "ndjson"); strings.Count(got.out, "\n") != 2 {
		t.Errorf("a page of openids: %+v", got)
	}
	// An answer is not mistaken for a list of numbers in it, and a list that is empty is none.
	if got := command("api", "user.info", "openid="+p.User("alice").OpenID(), "--format", "table"); !strings.Contains(got.out, p.User("alice").OpenID()) {
		t.Errorf("an answer with an empty list: %+v", got)
	}
	for answer, want := range map[string]int{
		`{"list":[]}`: 0, `{"errcode":0,"errmsg":"ok","list":[]}`: 0, `{"id":1,"list":[]}`: 1, `{"id":1,"list":[2,3]}`: 1,
		`{"id":1,"data":{"list":[{},{"a":1}]}}`: 1, `{"id":1,"data":{"list":[{"a":1},{}]}}`: 2, `5`: 1,
	} {
		if got := operator.ItemsOf(json.RawMessage(answer)); len(got) != want {
			t.Errorf("%s has %d items, want %d", answer, len(got), want)
		}
	}
	if got := command("api", "menu.get", "--all"); !strings.Contains(got.err, "menu.get is none") {
		t.Errorf("--all for no list: %+v", got)
	}
}

// The status says what kind of error it is, and the text has the cure in both languages.
func TestAPIErrors(t *testing.T) {
	p := clitest.Sandbox(t, sandbox.Config{Kind: "personal"})
	for _, tt := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"api", "menu.get"}, operator.StatusPermission, "48001"},
		{[]string{"api", "user.info", "openid=x"}, operator.StatusPermission, "48001"},
		{[]string{"api", "draft.get", "media_id=x"}, operator.StatusNotFound, "40007"},
		{[]string{"api", "draft.get", "media=x"}, operator.StatusArgument, "draft.get: media is not a field here: give one of media_id"},
		{[]string{"api", "draft.get", "media_id"}, operator.StatusFailed, `"media_id" is not field=value`},
		{[]string{"api", "draft.get", "-d", "{"}, operator.StatusArgument, "draft.get: the body ends before the JSON does"},
		{[]string{"api", "draft.get", "-d", "@none.json"}, operator.StatusFailed, "none.json"},
		{[]string{"api", "draft.gett"}, operator.StatusFailed, "there is no endpoint draft.gett: is it draft.get, "},
		{[]string{"api", "draft.get", "media_id=x", "--format", "xml"}, operator.StatusFailed, `--format is "xml": give json, table or ndjson`},
		{[]string{"api", "base.token", "secret=" + sandbox.DefaultSecret}, operator.StatusFailed, "not given on the command line"},
		{[]string{"api", "list", "none"}, operator.StatusFailed, "there is no group none"},
		{[]string{"api", "schema", "none.none"}, operator.StatusFailed, "there is no endpoint none.none"},
		{[]string{"api"}, operator.StatusFailed, "requires at least 1 arg"},
		{[]string{"api", "GET"}, operator.StatusFailed, "GET needs a path"},
		{[]string{"api", "POST", "cgi-bin/x"}, operator.StatusFailed, "POST needs a path"},
		{[]string{"api", "GET", "/x?access_token=y"}, operator.StatusFailed, "access_token is not given on the command line"},
		{[]string{"api", "base.clear_quota_v2", "appsecret=" + sandbox.DefaultSecret}, operator.StatusFailed, "appsecret is not given on the command line"},
		{[]string{"api", "base.stable_token", "-d", `{"secret":"0123456789abcdef"}`}, operator.StatusFailed, "secret is not given on the command line"},
		{[]string{"api", "sns.userinfo", "access_token=x"}, operator.StatusFailed, "give a user's in a file, with -d @FILE"},
		{[]string{"api", "GET", "/x", "access_token=y"}, operator.StatusFailed, "access_token is not given on the command line"},
		{[]string{"api", "GET", "/x?Access_Token=y"}, operator.StatusFailed, "access_token is not given on the command line"},
		{[]string{"api", "POST", "/x", "secret=y"}, operator.StatusFailed, "secret is not given on the command line"},
		{[]string{"api", "POST", "/x", "-d", `{"secret":"y"}`}, operator.StatusFailed, "secret is not given on the command line"},
		{[]string{"api", "POST", "/x", "a=1", "a=2"}, operator.StatusFailed, "a is given twice"},
		{[]string{"api", "POST", "/x", "a=\xbd\xf1"}, operator.StatusFailed, "a is not UTF-8"},
		{[]string{"api", "POST", "/x", "=1"}, operator.StatusFailed, `"=1" is not field=value`},
		{[]string{"api", "POST", "/x", "-d", "\"\xbd\xf1\""}, operator.StatusFailed, "-d is not UTF-8"},
		{[]string{"api", "GET", "/x", "-d", "{}"}, operator.StatusFailed, "a GET has no body"},
		{[]string{"api", "POST", "/x", "-d", ""}, operator.StatusFailed, `-d is "": give the input as JSON`},
		{[]string{"api", "draft.get", "-d", "@"}, operator.StatusFailed, `-d is "@": give the input as JSON`},
		{[]string{"api", "draft.get", "=x"}, operator.StatusFailed, `"=x" is not field=value`},
		{[]string{"api", "material.add_material", "type=image", "media=@" + t.TempDir()}, operator.StatusArgument, "is a directory"},
		{[]string{"explain", "x"}, operator.StatusFailed, `"x" is not a code`},
		{[]string{"explain", "123456789"}, operator.StatusFailed, "123456789 is not a code"},
	} {
		if got := command(tt.args...); got.status != tt.status || !strings.Contains(got.err, tt.want) || got.out != "" {
			t.Errorf("%v: %+v, want %d and %q", tt.args, got, tt.status, tt.want)
		}
	}
	if got := command("api", "menu.get"); !strings.Contains(got.err, "certif") || !strings.Contains(got.err, "认证") {
		t.Errorf("the cure is not in both languages: %s", got.err)
	}
	for code, status := range map[int]int{40125: operator.StatusCredential, 45009: operator.StatusQuota, -1: operator.StatusBusy, 46003: operator.StatusNotFound} {
		times := 1
		if code == -1 {
			times = 3 // a read is tried again
		}
		p.FailCalls(sandbox.CallFault{Endpoint: "draft.count", Code: endpoint.Code(code), Times: times})
		if got := command("api", "draft.count"); got.status != status {
			t.Errorf("%d: %+v, want %d", code, got, status)
		}
	}
	t.Setenv(wechatgo.EnvAPIBase, "http://127.0.0.1:1")
	if got := command("api", "draft.count"); got.status != operator.StatusNoAnswer {
		t.Errorf("no answer: %+v", got)
	}
	t.Setenv(account.EnvAppID, "")
	if got := command("api", "draft.count"); got.status != operator.StatusFailed || !strings.Contains(got.err, "no account: set WECHAT_APPID and WECHAT_SECRET, or name one of ") {
		t.Errorf("no account: %+v", got)
	}
}

// A dry run needs no account and sends nothing.
func TestAPIDryRun(t *testing.T) {
	for _, name := range []string{account.EnvAppID, account.EnvSecret, wechatgo.EnvAPIBase} {
		t.Setenv(name, "")
	}
	picture := filepath.Join(t.TempDir(), "a.png")
	if err := os.WriteFile(picture, onePixel, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"draft.count"}, "GET https://api.weixin.qq.com/cgi-bin/draft/count?access_token=ACCESS_TOKEN\n"},
		{[]string{"draft.delete", "media_id=x"}, "POST https://api.weixin.qq.com/cgi-bin/draft/delete?access_token=ACCESS_TOKEN\nContent-Type: application/json\n\n{\n  \"media_id\": \"x\"\n}\n"},
		{[]string{"base.token", "grant_type=client_credential"}, "GET https://api.weixin.qq.com/cgi-bin/token?grant_type=client_credential&appid=APPID&secret=SECRET\n"},
		{[]string{"material.add_material", "type=image", "media=@" + picture}, fmt.Sprintf("POST https://api.weixin.qq.com/cgi-bin/material/add_material?access_token=ACCESS_TOKEN&type=image\nContent-Type: multipart/form-data\n\nmedia: the file a.png, %d bytes\n", len(onePixel))},
		{[]string{"POST", "/cgi-bin/x?kind=1", "-d", `{"a":1}`}, "POST https://api.weixin.qq.com/cgi-bin/x?access_token=ACCESS_TOKEN&kind=1\nContent-Type: application/json\n\n{\n  \"a\": 1\n}\n"},
		{[]string{"POST", "/cgi-bin/x", "a=1", "b:=[1]"}, "POST https://api.weixin.qq.com/cgi-bin/x?access_token=ACCESS_TOKEN\nContent-Type: application/json\n\n{\n  \"a\": \"1\",\n  \"b\": [\n    1\n  ]\n}\n"},
		{[]string{"GET", "/cgi-bin/x", "a=1&2"}, "GET https://api.weixin.qq.com/cgi-bin/x?access_token=ACCESS_TOKEN&a=1%262\n"},
		{[]string{"POST", "/cgi-bin/x", "kind=image", "media=@" + picture}, fmt.Sprintf("POST https://api.weixin.qq.com/cgi-bin/x?access_token=ACCESS_TOKEN\nContent-Type: multipart/form-data\n\nkind: image\nmedia: the file a.png, %d bytes\n", len(onePixel))},
	} {
		got := command(append([]string{"api", "--dry-run"}, tt.args...)...)
		if diff := cmp.Diff(result{out: tt.want}, got, cmp.AllowUnexported(result{})); diff != "" {
			t.Errorf("%v (-want +got):\n%s", tt.args, diff)
		}
	}
}

// A path that the catalogue does not have is called as it is given.
func TestAPIRaw(t *testing.T) {
	clitest.Sandbox(t, sandbox.Config{})
	if got := command("api", "POST", "/cgi-bin/menu/create", "-d", `{"button":[{"type":"click","name":"a","key":"k","new_member":1}]}`).json(t); got["errcode"] != 0.0 {
		t.Errorf("a path of the catalogue: %v", got)
	}
	if got := command("api", "GET", "/cgi-bin/menu/delete"); !strings.Contains(got.err, "give --yes") {
		t.Errorf("a path that deletes: %+v", got)
	}
	if got := command("api", "GET", "/cgi-bin/none"); !strings.Contains(got.err, "GET /cgi-bin/none is not in the catalogue") {
		t.Errorf("an unknown path without --yes: %+v", got)
	}
	if got := command("api", "GET", "/cgi-bin/none", "--yes"); got.status != operator.StatusArgument || !strings.Contains(got.err, "GET /cgi-bin/none: 40066") {
		t.Errorf("an unknown path: %+v", got)
	}
}

func TestAPIListCommand(t *testing.T) {
	t.Parallel()
	var entries []catalogue.Entry
	if got := command("api", "list", "--json"); got.status != 0 || json.Unmarshal([]byte(got.out), &entries) != nil {
		t.Fatalf("%+v", got)
	}
	if want := len(catalogue.Entries("")) + len(catalogue.Left("")); len(entries) != want {
		t.Errorf("%d entries, want %d", len(entries), want)
	}
	var members []map[string]any
	_ = json.Unmarshal([]byte(command("api", "list", "menu", "--json").out), &members)
	for _, name := range []string{"name", "method", "path", "group", "title", "doc", "quota", "kinds", "effect", "fidelity", "deprecated"} {
		if _, ok := members[0][name]; !ok {
			t.Errorf("an entry lacks %s", name)
		}
	}
	table := command("api", "list").out
	for _, e := range entries {
		if e.Left == nil && !strings.Contains(table, "\n"+e.Name+" ") || e.Left != nil && !strings.Contains(table, e.Left.EN) {
			t.Errorf("the table lacks %+v", e)
		}
	}
	var d catalogue.Description
	if got := command("api", "schema", "menu.create"); got.status != 0 || json.Unmarshal([]byte(got.out), &d) != nil || d.Input["properties"] == nil || d.Request == nil {
		t.Errorf("%+v", got)
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	got := command("explain", "40164", "-1")
	for _, want := range []string{"40164  invalid ip ", "(permission)", "whitelist", "白名单", "\n\n-1  system error"} {
		if got.status != 0 || !strings.Contains(got.out, want) {
			t.Errorf("%+v lacks %q", got, want)
		}
	}
	for _, text := range []string{`{"errcode":40001,"errmsg":"invalid credential"}`, "errcode=40001", "40001: invalid credential", "2026-11-27 menu.get: 40001 invalid"} {
		if got := command("explain", text); got.status != 0 || !strings.HasPrefix(got.out, "40001  ") {
			t.Errorf("%s: %+v", text, got)
		}
	}
	if got := command("explain", "99999999", "48001"); got.status != operator.StatusFailed || !strings.HasPrefix(got.out, "48001  ") || !strings.Contains(got.err, "99999999 is not a code") {
		t.Errorf("one of two codes: %+v", got)
	}
	if got := command("explain"); got.status != 0 || !strings.Contains(got.out, "\n40164 ") || !strings.Contains(got.out, "-1 ") {
		t.Errorf("all codes: %+v", got)
	}
	if got := command("explain", "6b09dc4f-a1a9c7ee-2314924b"); !strings.Contains(got.err, "wechatgo api base.rid_get rid=6b09dc4f-a1a9c7ee-2314924b") {
		t.Errorf("a rid: %+v", got)
	}
	var list []map[string]any
	if got := command("explain", "--json", "48001"); json.Unmarshal([]byte(got.out), &list) != nil || list[0]["code"] != 48001.0 || list[0]["cure_zh"] == "" {
		t.Errorf("%+v", got)
	}
}

// An account of the config file is used by name, or as the default; its secret is elsewhere.
func TestProfiles(t *testing.T) {
	clitest.Sandbox(t, sandbox.Config{})
	base := os.Getenv(wechatgo.EnvAPIBase)
	for _, name := range []string{account.EnvAppID, account.EnvSecret, wechatgo.EnvAPIBase} {
		t.Setenv(name, "")
	}
	dir := t.TempDir()
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte(sandbox.DefaultSecret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	fromWindows := filepath.Join(dir, "windows")
	if err := os.WriteFile(fromWindows, []byte("\xef\xbb\xbf"+sandbox.DefaultSecret+"\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SHOP_SECRET", sandbox.DefaultSecret)
	t.Setenv("WRONG_SECRET", strings.Repeat("0", 32))
	write := func(content string) string {
		path := filepath.Join(dir, "config.yaml")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	config := write(fmt.Sprintf(`# the shop's accounts
default: shop
accounts:
  shop: {appid: %[1]s, secret_env: SHOP_SECRET, api_base: %[2]s}
  file: {appid: %[1]s, secret_file: %[3]s, api_base: %[2]s}
  wrong: {appid: %[1]s, secret_env: WRONG_SECRET, api_base: %[2]s}
  empty: {appid: %[1]s, secret_env: NO_SECRET}
  none: {appid: %[1]s}
  both: {appid: %[1]s, secret_env: SHOP_SECRET, secret_file: %[3]s}
  typo: {appid: gh_1, secret_env: SHOP_SECRET}
  pasted: {appid: %[1]s, secret_env: %[5]s}
  bom: {appid: %[1]s, secret_file: %[4]s, api_base: %[2]s}
`, sandbox.DefaultAppID, base, secret, fromWindows, sandbox.DefaultSecret))
	t.Setenv(operator.EnvConfig, config)
	for name, want := range map[string]struct {
		status int
		text   string
	}{
		"":       {0, ""},
		"shop":   {0, ""},
		"file":   {0, ""},
		"wrong":  {operator.StatusCredential, "40125"},
		"empty":  {operator.StatusFailed, "the account empty: the environment variable NO_SECRET of secret_env is empty"},
		"none":   {operator.StatusFailed, "the account none: it has no secret"},
		"both":   {operator.StatusFailed, "secret_env and secret_file are both given"},
		"typo":   {operator.StatusFailed, "AppID"},
		"pasted": {operator.StatusFailed, "the account pasted: secret_env and secret_file hold no secret"},
		"bom":    {0, ""},
		"other":  {operator.StatusFailed, "has no account other: it has bom, both, empty, file, none, pasted, shop, typo, wrong"},
	} {
		args := []string{"api", "draft.count"}
		if name != "" {
			args = append(args, "--account", name)
		}
		got := command(args...)
		if got.status != want.status || !strings.Contains(got.err, want.text) || strings.Contains(got.err, sandbox.DefaultSecret) {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	// A dry run shows the platform and the AppID of the account, and needs no secret.
	if got := command("api", "base.token", "--dry-run", "--account", "empty"); got.status != 0 || !strings.Contains(got.out, "https://api.weixin.qq.com/") || !strings.Contains(got.out, sandbox.DefaultAppID) {
		t.Errorf("a dry run: %+v", got)
	}
	if got := command("api", "draft.count", "--dry-run"); got.status != 0 || !strings.HasPrefix(got.out, "GET "+base) {
		t.Errorf("a dry run with the default: %+v", got)
	}
	if got := command("api", "draft.count", "--dry-run", "--account", "other"); got.status != operator.StatusFailed {
		t.Errorf("a dry run of no account: %+v", got)
	}
	for content, want := range map[string]string{
		"accounts: {shop: {appid: x, appsecret: 0123456789abcdef}}": "secret_env or secret_file",
		"# nothing":              "no account",
		"\xef\xbb\xbfdefault: a": "has no account a: it has none",
		"\xff\xfea\x00":          "is not UTF-8",
		"default: a\ndefault: b": "already defined",
		"accounts: {shop: {appid: x, secret: 0123456789abcdef}}": "secret_env or secret_file",
		"default: [":  "config.yaml",
		"acounts: {}": `unknown field "acounts"`,
	} {
		write(content)
		got := command("api", "draft.count")
		if got.status != operator.StatusFailed || !strings.Contains(got.err, want) || strings.Contains(got.err, "0123456789abcdef") {
			t.Errorf("%s: %+v", content, got)
		}
	}
	if got := command("api", "draft.count", "--config", filepath.Join(dir, "missing.yaml")); got.status != operator.StatusFailed || !strings.Contains(got.err, "missing.yaml") {
		t.Errorf("a file that does not exist: %+v", got)
	}
}

func TestCompletion(t *testing.T) {
	config := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(config, []byte("accounts: {shop: {}, school: {}}"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv(operator.EnvConfig, config)
	for args, want := range map[string]string{
		"api menu.c":                  "menu.create\t创建自定义菜单\n",
		"api draft.batchget ":         "offset=\ncount=\nno_content=\n",
		"api draft.batchget count=2 ": "offset=\nno_content=\n",
		"api kf.send te":              "text.\n",
		"api kf.send text.":           "text.content=\n",
		"api menu.get --format ":      "json\ntable\nndjson\n",
		"api menu.get --account ":     "school\nshop\n",
		"api schema menu.tr":          "menu.trymatch\t",
		"explain 4016":                "40163\t",
	} {
		got := command(append([]string{"__complete"}, strings.Split(args, " ")...)...)
		if !strings.HasPrefix(got.out, want) {
			t.Errorf("%s: %s", args, got.out)
		}
	}
	if got := command("completion", "bash"); got.status != 0 || !strings.Contains(got.out, "__start_wechatgo") {
		t.Errorf("the script for bash: %+v", got.status)
	}
}

// --help after the name of an endpoint has its fields and an example that can be run.
func TestAPIHelp(t *testing.T) {
	t.Parallel()
	got := command("api", "menu.create", "--help")
	for _, want := range []string{"menu.create  创建自定义菜单\nPOST /cgi-bin/menu/create\n", "\n  button[].sub_button  list of objects, optional", "wechatgo api menu.create -d '{\"button\":[", "\"errcode\": 0"} {
		if got.status != 0 || !strings.Contains(got.out, want) {
			t.Errorf("%+v lacks %q", got, want)
		}
	}
	if got := command("api", "material.add_material", "-h"); !strings.Contains(got.out, "\n  media                     file") || !strings.Contains(got.out, "  wechatgo api material.add_material type=image media=@test.jpg\n") {
		t.Errorf("%+v", got)
	}
	if got := command("api", "kf.send", "-h"); !strings.Contains(got.out, " --yes\n") {
		t.Errorf("%+v", got)
	}
	if got := command("api", "schema", "--help"); !strings.Contains(got.out, "wechatgo api schema NAME") {
		t.Errorf("%+v", got)
	}
	if got := quoted("it's"); got != `'it'\''s'` {
		t.Error(got)
	}
}
