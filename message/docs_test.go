package message_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/message"
)

var update = flag.Bool("update", false, "write docs/messages.md anew")

// section is one area of the platform's pages, with the pushes in it by wire
// name and the title that the pages give them.
type section struct {
	title  string
	pushes []titled
}

type titled struct{ wire, title string }

var sections = []section{
	{"Messages from users (普通消息)", []titled{
		{"text", "文本消息"},
		{"image", "图片消息"},
		{"voice", "语音消息"},
		{"video", "视频消息"},
		{"shortvideo", "小视频消息"},
		{"location", "地理位置消息"},
		{"link", "链接消息"},
		{"file", "文件消息"},
		{"miniprogrampage", "小程序卡片消息"},
	}},
	{"Followers and places (关注、扫码、地理位置)", []titled{
		{"subscribe", "关注"},
		{"unsubscribe", "取消关注"},
		{"SCAN", "已关注用户扫描带参数二维码"},
		{"LOCATION", "上报地理位置"},
		{"ENTER", "进入会话"},
	}},
	{"The menu (自定义菜单事件)", []titled{
		{"CLICK", "点击菜单拉取消息"},
		{"VIEW", "点击菜单跳转链接"},
		{"view_miniprogram", "点击菜单跳转小程序"},
		{"scancode_push", "扫码推事件"},
		{"scancode_waitmsg", "扫码推事件且弹出“消息接收中”"},
		{"pic_sysphoto", "系统拍照发图"},
		{"pic_photo_or_album", "拍照或者相册发图"},
		{"pic_weixin", "微信相册发图器"},
		{"location_select", "地理位置选择器"},
	}},
	{"Results of jobs (任务结果)", []titled{
		{"TEMPLATESENDJOBFINISH", "模板消息送达"},
		{"MASSSENDJOBFINISH", "群发结果"},
		{"PUBLISHJOBFINISH", "发布结果"},
	}},
	{"Subscription notifications (订阅通知)", []titled{
		{"subscribe_msg_popup_event", "用户操作订阅弹窗"},
		{"subscribe_msg_change_event", "用户管理订阅通知"},
		{"subscribe_msg_sent_event", "发送订阅通知结果"},
	}},
	{"Customer service (客服会话)", []titled{
		{"kf_create_session", "接入会话"},
		{"kf_close_session", "关闭会话"},
		{"kf_switch_session", "转接会话"},
	}},
	{"A user's authorisation (授权用户信息变更)", []titled{
		{"user_info_modified", "用户资料变更"},
		{"user_authorization_revoke", "用户撤回授权"},
		{"user_authorization_cancellation", "用户完成注销"},
	}},
	{"The account's certification (微信认证)", []titled{
		{"qualification_verify_success", "资质认证成功"},
		{"qualification_verify_fail", "资质认证失败"},
		{"naming_verify_success", "名称认证成功"},
		{"naming_verify_fail", "名称认证失败"},
		{"annual_renew", "年审通知"},
		{"verify_expired", "认证过期失效"},
	}},
	{"Cards (微信卡券)", []titled{
		{"card_pass_check", "审核通过"},
		{"card_not_pass_check", "审核未通过"},
		{"user_get_card", "领取"},
		{"user_gifting_card", "转赠"},
		{"user_del_card", "删除"},
		{"user_consume_card", "核销"},
		{"user_pay_from_pay_cell", "买单"},
		{"user_view_card", "进入会员卡"},
		{"user_enter_session_from_card", "从卡券进入会话"},
		{"update_member_card", "会员卡内容更新"},
		{"card_sku_remind", "库存报警"},
		{"card_pay_order", "券点流水"},
		{"submit_membercard_user_info", "会员卡激活"},
		{"giftcard_pay_done", "礼品卡"},
		{"giftcard_send_to_friend", "礼品卡"},
		{"giftcard_user_accept", "礼品卡"},
	}},
	{"Invoices (电子发票)", []titled{
		{"user_authorize_invoice", "用户授权开票"},
		{"submit_invoice_title", "用户提交抬头"},
		{"update_invoice_status", "发票状态更新"},
	}},
	{"Stores (门店)", []titled{
		{"poi_check_notify", "门店审核"},
		{"apply_merchant_audit_info", "门店小程序"},
		{"create_map_poi_audit_info", "门店小程序"},
		{"add_store_audit_info", "门店小程序"},
		{"modify_store_audit_info", "门店小程序"},
	}},
	{"Wi-Fi, beacons, the shop and product codes (微信连Wi-Fi、摇一摇周边、微信小店、扫一扫)", []titled{
		{"WifiConnected", "连网后下发"},
		{"ShakearoundUserShake", "摇一摇事件"},
		{"ShakearoundLotteryBind", "红包绑定"},
		{"merchant_order", "微信小店订单"},
		{"user_scan_product", "打开商品主页"},
		{"user_scan_product_enter_session", "进入公众号"},
		{"user_scan_product_async", "地理位置信息异步推送"},
		{"user_scan_product_verify_action", "商品审核结果"},
	}},
	{"Guides, mini programs and tests (对话能力、小程序审核、调试)", []titled{
		{"guide_qrcode_scan_event", "扫顾问二维码"},
		{"guide_invite_result_event", "邀请顾问结果"},
		{"weapp_audit_success", "小程序审核"},
		{"weapp_audit_fail", "小程序审核"},
		{"weapp_audit_delay", "小程序审核"},
		{"debug_demo", "调试工具"},
	}},
}

