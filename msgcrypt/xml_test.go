package msgcrypt

import (
	"encoding/xml"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// documentedReply is the reply envelope in the shape of the platform's page.
const documentedReply = `<xml>
  <Encrypt><![CDATA[msg_encrypt]]></Encrypt>
  <MsgSignature><![CDATA[msg_signature]]></MsgSignature>
  <TimeStamp>timestamp</TimeStamp>
  <Nonce><![CDATA[nonce]]></Nonce>
</xml>`

var documentedSealed = Sealed{Encrypt: "msg_encrypt", Signature: "msg_signature", Timestamp: "timestamp", Nonce: "nonce"}

func TestReplyDocumented(t *testing.T) {
	t.Parallel()
	want := strings.NewReplacer("\n", "", "  ", "").Replace(documentedReply)
	if diff := cmp.Diff(want, string(documentedSealed.XML())); diff != "" {
		t.Errorf("XML (-want +got):\n%s", diff)
	}
	for name, body := range map[string]string{
		"as documented": documentedReply,
		"compact":       want,
		"declared":      `<?xml version="1.0" encoding="UTF-8"?>` + "\n<!-- hello -->" + documentedReply + "\n",
		"without CDATA": strings.NewReplacer("<![CDATA[", "", "]]>", "").Replace(documentedReply),
		"more elements": strings.Replace(documentedReply, "<xml>", "<xml><ToUserName>x</ToUserName>", 1),
	} {
		got, err := ParseReply([]byte(body))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(documentedSealed, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestPushXML(t *testing.T) {
	t.Parallel()
	const want = `<xml><ToUserName><![CDATA[gh_10f6c3c3ac5a]]></ToUserName><Encrypt><![CDATA[BASE64_OF_CIPHERTEXT]]></Encrypt></xml>`
	if got := string(PushXML("gh_10f6c3c3ac5a", "BASE64_OF_CIPHERTEXT")); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// ParseReply returns the values that were written, whatever characters they contain.
func TestXMLHoldsAnyValue(t *testing.T) {
	t.Parallel()
	text := rapid.OneOf(
		rapid.StringOfN(rapid.RuneFrom([]rune("]>[<!CDATA&;'\"xmlNonce/ \t\r\n微信")), 1, 40, -1),
		rapid.SampledFrom([]string{"]]>", "a]]><Nonce>b</Nonce>", "]]]]>>", "&lt;", "<![CDATA[", "]]", ">", "\r\n"}),
	)
	rapid.Check(t, func(t *rapid.T) {
		want := Sealed{text.Draw(t, "encrypt"), text.Draw(t, "signature"), text.Draw(t, "timestamp"), text.Draw(t, "nonce")}
		got, err := ParseReply(want.XML())
		if err != nil {
			t.Fatalf("%v in %s", err, want.XML())
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
		var push struct{ ToUserName, Encrypt []string }
		if err := xml.Unmarshal(PushXML(want.Nonce, want.Encrypt), &push); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([][]string{{want.Nonce}, {want.Encrypt}}, [][]string{push.ToUserName, push.Encrypt}); diff != "" {
			t.Fatalf("push (-want +got):\n%s", diff)
		}
	})
}

// The document is well formed even if a value has characters that XML forbids.
func TestXMLForbiddenCharacters(t *testing.T) {
	t.Parallel()
	got, err := ParseReply(Sealed{Encrypt: "e", Signature: "s", Timestamp: "1\x00", Nonce: "n\x01\xff"}.XML())
	want := Sealed{Encrypt: "e", Signature: "s", Timestamp: "1\uFFFD", Nonce: "n\uFFFD\uFFFD"}
	if err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
}

func TestParseReplyRefuses(t *testing.T) {
	t.Parallel()
	without := func(element string) string {
		before, rest, _ := strings.Cut(documentedReply, "<"+element+">")
		_, after, _ := strings.Cut(rest, "</"+element+">")
		return before + after
	}
	for _, tt := range []struct{ name, body, element, problem string }{
		{"no Encrypt", without("Encrypt"), "Encrypt", "missing"},
		{"no MsgSignature", without("MsgSignature"), "MsgSignature", "missing"},
		{"no TimeStamp", without("TimeStamp"), "TimeStamp", "missing"},
		{"no Nonce", without("Nonce"), "Nonce", "missing"},
		{"other case", strings.ReplaceAll(documentedReply, "TimeStamp", "Timestamp"), "TimeStamp", "missing"},
		{"empty Nonce", strings.Replace(documentedReply, "<![CDATA[nonce]]>", "", 1), "Nonce", "empty"},
		{"two Encrypts", strings.Replace(documentedReply, "<xml>", "<xml><Encrypt>x</Encrypt>", 1), "Encrypt", "more than once"},
		{"inside another", "<xml><a>" + documentedReply + "</a></xml>", "Encrypt", "missing"},
		{"nothing", "", "xml", "missing"},
		{"white space", " \n", "xml", "missing"},
		{"success", "success", "xml", "text outside"},
		{"JSON", `{"Encrypt":"x"}`, "xml", "text outside"},
		{"byte order mark", "\uFEFF" + documentedReply, "xml", "text outside"},
		{"text after", documentedReply + "success", "xml", "text outside"},
		{"two documents", documentedReply + documentedReply, "xml", "more than once"},
		{"another root", strings.ReplaceAll(documentedReply, "xml>", "reply>"), "xml", "expected element type"},
		{"DOCTYPE", "<!DOCTYPE xml>" + documentedReply, "xml", "DOCTYPE"},
		{"entity bomb", `<!DOCTYPE xml [<!ENTITY a "&b;&b;">]>` + documentedReply, "xml", "DOCTYPE"},
		{"directive inside", strings.Replace(documentedReply, "</Nonce>", "</Nonce><!DOCTYPE xml>", 1), "xml", "DOCTYPE"},
		{"line in front of the declaration", "\n<?xml version=\"1.0\"?>" + documentedReply, "xml", "declaration does not come first"},
		{"declaration inside", strings.Replace(documentedReply, "<xml>", "<xml><?xml version=\"1.0\"?>", 1), "xml", "declaration does not come first"},
		{"control character", strings.Replace(documentedReply, "msg_encrypt", "msg\x01encrypt", 1), "xml", "illegal character"},
		{"bad UTF-8", strings.Replace(documentedReply, "msg_encrypt", "msg\xffencrypt", 1), "xml", "UTF-8"},
		{"end of CDATA alone", strings.Replace(documentedReply, "msg_encrypt", "msg]]>encrypt", 1), "xml", "]]>"},
		{"cut short", documentedReply[:len(documentedReply)-3], "xml", "EOF"},
		{"not closed", strings.Replace(documentedReply, "</Nonce>", "", 1), "xml", "closed"},
		{"not closed after", documentedReply + "</xml>", "xml", "unexpected end element"},
		{"other charset", `<?xml version="1.0" encoding="GBK"?>` + documentedReply, "xml", "encoding"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := ParseReply([]byte(tt.body))
			var envelope *EnvelopeError
			if !errors.As(err, &envelope) || !errors.Is(err, ErrEnvelope) || got != (Sealed{}) {
				t.Fatalf("got %+v, %v, want an *EnvelopeError", got, err)
			}
			if envelope.Element != tt.element || !strings.Contains(envelope.Problem, tt.problem) {
				t.Errorf("got %s: %s, want %s: %s", envelope.Element, envelope.Problem, tt.element, tt.problem)
			}
			if !strings.HasPrefix(err.Error(), "msgcrypt: not a reply envelope: element "+tt.element) {
				t.Errorf("unhelpful text: %v", err)
			}
		})
	}
}

// An envelope that is truncated at any byte is refused.
func TestParseReplyTruncated(t *testing.T) {
	t.Parallel()
	body := officialReply.XML()
	for i := range body {
		if got, err := ParseReply(body[:i]); !errors.Is(err, ErrEnvelope) {
			t.Errorf("cut after %d bytes: %+v, %v", i, got, err)
		}
	}
	got, err := ParseReply(body)
	if err != nil || got != officialReply {
		t.Errorf("whole: %+v, %v", got, err)
	}
}
