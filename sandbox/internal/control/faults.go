package control

import (
	"net/http"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/template"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/delivery"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// faultOperations adds the operations for faults and for the rules of the account.
func (c *control) faultOperations() {
	post(c, "delay", words("holds the answers of pushes back", "推迟推送的应答"), c.delay)
	post(c, "cut", words("breaks the connections of the next pushes", "断开接下来若干次推送的连接"), c.cut)
	post(
		c,
		"templates/fail",
		words("makes the next template messages end with failed: system failed", "使接下来的模板消息以 failed: system failed 结束"),
		c.failTemplates,
	)
	post(
		c,
		"token/expire",
		words("ends every access_token now", "使所有 access_token 立即过期"),
		func(*http.Request, nothing) (nothing, error) {
			c.Do((*core.Tx).ExpireTokens)
			return nothing{}, nil
		},
	)
	post(c, "token/renew", words("renews a token as another program would", "模拟其他程序更新 token"), c.renew)
	post(c, "calls/fail", words("makes calls of endpoints fail", "使接口调用失败"), c.failCalls)
	withoutBody(
		c,
		http.MethodDelete,
		"calls/fail",
		words("removes the faults of calls", "取消接口故障"),
		func(*http.Request) (faultsOut, error) {
			c.Do((*core.Tx).ClearCallFaults)
			return c.faults(), nil
		},
	)
	post(
		c,
		"rules",
		words(
			"changes the account's kind, quotas, IP whitelist, frozen secret; rules that are not given stay",
			"修改账号类型、调用额度、IP 白名单、AppSecret 冻结；未给出的保持不变",
		),
		c.setRules,
	)
	post(
		c,
		"key",
		words("changes the EncodingAESKey; pushes use the old one for a while", "更换 EncodingAESKey；此后一段时间仍可能使用旧密钥推送"),
		c.changeKey,
	)
}

// The faults in the JSON of the state. Each has the form of the body that sets it.
type (
	stateFaults struct {
		Delay     stateDelay     `json:"delay"`
		Cut       stateCut       `json:"cut"`
		Templates stateTemplates `json:"templates"`
		Calls     []callFault    `json:"calls"`
	}
	stateDelay struct {
		Seconds float64 `json:"seconds"`
		Pushes  int     `json:"pushes"` // 0 for all
	}
	stateCut struct {
		Pushes int `json:"pushes"`
	}
	stateTemplates struct {
		Messages int `json:"messages"`
	}
	callFault struct {
		Endpoint    string  `json:"endpoint"` // a name, or a pattern such as menu.*
		Code        int     `json:"code"`
		Status      int     `json:"status"`
		Body        string  `json:"body"`
		Cut         bool    `json:"cut"`
		Seconds     float64 `json:"seconds"`     // the delay
		Times       int     `json:"times"`       // 0 means all
		Probability float64 `json:"probability"` // 0 means 1
	}
	faultsOut struct {
		Faults stateFaults `json:"faults"`
	}
)

func faultsOf(tx *core.Tx) stateFaults {
	delay, pushes, cuts := delivery.Faults(tx)
	s := stateFaults{
		stateDelay{delay.Seconds(), pushes},
		stateCut{cuts},
		stateTemplates{template.Failing(tx)},
		[]callFault{},
	}
	for _, f := range tx.CallFaults() {
		s.Calls = append(
			s.Calls,
			callFault{f.Endpoint, int(f.Code), f.Status, f.Body, f.Cut, f.Delay.Seconds(), f.Times, f.Probability},
		)
	}
	return s
}

func (c *control) faults() (out faultsOut) {
	c.Do(func(tx *core.Tx) { out.Faults = faultsOf(tx) })
	return out
}

// Limits of the requested faults.
const (
	maxDelaySeconds = 3600
	maxFaultPushes  = 1_000_000
)

func (c *control) delay(_ *http.Request, in stateDelay) (faultsOut, error) {
	if in.Seconds < 0 || in.Seconds > maxDelaySeconds || in.Pushes < 0 || in.Pushes > maxFaultPushes {
		return faultsOut{}, core.RefuseAction(
			"seconds is 0 to 3600, pushes 0 (all) to 1000000",
			"seconds 须为 0 到 3600，pushes 须为 0（全部）到 1000000",
		)
	}
	c.Do(func(tx *core.Tx) { delivery.Delay(tx, seconds(in.Seconds), in.Pushes) })
	return c.faults(), nil
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

func (c *control) cut(_ *http.Request, in stateCut) (faultsOut, error) {
	if in.Pushes < 0 || in.Pushes > maxFaultPushes {
		return faultsOut{}, core.RefuseAction("pushes is 0 to 1000000", "pushes 须为 0 到 1000000")
	}
	c.Do(func(tx *core.Tx) { delivery.Cut(tx, in.Pushes) })
	return c.faults(), nil
}

func (c *control) failTemplates(_ *http.Request, in stateTemplates) (faultsOut, error) {
	if in.Messages < 0 || in.Messages > maxFaultPushes {
		return faultsOut{}, core.RefuseAction("messages is 0 to 1000000", "messages 须为 0 到 1000000")
	}
	c.Do(func(tx *core.Tx) { template.FailNext(tx, in.Messages) })
	return c.faults(), nil
}

type renewIn struct {
	Family  string `json:"family"` // "classic" unless set, or "stable"
	Overlap *bool  `json:"overlap"`
}

// renew renews a token as another program would.
func (c *control) renew(_ *http.Request, in renewIn) (nothing, error) {
	switch in.Family {
	case "", "classic":
		overlap := core.TokenOverlap
		if in.Overlap != nil && !*in.Overlap {
			overlap = 0
		}
		c.Do(func(tx *core.Tx) { tx.ReplaceClassic(overlap) })
	case "stable":
		c.Do((*core.Tx).ReplaceStable)
	default:
		return nothing{}, core.RefuseAction("family is classic or stable", "family 须为 classic 或 stable")
	}
	return nothing{}, nil
}

func (c *control) failCalls(_ *http.Request, in callFault) (faultsOut, error) {
	if in.Seconds > maxDelaySeconds {
		return faultsOut{}, core.RefuseAction("seconds is 0 to 3600", "seconds 须为 0 到 3600")
	}
	var err error
	c.Do(func(tx *core.Tx) {
		err = tx.AddCallFault(record.CallFault{
			Endpoint: in.Endpoint, Code: endpoint.Code(in.Code), Status: in.Status, Body: in.Body, Cut: in.Cut,
			Delay: seconds(in.Seconds), Times: in.Times, Probability: in.Probability,
		})
	})
	return c.faults(), err
}

// stateRules has the current rules in the JSON of the state.
type stateRules struct {
	Kind         string   `json:"kind"`
	Quotas       bool     `json:"quotas"`
	Whitelist    []string `json:"whitelist"`
	WhitelistAll bool     `json:"whitelistAll"`
	SecretFrozen bool     `json:"secretFrozen"`
}

func rulesOf(r core.Rules) stateRules {
	s := stateRules{r.Kind.String(), r.Quotas, []string{}, r.WhitelistAll, r.SecretFrozen}
	for _, p := range r.Whitelist {
		s.Whitelist = append(s.Whitelist, p.String())
	}
	return s
}

type (
	rulesIn struct {
		Kind         *string   `json:"kind"`
		Quotas       *bool     `json:"quotas"`
		Whitelist    *[]string `json:"whitelist"`
		WhitelistAll *bool     `json:"whitelistAll"`
		SecretFrozen *bool     `json:"secretFrozen"`
	}
	rulesOut struct {
		Rules stateRules `json:"rules"`
	}
)

func (c *control) setRules(_ *http.Request, in rulesIn) (out rulesOut, err error) {
	c.Do(func(tx *core.Tx) {
		r := tx.Rules()
		if in.Kind != nil {
			r.Kind, err = core.ParseKind(*in.Kind)
		}
		if in.Whitelist != nil && err == nil {
			r.Whitelist, err = core.ParseWhitelist(*in.Whitelist)
		}
		setIfGiven(&r.Quotas, in.Quotas)
		setIfGiven(&r.WhitelistAll, in.WhitelistAll)
		setIfGiven(&r.SecretFrozen, in.SecretFrozen)
		if err == nil {
			tx.SetRules(r)
		}
		out.Rules = rulesOf(tx.Rules())
	})
	return out, err
}

func setIfGiven(to, from *bool) {
	if from != nil {
		*to = *from
	}
}

type keyIn struct {
	EncodingAESKey string `json:"encodingAESKey"` // a new key is made if it is ""
}

type keyOut struct {
	EncodingAESKey string `json:"encodingAESKey"`
}

func (c *control) changeKey(_ *http.Request, in keyIn) (keyOut, error) {
	key, err := c.ChangeKey(in.EncodingAESKey)
	return keyOut{key}, err
}
