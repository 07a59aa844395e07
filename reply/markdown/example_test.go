package markdown_test

import (
	"fmt"

	"github.com/wechatgo/wechatgo/reply/markdown"
)

// A model's answer.
func ExampleText() {
	fmt.Println(markdown.Text(`## 养护要点

1. **浇水：**见干见湿，参见[手册](https://example.com/jasmine)。
2. **光照：**每天 ` + "`6`" + ` 小时。

| 季节 | 浇水 |
|------|------|
| 夏 | 每天 |
| 冬 | 每周 |`))
	// Output:
	// 【养护要点】
	//
	// 1. 浇水：见干见湿，参见<a href="https://example.com/jasmine">手册</a>。
	// 2. 光照：每天 6 小时。
	//
	// 季节：浇水
	// 夏：每天
	// 冬：每周
}

// What a stream has brought so far: the code block and the table are not complete.
func ExampleText_stream() {
	fmt.Println(markdown.Text("运行：\n\n```sh\ngo run ."))
	fmt.Println("--")
	fmt.Println(markdown.Text("| 季节 | 浇水 |\n|---"))
	// Output:
	// 运行：
	//
	// go run .
	// --
	// | 季节 | 浇水 |
	// |---
}
