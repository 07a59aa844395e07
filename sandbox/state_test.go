package sandbox_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/sandbox"
)

// checkSaved fails the test unless what it has made of a platform comes back as it was.
func checkSaved(t *testing.T, p *sandbox.Platform) {
	t.Helper()
	if t.Failed() {
		return
	}
	saved, err := p.Save()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Load(saved); err != nil {
		t.Fatalf("%v\n%.3000s", err, saved.JSON())
	}
	again, err := p.Save()
	if err != nil {
		t.Fatal(err)
	}
	if saved.JSON() != again.JSON() {
		t.Errorf("saved, loaded and saved again: %s", cmp.Diff(saved.JSON(), again.JSON()))
	}
}

// A restarted sandbox goes on where it was: users, chats, tokens, menus, files, jobs and the clock.
func TestStateGoesOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "state.json")
		p := sandbox.Start(t, sandbox.WithoutApp())
		c := newCaller(t, p)
		alice := p.User("alice")
		alice.Follow()
		alice.Send("hello")
		c.wantCode(0, "/cgi-bin/menu/create", `{"button":[{"type":"click","name":"a","key":"k"}]}`)
		large := bytes.Repeat([]byte("0123456789abcdef"), 1000)
		id := p.AddMedia("voice", "audio/amr", large)
		c.wantCode(0, "/cgi-bin/message/mass/send", `{"touser":["`+alice.OpenID()+`","`+p.User("bob").OpenID()+`"],"msgtype":"text","text":{"content":"to all"}}`)
		p.Clock.Advance(time.Second)
		saved, err := p.Save()
		if err != nil {
			t.Fatal(err)
		}
		if err := saved.WriteFile(path); err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(path)
		if err != nil || bytes.Contains(raw, large[:100]) || len(raw) > 20_000 {
			t.Errorf("%d bytes, %v", len(raw), err)
		}
		time.Sleep(time.Hour)

		q := sandbox.Start(t, sandbox.WithoutApp())
		read, err := sandbox.ReadStateFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := q.Load(read); err != nil {
			t.Fatal(err)
		}
		d := &caller{t: t, p: q, token: c.token}
		if out := d.call("/cgi-bin/menu/get", ""); !strings.Contains(fmt.Sprint(out), "key:k") {
			t.Errorf("menu %v, with the token from before", out)
		}
		if _, body := d.raw("POST", "https://api.weixin.qq.com/cgi-bin/material/get_material?access_token="+c.token, `{"media_id":"`+id+`"}`); body != string(large) {
			t.Errorf("material has %d bytes", len(body))
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if chat := q.User("alice").Chat(); len(chat) < 2 || !strings.Contains(fmt.Sprint(chat), "to all") {
			t.Errorf("the mass message that was due is missing: %v", chat)
		}
		if got := time.Until(q.Clock.Now()).Round(time.Millisecond); got != time.Second {
			t.Errorf("the clock is %v ahead", got)
		}
	})
}

