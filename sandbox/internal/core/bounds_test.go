package core

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// TestBounds checks the limits that keep a long session from using more and more memory.
func TestBounds(t *testing.T) {
	t.Parallel()
	p := New(Config{})
	defer p.Close()
	p.Do(func(tx *Tx) {
		first := tx.AddTemporary(File{Kind: "image"})
		kept := tx.AddTemporary(File{Kind: "image"})
		for range maxTemporaryFiles - 1 {
			tx.AddTemporary(File{Kind: "image"})
		}
		if len(tx.files.byID) != maxTemporaryFiles || tx.FindFile("", first.MediaID) != nil || tx.FindFile("", kept.MediaID) == nil {
			t.Errorf("%d files", len(tx.files.byID))
		}
		large := make([]byte, 8<<20) // all files share it: only its length is counted
		for range 40 {
			tx.AddTemporary(File{Kind: "image", Data: large})
		}
		if tx.files.bytes > maxTemporaryBytes || len(tx.files.temporary) != maxTemporaryBytes/len(large) {
			t.Errorf("%d files of %d bytes together", len(tx.files.temporary), tx.files.bytes)
		}
		added, err := tx.AddPermanent(File{Kind: "video", Data: large})
		for range maxPermanentBytes/len(large) - 2 {
			if _, err := tx.AddPermanent(File{Kind: "image", Data: large}); err != nil {
				t.Fatal(err)
			}
		}
		if err != nil || tx.files.permanentBytes > maxPermanentBytes {
			t.Errorf("%d bytes for ever, %v", tx.files.permanentBytes, err)
		}
		if _, err := tx.AddPermanent(File{Kind: "video", Data: large}); !errors.Is(err, endpoint.ErrMediaTooLarge) {
			t.Errorf("permanent files have no bound: %v", err)
		}
		tx.RemovePermanent(added)
		if _, err := tx.AddPermanent(File{Kind: "video", Data: large}); err != nil || len(tx.Permanent("video")) != 1 {
			t.Errorf("what was removed leaves no room: %v", err)
		}

		for range 40 {
			if _, err := tx.AddPermanent(File{Kind: ArticlePicture, Data: large}); err != nil {
				t.Fatal(err)
			}
		}
		if tx.files.pictureBytes > maxPictureBytes || len(tx.files.pictures) < 10 {
			t.Errorf("%d pictures of articles of %d bytes", len(tx.files.pictures), tx.files.pictureBytes)
		}

		cover := tx.files.temporary[0].MediaID
		article := draft.Article{Title: "T", Content: strings.Repeat("x", maxContentBytes), ThumbMediaID: cover}
		if _, err := tx.AddNews(ForMass, []draft.Article{article}); err != nil {
			t.Fatal(err)
		}
		const others = maxNewsBytes - 2*maxContentBytes // stands for many more articles
		tx.news.bytes += others
		if _, err := tx.AddNews(ForMass, []draft.Article{article}); !errors.Is(err, endpoint.ErrContentTooLong) {
			t.Errorf("articles have no bound: %v", err)
		}
		tx.news.bytes -= others
		if tx.now = tx.now.Add(TemporaryLife); len(tx.News(ForMass)) != 0 || tx.news.bytes != 0 || len(tx.news.byID)+len(tx.news.byPage) != 0 {
			t.Errorf("%d sets of articles are left, %d bytes", len(tx.News(ForMass)), tx.news.bytes)
		}

		for i := range maxNewUsers {
			if _, err := tx.NewPerson(fmt.Sprint("u", i), ""); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := tx.NewPerson("onemore", ""); err == nil {
			t.Error("users have no bound")
		}
		for range 3 * maxTokens {
			tx.RenewClassic(0)
		}
		if n := tx.tokens.classics.Len(); n != maxTokens || tx.CheckToken(tx.StableToken().Value) != nil {
			t.Errorf("%d tokens are known", n)
		}
		var recent Recent[int]
		for i := range 30 {
			recent.Put(fmt.Sprint(i), i, 10)
		}
		recent.Put("25", 25, 10) // put again, so that it is now the newest
		for i := range 9 {
			recent.Put(fmt.Sprint("x", i), i, 10)
		}
		if recent.Get("25") != 25 {
			t.Error("an entry that was put again was evicted by its old position")
		}
		for i := range 30 {
			recent.Put(fmt.Sprint(i), i, 10)
		}
		if recent.Len() != 10 || recent.Get("20") != 20 || recent.Get("19") != 0 {
			t.Errorf("%d are recent", recent.Len())
		}
	})
	p.Do(func(tx *Tx) {
		long := strings.Repeat("é", 1<<20)
		var x Exchange
		x.Request.URL = "/" + long
		for range 3 * MaxExchanges {
			tx.Record(x)
		}
		if n, c := len(tx.exchanges.list), cap(tx.exchanges.list); n != MaxExchanges || c > 4*MaxExchanges {
			t.Errorf("%d exchanges, room for %d", n, c)
		}
		if n := len(tx.exchanges.list[0].Request.URL); n > maxRecordedText+len("…") {
			t.Errorf("an address of %d bytes is kept", n)
		}
	})
	if got := Recorded(make([]byte, maxRecorded+1)); len(got) > maxRecorded+len("…") {
		t.Errorf("a body of %d bytes is kept", len(got))
	}
	if got := Recorded([]byte{0xff}); got != "(binary)" {
		t.Errorf("a binary body is kept as %q", got)
	}
}

// A page that does not read its events is disconnected; the other pages still get theirs.
func TestSlowStream(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHub()
		slow, quick := h.OpenStream(), h.OpenStream()
		for range streamBuffer + 1 {
			h.Publish("state", nil)
			<-quick
		}
		n := 0
		for range slow { // closed, or this test would never end
			n++
		}
		if n != streamBuffer {
			t.Errorf("the slow page got %d events", n)
		}
		for range maxStreams - 1 {
			if h.OpenStream() == nil {
				t.Fatal("too few streams")
			}
		}
		if h.OpenStream() != nil {
			t.Error("streams have no bound")
		}
	})
}