const (
	docsIntro = `# Every push

Made from the code: after a change run ` + "`go test ./message -run TestDocs -update`" + `.

The wire name is MsgType for a user's message, and Event for an event, whose MsgType is ` + "`event`" + `; neither's case matters. The type is in package
` + "`message`" + `, where its fields are explained. The title is the one that the platform's pages give it, so that it can be found there. What it is, is the
first sentence of the type's comment; the comment also tells which fields, and which whole pushes, the platform's pages do not confirm.
`
	docsEnd = `
## Without a type

Any other push arrives whole as ` + "`*message.UnknownMessage` or `*message.UnknownEvent`" + `: with its names, its elements and the XML as it came. So does a push with
a field that does not fit its type. Known by name alone, and so without a type, are ` + "`cloud_invoice_invoiceresult_event`" + ` (an invoice's issue; nothing is known of
its fields) and the messages of the retired WeChat hardware (` + "`device_text`, `device_event`, `device_status`, `hardware`" + `).
`
)

func TestDocs(t *testing.T) {
	t.Parallel()
	kinds := make(map[string]message.Message)
	for _, m := range message.Kinds() {
		wire := m.Type()
		if e, ok := m.(message.Event); ok {
			wire = e.EventName()
		}
		kinds[wire] = m
	}
	said := synopses(t)
	var want strings.Builder
	want.WriteString(docsIntro)
	for _, s := range sections {
		fmt.Fprintf(&want, "\n## %s\n\n| wire name | type | title | what it is |\n|---|---|---|---|\n", s.title)
		for _, p := range s.pushes {
			m := kinds[p.wire]
			if m == nil {
				t.Fatalf("%s is no kind, or stands twice", p.wire)
			}
			delete(kinds, p.wire)
			name := reflect.TypeOf(m).Elem().Name()
			if said[name] == "" {
				t.Errorf("%s has no comment that begins with its name", name)
			}
			fmt.Fprintf(&want, "| `%s` | `%s` | %s | %s |\n", p.wire, name, p.title, said[name])
		}
	}
	for wire := range kinds {
		t.Errorf("%s is in no section: give it one, and its title", wire)
	}
	want.WriteString(docsEnd)

	file := filepath.Join("..", "docs", "messages.md")
	if *update {
		if err := os.WriteFile(file, []byte(want.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.String(), string(got)); diff != "" {
		t.Errorf("docs/messages.md is stale: run go test ./message -run TestDocs -update\n-want +got:\n%s", diff)
	}
}

// synopses reads the first sentence of each type's comment.
func synopses(t *testing.T) map[string]string {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	pkg, err := doc.NewFromFiles(fset, files, "message")
	if err != nil {
		t.Fatal(err)
	}
	said := make(map[string]string)
	for _, typ := range pkg.Types {
		if sentence, ok := strings.CutPrefix(pkg.Synopsis(typ.Doc), typ.Name+" "); ok {
			said[typ.Name] = strings.TrimSuffix(strings.TrimPrefix(sentence, "is "), ".")
		}
	}
	return said
}
