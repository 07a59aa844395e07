package doctor

import (
	"bytes"
	"strconv"
	"strings"
)

var (
	echoEmpty = known{
		"callback.empty",
		Error,
		text{"The answer to the handshake is empty.", "验证请求的应答为空。"},
		text{
			"Check the signature and answer with the query's echostr. An empty answer with status 200 often " +
				"means that another Token was used.",
			"校验签名后返回查询参数 echostr。状态 200 而应答为空，往往是 Token 不一致。",
		},
	}
	echoBOM = known{
		"callback.bom", Error,
		text{"The answer begins with a byte order mark (BOM) before the echostr.", "应答在 echostr 之前带有 BOM。"},
		text{"Save the program's source files as UTF-8 without a BOM.", "请将源码文件保存为无 BOM 的 UTF-8。"},
	}
	echoQuotes = known{
		"callback.quotes", Error,
		text{"The answer is the echostr in quotes.", "应答中的 echostr 带有引号。"},
		text{"Write it as plain text, not as JSON.", "请以纯文本返回，不要编码为 JSON。"},
	}
	echoSpace = known{
		"callback.newline", Error,
		text{"The answer has a line break or a space beside the echostr.", "应答在 echostr 前后带有换行或空格。"},
		text{
			"Write the echostr alone: Fprint and not Fprintln, no blank line before <?php.",
			"只返回 echostr 本身：用 Fprint 而不是 Fprintln，<?php 之前不要有空行。",
		},
	}
	echoHTML = known{
		"callback.html",
		Error,
		text{"The answer is a page in HTML.", "应答是 HTML 页面。"},
		text{
			"Answer with the echostr alone: no template, no debug bar. A page without it comes from another " +
				"program, a login or a firewall.",
			"只返回 echostr：不要套模板或调试条。若页面中没有 echostr，则应答来自其他程序、登录页或防火墙。",
		},
	}
	echoMore = known{
		"callback.more", Error,
		text{"The answer has something beside the echostr.", "应答除 echostr 外还有其他内容。"},
		text{"Write the echostr alone.", "请只返回 echostr 本身。"},
	}
	echoOther = known{
		"callback.other", Error,
		text{"The answer is not the echostr.", "应答不是 echostr。"},
		text{
			"Is the callback mounted at this path, does it read the query's echostr, and is its Token the account's?",
			"请检查该路径上是否为回调程序、是否读取查询参数 echostr、Token 是否一致。",
		},
	}
)

// compareEcho says how an answer differs from the echostr; ok is false if it does not. The platform compares bytes.
func compareEcho(body []byte, echo string) (k known, evidence string, ok bool) {
	got := string(body)
	if got == echo {
		return known{}, "", false
	}
	evidence = strconv.Quote(got)
	rest, bom := bytes.CutPrefix(body, []byte("\xef\xbb\xbf"))
	trimmed := strings.TrimSpace(string(rest))
	has := strings.Contains(got, echo)
	switch {
	case got == "":
		return echoEmpty, "", true
	case bom && has:
		return echoBOM, evidence, true
	case trimmed == `"`+echo+`"`, trimmed == "'"+echo+"'":
		return echoQuotes, evidence, true
	case trimmed == echo:
		return echoSpace, evidence, true
	case strings.HasPrefix(trimmed, "<"):
		return echoHTML, evidence, true
	case has:
		return echoMore, evidence, true
	}
	return echoOther, evidence, true
}
