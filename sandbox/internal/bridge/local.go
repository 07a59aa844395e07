package bridge

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"

	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// medium is a kind of file that a page handles by local ids.
type medium struct {
	kind   string // of the platform's media
	local  string // the kind of a file that only the phone has
	zh, en string
}

var (
	picture = medium{"image", "local picture", "图片", "picture"}
	voice   = medium{"voice", "local voice", "语音", "voice"}
)

// The beginnings of a local id.
const (
	androidLocal = "weixin://resourceid/"
	iosLocal     = "wxLocalResource://"
)

// keep stores a file on the phone and returns its local id.
func (c *call) keep(m medium, contentType string, data []byte, text string) string {
	f := c.AddTemporary(core.File{Kind: m.local, ContentType: contentType, Data: data, Introduction: text})
	if c.device == core.IOS {
		return iosLocal + f.MediaID
	}
	return androidLocal + f.MediaID
}

// local returns the file of a local id, or nil. Browsers write the scheme of an address in lower case, and may add a
// slash.
func (c *call) local(kind, id string) *core.File {
	for _, prefix := range []string{androidLocal, iosLocal} {
		if len(id) > len(prefix) && strings.EqualFold(id[:len(prefix)], prefix) {
			return c.FindFile(kind, strings.TrimSuffix(id[len(prefix):], "/"))
		}
	}
	return nil
}

// find is local for a call of the page, which it answers if there is no such file.
func (c *call) find(m medium, id string) *core.File {
	f := c.local(m.local, id)
	if f == nil {
		c.fail("fail, no such localId", record.Problem{
			EN: fmt.Sprintf(
				"There is no %s of the localId %q on the phone. Local ids are those of this phone, and end after three days.",
				m.en,
				core.Short(id),
			),
			ZH: fmt.Sprintf("手机上没有 localId 为 %q 的%s。localId 只在本机有效，三天后失效。", core.Short(id), m.zh),
		})
	}
	return f
}

type localArgs struct {
	LocalID string `json:"localId"`
}

// upload stores a file of the phone in the platform's media for three days, where the account gets it by media/get.
func upload(m medium) func(*call, localArgs) {
	return func(c *call, in localArgs) {
		if f := c.find(m, in.LocalID); f != nil {
			stored := c.AddTemporary(
				core.File{Kind: m.kind, ContentType: f.ContentType, Data: f.Data, Introduction: f.Introduction},
			)
			c.ok(fields{"serverId": stored.MediaID})
		}
	}
}

type serverArgs struct {
	ServerID string `json:"serverId"`
}

// download brings a file of the platform's media to the phone.
func download(m medium) func(*call, serverArgs) {
	return func(c *call, in serverArgs) {
		f := c.FindFile(m.kind, in.ServerID)
		if f == nil {
			c.fail("fail, invalid serverId", record.Problem{
				EN: fmt.Sprintf(
					"There is no %s of the media_id %q, or its three days are over.",
					m.en,
					core.Short(in.ServerID),
				),
				ZH: fmt.Sprintf("没有 media_id 为 %q 的%s，或已超过三天。", core.Short(in.ServerID), m.zh),
			})
			return
		}
		c.ok(fields{"localId": c.keep(m, f.ContentType, f.Data, f.Introduction)})
	}
}

// chosen is a file that the user chose. Without Data the phone takes one.
type chosen struct {
	Data        []byte `json:"data"` // base64
	ContentType string `json:"contentType"`
}

type chooseArgs struct {
	Count number `json:"count"`
}

// maxChosen is how many pictures a page can ask for at once.
const maxChosen = 9

// chooseImage asks the user for pictures.
func chooseImage(c *call, in chooseArgs) {
	count := in.Count.int()
	if count <= 0 || count > maxChosen {
		if count != 0 {
			c.warn(
				fmt.Sprintf("count is 1 to 9, not %d: 9 pictures are offered.", count),
				fmt.Sprintf("count 须为 1 到 9，不能是 %d，按 9 处理。", count),
			)
		}
		count = maxChosen
	}
	ask(c, "picture", fields{"count": count}, func(c *call, files []chosen) {
		ids := []string{}
		for _, f := range files[:min(len(files), count)] {
			if len(f.Data) == 0 {
				f.Data = core.Picture(c.IDs.NextMsgID())
			}
			// The type is read from the content, since what the phone says goes into pages.
			f.ContentType = http.DetectContentType(f.Data)
			if !strings.HasPrefix(f.ContentType, "image/") || len(f.Data) > core.MaxFileBytes {
				c.fail("fail, not a picture", record.Problem{
					EN: "The chosen file is no picture, or has more than 10 MB.", ZH: "所选文件不是图片，或超过 10 MB。",
				})
				return
			}
			ids = append(ids, c.keep(picture, f.ContentType, f.Data, ""))
		}
		if len(ids) == 0 {
			c.cancel()
			return
		}
		c.ok(fields{"sourceType": "album", "localIds": c.jsonOnAndroid(ids)})
	})
}

// getLocalImgData gives a page the picture in base64. On iOS it can be the src of an <img>; on Android the beginning
// of the data URL is missing.
func getLocalImgData(c *call, in localArgs) {
	f := c.find(picture, in.LocalID)
	if f == nil {
		return
	}
	data := base64.StdEncoding.EncodeToString(f.Data)
	if c.device == core.IOS {
		data = "data:" + f.ContentType + ";base64," + data
	}
	c.ok(fields{"localData": data})
}

// getLocalResource gives bridge.js the content of a local id that an element of the page shows.
func getLocalResource(c *call, in localArgs) {
	c.silent = true
	f := c.local("", in.LocalID)
	if f == nil {
		c.end("fail", nil, nil)
		return
	}
	c.ok(fields{"contentType": f.ContentType, "localData": base64.StdEncoding.EncodeToString(f.Data)})
}

type previewArgs struct {
	Current string   `json:"current"`
	URLs    []string `json:"urls"`
}

// previewImage shows a picture over the page.
func previewImage(c *call, in previewArgs) {
	current := in.Current
	if current == "" && len(in.URLs) > 0 {
		current = in.URLs[0]
	}
	if f := c.local(picture.local, current); f != nil {
		current = c.Config().Base + core.MediaPath(f.MediaID)
	}
	if !core.IsPage(current) {
		c.fail("fail, no picture", record.Problem{
			EN: "current and urls of wx.previewImage are whole addresses with http or https, or local ids.",
			ZH: "wx.previewImage 的 current 与 urls 须为 http 或 https 开头的完整地址，或 localId。",
		})
		return
	}
	c.tell("preview", fields{"current": current})
	c.ok(nil)
}