// A file that is no state of this account and version is refused with the place and the cure, and changes nothing.
func TestStateIsRefused(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t, sandbox.WithoutApp())
	p.User("alice").Follow()
	p.AddMedia("voice", "audio/amr", bytes.Repeat([]byte("a"), 5000))
	saved, err := p.Save()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "state.json")
	if err := saved.WriteFile(path); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	edit := func(old, new string) string {
		if !bytes.Contains(good, []byte(old)) {
			t.Fatalf("no %s in %s", old, good)
		}
		return strings.Replace(string(good), old, new, 1)
	}
	for name, c := range map[string]struct{ file, want string }{
		"cut off":           {string(good[:len(good)/2]), "is no JSON, or is cut off"},
		"empty":             {"", "is no JSON, or is cut off"},
		"another JSON":      {"[]", "it is no saved state"},
		"no version":        {"{}", "version is missing"},
		"a newer version":   {edit(`"version": 1`, `"version": 2`), "version is 2, and this wechatgo reads 1"},
		"another account":   {edit(sandbox.DefaultAppID, "wxffffffffffffffff"), `appID is "wxffffffffffffffff"`},
		"an unknown field":  {edit(`"following"`, `"followed"`), `world.people[0]: has a "followed"`},
		"a wrong kind":      {edit(`"following": true`, `"following": "yes"`), `world.people[0].following: is "yes": give true or false`},
		"a wrong time":      {edit(`"followedAt": "20`, `"followedAt": "x20`), "world.people[0].followedAt: is"},
		"a lost user":       {edit(`"name": "bob"`, `"name": "alice"`), "world.people[1]: has the name or the OpenID of another user"},
		"a changed content": {edit("blob:", "blob:0"), "world.files.permanent[\"voice\"][0].data: the content"},
		"no people":         {edit(`"people": [`, `"people": [null,`), "world.people[0]: is null"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "state.json")
			if err := os.WriteFile(file, []byte(c.file), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.CopyFS(file+".files", os.DirFS(path+".files")); err != nil {
				t.Fatal(err)
			}
			q := sandbox.New(sandbox.Config{Users: []string{"carol"}})
			defer q.Close()
			read, err := sandbox.ReadStateFile(file)
			if err == nil {
				err = q.Load(read)
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
			if q.User("carol").Following() || q.User("carol").OpenID() == "" {
				t.Error("a state that was refused has changed something")
			}
		})
	}
	if _, err := sandbox.ReadStateFile(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// A file that cannot be written keeps what was there, and nothing is left beside it. Contents that the state does not
// have any more are removed.
func TestStateIsWrittenAsAWhole(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "state.json")
	p := sandbox.Start(t, sandbox.WithoutApp())
	p.AddMedia("voice", "audio/amr", bytes.Repeat([]byte("a"), 5000))
	write := func() error {
		s, err := p.Save()
		if err != nil {
			t.Fatal(err)
		}
		return s.WriteFile(path)
	}
	names := func() (list []string) {
		_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				list = append(list, strings.TrimPrefix(path, dir))
			}
			return err
		})
		return list
	}
	if err := write(); err != nil {
		t.Fatal(err)
	}
	if got := names(); len(got) != 2 {
		t.Errorf("files %q", got)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	if err := p.Reset(); err != nil {
		t.Fatal(err)
	}
	if err := write(); err != nil {
		t.Fatal(err)
	}
	if got := names(); len(got) != 1 {
		t.Errorf("after a reset: %q", got)
	}
	p.AddMedia("voice", "audio/amr", bytes.Repeat([]byte("b"), 5000))
	if err := os.WriteFile(path+".files", nil, 0o600); err != nil { // in the folder's place
		t.Fatal(err)
	}
	before, _ := os.ReadFile(path)
	if err := write(); err == nil {
		t.Error("written over a file")
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) || len(names()) != 2 {
		t.Errorf("half-written: %q", names())
	}
}

// A link to a state file stays a link, and what it leads to is written.
func TestStateBehindLink(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/file", []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("file", dir+"/link"); err != nil {
		t.Skip("no links here: ", err)
	}
	s, err := sandbox.Start(t, sandbox.WithoutApp()).Save()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.WriteFile(dir + "/link"); err != nil {
		t.Fatal(err)
	}
	if to, err := os.Readlink(dir + "/link"); err != nil || to != "file" {
		t.Errorf("the link leads to %q: %v", to, err)
	}
	if raw, err := os.ReadFile(dir + "/file"); err != nil || string(raw) != s.JSON() {
		t.Errorf("%.20s %v", raw, err)
	}
}

// The control API keeps states under names, which outlive a reset.
func TestSnapshots(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t, sandbox.WithoutApp())
	c := control{t, p}
	p.User("alice").Follow()
	do := func(want int, method, path string) map[string]any {
		t.Helper()
		status, out := c.do(method, path, "{}")
		if status != want {
			t.Errorf("%s %s: %d %v", method, path, status, out)
		}
		return out
	}
	do(200, "POST", "/_sandbox/snapshots/followed")
	p.User("alice").Unfollow()
	do(200, "POST", "/_sandbox/snapshots/gone")
	do(200, "POST", "/_sandbox/reset")
	if out := do(200, "GET", "/_sandbox/snapshots"); fmt.Sprint(out) != "map[snapshots:[followed gone]]" {
		t.Errorf("got %v", out)
	}
	do(200, "POST", "/_sandbox/snapshots/followed/load")
	if !p.User("alice").Following() || len(p.User("alice").Chat()) == 0 {
		t.Error("alice does not follow")
	}
	do(200, "DELETE", "/_sandbox/snapshots/followed")
	do(422, "POST", "/_sandbox/snapshots/followed/load")
	do(422, "POST", "/_sandbox/snapshots/a%20name")
	for i := range 19 {
		do(200, "POST", fmt.Sprint("/_sandbox/snapshots/more", i))
	}
	do(422, "POST", "/_sandbox/snapshots/last")
	do(200, "POST", "/_sandbox/snapshots/more1")
}

