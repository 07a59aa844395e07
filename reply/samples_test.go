package reply_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/internal/xmldoc/xmltest"
	"github.com/wechatgo/wechatgo/reply"
)

// sampleHead has the names and the time of most documented samples.
var sampleHead = reply.Head{To: "toUser", From: "fromUser", Time: time.Unix(12345678, 0)}

// samples holds the documented replies, transcribed by hand.
var samples = map[string]struct {
	reply reply.Reply
	head  reply.Head
}{
	"text":  {reply.Text("你好"), sampleHead},
	"image": {reply.Image{MediaID: "media_id"}, sampleHead},
	"voice": {reply.Voice{MediaID: "media_id"}, sampleHead},
	"video": {reply.Video{MediaID: "media_id", Title: "title", Description: "description"}, sampleHead},
	"music": {
		reply.Music{
			Title: "TITLE", Description: "DESCRIPTION", URL: "MUSIC_Url", HQURL: "HQ_MUSIC_Url", ThumbMediaID: "media_id",
		},
		sampleHead,
	},
	"news": {reply.News{{Title: "title1", Description: "description1", PicURL: "picurl", URL: "url"}}, sampleHead},
	"transfer_customer_service": {
		reply.Transfer{KfAccount: "test1@test"},
		reply.Head{To: "touser", From: "fromuser", Time: time.Unix(1399197672, 0)},
	},
}

func sample(tb testing.TB, name string) []byte {
	tb.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name+".xml"))
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}

func TestSamples(t *testing.T) {
	t.Parallel()
	for name, want := range samples {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw := sample(t, name)
			got, head, err := reply.Decode(raw)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want.reply, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if diff := cmp.Diff(want.head, head); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if got.Type() != name {
				t.Errorf("type %q", got.Type())
			}
			written, err := reply.Encode(want.reply, want.head)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(xmltest.Tree(t, raw), xmltest.Tree(t, written)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
