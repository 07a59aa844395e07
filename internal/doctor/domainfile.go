package doctor

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

var (
	domainFileOK = known{
		id: "domain-file.ok", level: OK,
		title: text{"The console's file is at the domain's root.", "校验文件位于域名根目录，内容正确。"},
	}
	domainFileName = known{
		"domain-file.name", Error,
		text{"This is not the name of the console's file.", "文件名不是后台下载的校验文件。"},
		text{"Give the name as it was downloaded: MP_verify_, some letters, .txt.", "请填写下载的文件名：MP_verify_…….txt。"},
	}
	domainFileUnreachable = known{
		"domain-file.unreachable", Error,
		text{"The domain gives no answer.", "域名没有应答。"},
		text{"Look at the host's DNS, certificate and server.", "请检查域名解析、证书与服务器。"},
	}
	domainFileMissing = known{
		"domain-file.missing", Error,
		text{"The console's file is not at the domain's root.", "域名根目录下没有校验文件。"},
		text{
			"Put it there with status 200, without login and without redirect, and keep it: the platform looks again.",
			"请将文件放在根目录，返回 200，无需登录、不重定向，并长期保留。",
		},
	}
	domainFileContent = known{
		"domain-file.content",
		Error,
		text{"The console's file has other content than its name.", "校验文件的内容与文件名不符。"},
		text{
			"Serve the file as it was downloaded: its content is what stands between MP_verify_ and .txt. An " +
				"app that answers every path with its own page hides it.",
			"请原样提供下载的文件：内容为 MP_verify_ 与 .txt 之间的字符。单页应用对任意路径都返回首页时会遮住它。",
		},
	}
)

var domainFilePattern = regexp.MustCompile(`^MP_verify_([0-9A-Za-z]+)\.txt$`)

// checkDomainFile fetches the file by which the console sees that a domain is the account's, from the hosts of the pages
// that are given. A callback needs no such file, so that its host is taken only in their place.
func checkDomainFile(ctx context.Context, x *exam) {
	if x.DomainFile == "" {
		x.skip("domain-file", text{
			"Not examined: --domain-file gives the name of MP_verify_….txt.",
			"未检查：用 --domain-file 指定校验文件名 MP_verify_….txt。",
		})
		return
	}
	match := domainFilePattern.FindStringSubmatch(x.DomainFile)
	if match == nil {
		x.add(domainFileName, x.DomainFile)
		return
	}
	seen := map[string]bool{}
	addresses := []string{x.Page, x.Login}
	if x.Page == "" && x.Login == "" {
		addresses = []string{x.Callback}
	}
	for _, address := range addresses {
		page, _, _ := strings.Cut(address, "#")
		p, err := parsePlace(page)
		if err != nil || seen[p.origin()] {
			continue
		}
		seen[p.origin()] = true
		x.fetchDomainFile(ctx, p.origin()+"/"+x.DomainFile, match[1])
	}
	if len(seen) == 0 {
		x.skip("domain-file", text{
			"Not examined: --page, --login or --callback gives the domain.",
			"未检查：用 --page、--login 或 --callback 指定域名。",
		})
	}
}

func (x *exam) fetchDomainFile(ctx context.Context, address, want string) {
	got := x.get(ctx, address)
	switch {
	case ctx.Err() != nil:
	case got.err != nil:
		x.add(domainFileUnreachable, address+": "+got.err.Error())
	case got.status != http.StatusOK:
		x.add(domainFileMissing, fmt.Sprintf("%s: HTTP %d %s", address, got.status, withoutQuery(got.location)))
	case string(got.body) != want:
		x.add(domainFileContent, address+": "+strconv.Quote(string(got.body)))
	default:
		x.add(domainFileOK, address)
	}
}
