package endpoint_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/endpoint"
)

// userInfo is the documented answer of user/info. Both benchmarks decode all of it.
const userInfo = `{"subscribe":1,"openid":"o6_bmjrPTlm6_2sgVt7hMZOPfL2M","language":"zh_CN","subscribe_time":1382694957,` +
	`"unionid":" o6_bmasdasdsad6_2sgVt7hMZOPfL","remark":"","groupid":0,"tagid_list":[128,2],"subscribe_scene":"ADD_SCENE_QR_CODE",` +
	`"qr_scene":98765,"qr_scene_str":""}`

type userInfoOut struct {
	Subscribe      int    `json:"subscribe"`
	OpenID         string `json:"openid"`
	Language       string `json:"language"`
	SubscribeTime  int64  `json:"subscribe_time"`
	UnionID        string `json:"unionid"`
	Remark         string `json:"remark"`
	GroupID        int    `json:"groupid"`
	TagIDs         []int  `json:"tagid_list"`
	SubscribeScene string `json:"subscribe_scene"`
	QRScene        int    `json:"qr_scene"`
	QRSceneStr     string `json:"qr_scene_str"`
}

// BenchmarkCall measures a call of user/info over a transport in memory. BenchmarkBare does the same only with package
// http and encoding/json, without the guarantees of Call. Compare the two.
func BenchmarkCall(b *testing.B) {
	userGet := endpoint.Get[infoIn, userInfoOut]("user.info", "/cgi-bin/user/info", "获取用户基本信息")
	c := inMemory(userInfo).client()
	b.ReportAllocs()
	for b.Loop() {
		out, err := endpoint.Call(b.Context(), c, userGet, infoIn{OpenID: "o6_bmjrPTlm6_2sgVt7hMZOPfL2M", Lang: "zh_CN"})
		if err != nil || out.QRScene != 98765 {
			b.Fatal(out, err)
		}
	}
}

func BenchmarkBare(b *testing.B) {
	client := &http.Client{Transport: inMemory(userInfo)}
	b.ReportAllocs()
	for b.Loop() {
		target := "https://api.weixin.qq.com/cgi-bin/user/info?access_token=" + url.QueryEscape("T0") +
			"&openid=" + url.QueryEscape("o6_bmjrPTlm6_2sgVt7hMZOPfL2M") + "&lang=" + url.QueryEscape("zh_CN")
		req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, target, nil)
		if err != nil {
			b.Fatal(err)
		}
		resp, err := client.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		var out userInfoOut
		err = json.NewDecoder(resp.Body).Decode(&out)
		resp.Body.Close()
		if err != nil || out.QRScene != 98765 {
			b.Fatal(out, err)
		}
	}
}

// inMemory answers every request with the same body.
func inMemory(body string) roundTrip {
	return func(*http.Request) (*http.Response, error) { return answer(http.StatusOK, body), nil }
}

// The answer is a page of 10,000 openids, with and without a control character.
func BenchmarkCallLargeAnswer(b *testing.B) {
	page := `{"data":{"openid":["` + strings.Repeat(`oEmYbwN-n24jxvk4Sox81qedINkQ","`, 10_000) + `"]}}`
	type out struct {
		Data struct {
			OpenID []string `json:"openid"`
		} `json:"data"`
	}
	list := endpoint.Get[endpoint.None, out]("user.get", "/cgi-bin/user/get", "获取关注用户列表")
	for name, page := range map[string]string{"clean": page, "control": page + "\x00"} {
		b.Run(name, func(b *testing.B) {
			c := inMemory(page).client()
			for b.Loop() {
				if _, err := endpoint.Call(b.Context(), c, list, endpoint.None{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportAllocs()
			b.SetBytes(int64(len(page)))
		})
	}
}

// BenchmarkUpload sends 10 MB. They are streamed: the memory that an upload needs does not grow with the file.
func BenchmarkUpload(b *testing.B) {
	const size = 10 << 20
	c := roundTrip(func(r *http.Request) (*http.Response, error) {
		if n, err := io.Copy(io.Discard, r.Body); err != nil || n < size {
			b.Errorf("sent %d bytes, %v", n, err)
		}
		return answer(http.StatusOK, `{"media_id":"M"}`), nil
	}).client()
	b.ReportAllocs()
	b.SetBytes(size)
	for b.Loop() {
		content := io.LimitReader(endlessSpaces{}, size)
		if _, err := endpoint.Call(b.Context(), c, upload, mediaIn{Media: endpoint.File{Name: "a.mp4", Content: content, Size: size}}); err != nil {
			b.Fatal(err)
		}
	}
}