// A program that runs on after a state was loaded gets no message id twice, and no event at a time of an earlier one.
func TestIDsGoOnAfterLoad(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	a := newApp(p)
	ids := map[string]bool{}
	a.answer = func(m push) string {
		key := fmt.Sprint(m.MsgID, m.FromUserName, m.CreateTime)
		if ids[key] {
			t.Errorf("twice: %s", key)
		}
		ids[key] = true
		return ""
	}
	p.Connect(a)
	p.User("alice").Follow()
	s, err := p.Save()
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		p.User("alice").Send("hello")
		p.User("alice").Unfollow()
		p.User("alice").Follow()
		if err := p.Load(s); err != nil {
			t.Fatal(err)
		}
	}
}

// Many users are the same for each seed, and can be paged through.
func TestPopulation(t *testing.T) {
	t.Parallel()
	first := sandbox.Start(t, sandbox.WithConfig(sandbox.Config{Seed: 7}))
	other := sandbox.Start(t, sandbox.WithConfig(sandbox.Config{Seed: 7}))
	first.Populate(12_000)
	other.Populate(12_000)
	first.Populate(5) // they are there
	first.Populate(0)
	a, err := first.Save()
	if err != nil {
		t.Fatal(err)
	}
	b, err := other.Save()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := errors.Join(a.WriteFile(dir+"/a"), b.WriteFile(dir+"/b")); err != nil {
		t.Fatal(err)
	}
	x, _ := os.ReadFile(dir + "/a")
	y, _ := os.ReadFile(dir + "/b")
	if !bytes.Equal(x, y) {
		t.Error("one seed, and other users")
	}
	c := newCaller(t, first)
	out := c.call("/cgi-bin/user/get", "")
	if out["total"].(float64) != 12_000 || out["count"].(float64) != 10_000 {
		t.Errorf("%v followers, %v on the first page", out["total"], out["count"])
	}
	u := first.User("user000001")
	info := c.call("/cgi-bin/user/info?openid="+u.OpenID(), "")
	if info["subscribe"].(float64) != 1 || u.Nickname() == u.Name() {
		t.Errorf("%v %s", info, u.Nickname())
	}
}

// A population of none changes nothing, also no tags.
func TestNoPopulation(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	before, err := p.Save()
	if err != nil {
		t.Fatal(err)
	}
	p.Populate(0)
	p.Populate(-1)
	if after, err := p.Save(); err != nil || after.JSON() != before.JSON() {
		t.Errorf("%v %s", err, cmp.Diff(before.JSON(), after.JSON()))
	}
}

// Hostile files are refused, or loaded, without a panic.
func FuzzLoadState(f *testing.F) {
	p := sandbox.New(sandbox.Config{})
	defer p.Close()
	p.User("alice")
	s, err := p.Save()
	if err != nil {
		f.Fatal(err)
	}
	path := filepath.Join(f.TempDir(), "seed.json")
	if err := s.WriteFile(path); err != nil {
		f.Fatal(err)
	}
	seed, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(seed))
	f.Add(strings.Replace(string(seed), `"people": [`, `"people": [{"$same":"world.people[1]"},`, 1))
	f.Fuzz(func(t *testing.T, file string) {
		if !json.Valid([]byte(file)) {
			return
		}
		path := filepath.Join(t.TempDir(), "state.json")
		if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		read, err := sandbox.ReadStateFile(path)
		if err != nil {
			return
		}
		q := sandbox.New(sandbox.Config{})
		defer q.Close()
		if q.Load(read) != nil {
			return
		}
		if _, err := q.Save(); err != nil {
			t.Fatal(err)
		}
	})
}
