package bridge

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// call is a call of WeixinJSBridge while it is answered.
type call struct {
	*core.Tx
	doc      *document
	user     *core.Person // nil if nobody knows whose phone it is
	device   core.Device
	in       input
	exchange core.Exchange // what the inspector gets
	silent   bool          // the inspector gets nothing
	out      output
}

// asked is a question to the user whose answer has not come.
type asked struct {
	call     *call
	exchange *core.Exchange
	then     func(c *call, answer json.RawMessage)
}

// answer does a call of a page, or goes on with one after the user's answer.
func answer(tx *core.Tx, in input, user *core.Person) output {
	doc := documentOf(tx, in.Page)
	if in.Pending != "" {
		return goOn(tx, doc, in)
	}
	c := &call{Tx: tx, doc: doc, user: user, device: core.Android, in: in}
	c.exchange.Kind, c.exchange.Title, c.exchange.Status = "jssdk", title(in), http.StatusOK
	if c.user != nil {
		c.device, c.exchange.User = c.user.Device(), c.user.Name
	}
	c.exchange.Request = record.HTTPMessage{
		Method: "WeixinJSBridge.invoke", URL: in.Name, Body: core.Recorded(in.Args), Opened: core.Indented(in.Args),
	}
	run(c)
	c.settle()
	if !c.silent {
		x := tx.Record(c.exchange)
		if c.out.Ask != nil {
			c.doc.pending[c.out.Ask.ID].exchange = x
		}
	}
	return c.out
}

// title returns the title of a call's exchange: the name that the page's author knows, and where the page is.
func title(in input) string {
	at, err := url.Parse(in.URL)
	if err != nil {
		return "wx." + publicName(in.Name)
	}
	return "wx." + publicName(in.Name) + " " + at.Path
}

// run finds what answers a call, and whether the page may make it.
func run(c *call) {
	h, known := handlers[c.in.Name]
	switch {
	case !known && notBuilt[c.in.Name]:
		c.fail("fail, the sandbox does not simulate this", record.Problem{
			EN: "The sandbox does not simulate wx." + publicName(c.in.Name) + ": try it on a phone.",
			ZH: "沙箱未模拟 wx." + publicName(c.in.Name) + "，请在真机上测试。",
		})
	case !known:
		c.finish(fields{"err_msg": "system:function_not_exist"}, &record.Problem{
			EN: "WeixinJSBridge has no " + core.Short(c.in.Name) + ". Is the name right, and its case?",
			ZH: "WeixinJSBridge 没有 " + core.Short(c.in.Name) + "，请检查名称及大小写。",
		})
	case h.permitted(c):
		h.run(c)
	}
}

// goOn continues a call with the user's answer.
func goOn(tx *core.Tx, doc *document, in input) output {
	a := doc.pending[in.Pending]
	if a == nil {
		return output{Result: fields{"err_msg": in.Name + ":fail, the question is too old"}}
	}
	delete(doc.pending, in.Pending)
	c := a.call
	c.Tx, c.out = tx, output{}
	if given := strings.TrimSpace(string(in.Answer)); given == "" || given == "null" {
		c.cancel()
	} else {
		a.then(c, in.Answer)
	}
	c.settle()
	if c.out.Ask != nil {
		doc.pending[c.out.Ask.ID].exchange = a.exchange
	}
	x := a.exchange
	x.OK, x.Pending, x.Outcome, x.Problem, x.Response = c.exchange.OK, c.exchange.Pending, c.exchange.Outcome, c.exchange.Problem, c.exchange.Response
	tx.Update(x)
	return c.out
}

// settle writes the result into the exchange.
func (c *call) settle() {
	x := &c.exchange
	x.Pending = c.out.Ask != nil
	if x.Pending {
		x.OK, x.Outcome = true, "waiting"
		return
	}
	x.Outcome = publicMessage(c.in.Name, c.out.Result)
	body, _ := json.Marshal(shortened(c.out.Result)) // never fails
	x.Response = record.HTTPMessage{Status: http.StatusOK, Body: core.Recorded(body), Opened: core.Indented(body)}
}

// publicMessage returns the errMsg of a result with the name that pages' authors know.
func publicMessage(name string, result fields) string {
	message, _ := result["err_msg"].(string)
	how, ok := strings.CutPrefix(message, name+":")
	if !ok { // such as network_type:wifi
		_, how, _ = strings.Cut(message, ":")
	}
	return publicName(name) + ":" + strings.ReplaceAll(strings.TrimPrefix(how, "fail_"), "_", " ")
}

// shortened returns a result without the content of a file.
func shortened(result fields) fields {
	if _, ok := result["localData"]; !ok {
		return result
	}
	result = maps.Clone(result)
	result["localData"] = "(base64)"
	return result
}

// finish sets the result. A problem says that the call failed.
func (c *call) finish(result fields, problem *record.Problem) {
	c.out.Result, c.exchange.OK, c.exchange.Problem = result, problem == nil, c.exchange.Problem.And(problem)
}

// ok ends the call well.
func (c *call) ok(more fields) { c.end("ok", more, nil) }

// fail ends the call with a reason, as the page gets it.
func (c *call) fail(reason string, problem record.Problem) { c.end(reason, nil, &problem) }

// cancel ends the call as the user's own wish.
func (c *call) cancel() {
	c.end("cancel", nil, nil)
}

func (c *call) end(how string, more fields, problem *record.Problem) {
	result := fields{"err_msg": c.in.Name + ":" + how}
	maps.Copy(result, more)
	c.finish(result, problem)
}

// warn adds a problem that the call does not fail for.
func (c *call) warn(en, zh string) {
	c.exchange.Problem = c.exchange.Problem.And(&record.Problem{EN: en, ZH: zh})
}

// tell sends a message to the phone page.
func (c *call) tell(kind string, more fields) {
	message := fields{"type": kind}
	maps.Copy(message, more)
	c.out.Tell = append(c.out.Tell, message)
}

// ask asks the user. then gets the answer, unless the user cancels.
func ask[A any](c *call, kind string, about fields, then func(c *call, answer A)) {
	if len(c.doc.pending) >= maxQuestions {
		c.fail("fail, too many questions are open", record.Problem{
			EN: "The page asks the user more and more without waiting for the answers.",
			ZH: "页面不等待用户回答，不断发起新的询问。",
		})
		return
	}
	q := &question{ID: c.IDs.Word(core.URLSafe, 16), Kind: kind, Fields: about}
	c.out.Ask = q
	c.doc.pending[q.ID] = &asked{call: c, then: func(c *call, raw json.RawMessage) {
		var a A
		if err := json.Unmarshal(raw, &a); err != nil {
			c.fail("fail", record.Problem{
				EN: "The phone's answer cannot be read: " + err.Error() + ".", ZH: "无法解析手机的回答：" + err.Error() + "。",
			})
			return
		}
		then(c, a)
	}}
}

// with returns a function that decodes the arguments of a call before f.
func with[In any](f func(*call, In)) func(*call) {
	return func(c *call) {
		var in In
		if err := json.Unmarshal(c.in.Args, &in); err != nil {
			what := "the arguments"
			if wrong := new(json.UnmarshalTypeError); errors.As(err, &wrong) && wrong.Field != "" {
				what = wrong.Field
			}
			c.fail("fail, invalid arguments", record.Problem{
				EN: "wx." + publicName(c.in.Name) + " cannot read " + what + ": it has another type.",
				ZH: "wx." + publicName(c.in.Name) + " 无法解析参数 " + what + "：类型不符。",
			})
			return
		}
		f(c, in)
	}
}