// What a chat and a call keep of texts has a bound, whatever a caller sends.
func TestTextBounds(t *testing.T) {
	t.Parallel()
	p := New(Config{})
	defer p.Close()
	long := strings.Repeat("é", 1<<20)
	p.Do(func(tx *Tx) {
		menu := &record.EntryMenu{Head: long, Tail: long, Items: []record.EntryMenuItem{{ID: long, Content: long}}}
		program := &record.EntryMiniProgram{Title: long, AppID: long, PagePath: long, ThumbURL: long}
		articles := []record.EntryArticle{{Title: long, Description: long, PicURL: long, URL: long}}
		e := tx.Show(tx.Person("alice"), record.Entry{
			Type: long, Text: long, MediaID: long, MediaURL: long, Title: long, Description: long, URL: long,
			ThumbURL: long, HQURL: long, KFAccount: long, Articles: articles, Menu: menu, MiniProgram: program,
		})
		if kept, err := json.Marshal(e); err != nil || len(kept) > 23*maxRecordedText {
			t.Errorf("%d bytes of an entry are kept, %v", len(kept), err)
		}
		if menu.Head != long || menu.Items[0].ID != long || program.Title != long || articles[0].Title != long {
			t.Error("the caller's values have changed")
		}
		for range 10_000 {
			tx.Warn("The name is unknown.", "名称未知。")
		}
		if n := len(tx.Warning().EN) + len(tx.Warning().ZH); n > maxRecordedText+100 {
			t.Errorf("%d bytes of warnings are kept", n)
		}
	})
	links := LinkProblem(strings.Repeat(`<a href='x'>`, 10_000))
	if n := len(links.EN) + len(links.ZH); n > maxRecordedText+1000 {
		t.Errorf("%d bytes about links", n)
	}
}
