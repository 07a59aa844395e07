package main_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/sandbox"
)

// longArticle has what makes pages of articles wide: code, a table, a long word, an address.
const longArticle = `---
author: 王小明
---
# 从 Markdown 到手机

**注意：**[外部链接](https://example.com/a)变成脚注，![](0.png)

- 列表
    - 第二层
        1. 第三层

` + "```go\nfunc main() { http.ListenAndServe(\":8080\", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, \"你好\") })) }\n```" + `

| 错误码 | 含义 | 原因 | 处理 | 页面 |
|---|---|---|---|---|
| 40001 | invalid_credential_and_more | AppSecret_is_not_the_current_one | 重新获取 | https://developers.weixin.qq.com/doc/service/ |

一个很长的词：Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft_and_more，` + "`code_that_is_longer_than_the_screen_of_a_phone_is_wide_and_has_no_space`" + `。
`

// A long Markdown file with ten pictures lands on the phone by draft push, and fits its screen.
func TestArticleOnThePhone(t *testing.T) {
	t.Parallel()
	d := startSandbox(t, transferring())
	p := phone{t, browser(t, "http://"+d.page, 390, 844)}
	p.click("#follow")
	p.see("the follow", `!document.querySelector('#foot').hidden`)

	dir := t.TempDir()
	text := longArticle
	for i := range 10 {
		name := fmt.Sprintf("%d.png", i)
		writeFile(t, filepath.Join(dir, name), picture(t, 900, 500+50*i, i))
		if i > 0 {
			text += fmt.Sprintf("\n## 第 %d 节\n\n%s\n\n![图 %[1]d](%[3]s)\n", i, strings.Repeat("公众号文章的正文通常比较长。", 12), name)
		}
	}
	path := filepath.Join(dir, "article.md")
	writeFile(t, path, []byte(text))
	binary, err := command()
	if err != nil {
		t.Fatal(err)
	}
	push := exec.CommandContext(t.Context(), binary, "draft", "push", path, "--preview", "alice")
	push.Env = append(os.Environ(), account.EnvAppID+"="+sandbox.DefaultAppID, account.EnvSecret+"="+sandbox.DefaultSecret, wechatgo.EnvAPIBase+"=http://"+d.page)
	if out, err := push.CombinedOutput(); err != nil || !strings.Contains(string(out), "sent a preview to alice") {
		t.Fatalf("%v: %s", err, out)
	}

	p.seeCard("mpnews", "从 Markdown 到手机")
	p.see("the article", `([...document.querySelectorAll('#chat .news-single')].at(-1).click(), true)`)
	p.seeInWebView("ten pictures, whole", `(list => list.length === 10 && list.every(one => one.complete && one.naturalWidth === 900))([...document.querySelectorAll('.content img')])`)
	p.seeInWebView("no page wider than the screen", `document.documentElement.scrollWidth <= innerWidth && innerWidth <= 390`)
	p.seeInWebView("code that scrolls in its own box", `(box => box && box.scrollWidth > box.clientWidth)([...document.querySelectorAll('section')].find(one => one.style.overflowX === 'auto' && one.querySelector('pre')))`)
	p.seeInWebView("the link's address at the end", `document.querySelector('.content').innerText.trimEnd().endsWith('https://example.com/a')`)
}

func writeFile(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// picture returns a PNG with a colour of its own.
func picture(t *testing.T, width, height, n int) []byte {
	t.Helper()
	palette := color.Palette{color.NRGBA{uint8(40 * n), 120, uint8(255 - 20*n), 255}}
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewPaletted(image.Rect(0, 0, width, height), palette)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
