package jssdk

import (
	"errors"
	"fmt"

	"github.com/wechatgo/wechatgo/field"
)

// refuse makes the errors about the fields of a [Config].
const refuse = field.In("jssdk")

// errNotSetUp is the error and the answer of an SDK whose [New] failed. It does not say why: [New] has returned that.
var errNotSetUp = errors.New("jssdk: not set up: the program's log, or the error of jssdk.New, says why")

// HostError is the error for a page whose host is not one of [Config.Hosts].
type HostError struct {
	Host string // the page's host, with its port
}

func (e *HostError) Error() string {
	return fmt.Sprintf(
		"jssdk: pages of %q are not signed: add the host to jssdk.Config.Hosts, and in the console to JS接口安全域名",
		e.Host,
	)
}

// CardError is the error for a card that a page may not have signed, because it is not one of [Config.Cards].
type CardError struct {
	ID string // the card_id, up to 64 bytes of it
}

func (e *CardError) Error() string {
	return fmt.Sprintf(
		"jssdk: pages may not have the card %q signed: add its card_id to jssdk.Config.Cards if anybody may take it, or sign it with SDK.SignCard",
		e.ID,
	)
}

// URLError is the error for a text that is not the URL of a page.
type URLError struct {
	Problem string // what is wrong, such as "is missing"
	Cure    string // what to do about it
	zh      string // the whole text in Chinese
}

func (e *URLError) Error() string { return "jssdk: the page's url " + e.Problem + ": " + e.Cure }
