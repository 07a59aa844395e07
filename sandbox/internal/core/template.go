package core

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/api/keyword"
	"github.com/wechatgo/wechatgo/endpoint"
)

// IsTemplateID matches what a template id looks like.
var IsTemplateID = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`).MatchString

// MaxTemplates is how many templates of each kind the account may have. The documents say 25 for template messages, and
// 25 and 50 for subscription notices.
const MaxTemplates = 25

// Templates are the account's templates of one kind, in the order in which they were added. The zero value is empty.
type Templates[T any] struct {
	ids  []string
	byID map[string]*T
}

// Find returns the template with that id. The error is 40037.
func (l *Templates[T]) Find(id string) (*T, error) {
	if t := l.byID[id]; t != nil {
		return t, nil
	}
	return nil, Refuse(
		endpoint.ErrInvalidTemplateID,
		fmt.Sprintf(
			"The account has no template %q for such messages: it was deleted, or never added by a call, by AddTemplate or AddNoticeTemplate, or by the control API's templates. Add it there, or take an id from the list of this account's templates.",
			Short(id),
		),
		fmt.Sprintf(
			"账号没有该类消息的模板 %q：可能已删除，或从未通过接口、AddTemplate、AddNoticeTemplate 或控制接口 templates 添加。请先添加，或从本账号的模板列表中取 id。",
			Short(id),
		),
	)
}

// Full reports whether the account may have no further template.
func (l *Templates[T]) Full() bool { return len(l.ids) >= MaxTemplates }

// Put adds a template, or replaces the one with that id.
func (l *Templates[T]) Put(tx *Tx, id string, t T) {
	if l.byID == nil {
		l.byID = map[string]*T{}
	}
	if l.byID[id] == nil {
		l.ids = append(l.ids, id)
	}
	l.byID[id] = &t
	tx.Changed()
}

// Remove removes the template with that id. The error is 40037.
func (l *Templates[T]) Remove(tx *Tx, id string) error {
	if _, err := l.Find(id); err != nil {
		return err
	}
	delete(l.byID, id)
	l.ids = slices.DeleteFunc(l.ids, func(have string) bool { return have == id })
	tx.Changed()
	return nil
}

// All returns the templates. The list is not nil.
func (l *Templates[T]) All() []T {
	list := make([]T, len(l.ids))
	for i, id := range l.ids {
		list[i] = *l.byID[id]
	}
	return list
}

// Limits of a template, in bytes. They are choices of the sandbox.
const (
	maxTemplateTitle   = 200
	MaxTemplateContent = 4096
)

// Install adds a template as the console does, or replaces the one with that id, and returns its id: the given one, or a
// new one for "". The template is what made returns for it. The error is an [ActionError].
func (l *Templates[T]) Install(tx *Tx, id, title, content string, made func(id string) T) (string, error) {
	if id == "" {
		id = tx.IDs.TemplateID()
	}
	switch {
	case !IsTemplateID(id):
		return "", RefuseAction("a template's id has 1 to 64 letters, digits, - or _", "模板 ID 须为 1 到 64 个字母、数字、- 或 _")
	case title == "" || len(title) > maxTemplateTitle:
		return "", RefuseAction("a template's title has 1 to 200 bytes", "模板标题须为 1 到 200 字节")
	case content == "" || len(content) > MaxTemplateContent:
		return "", RefuseAction("a template's content has 1 to 4,096 bytes", "模板内容须为 1 到 4,096 字节")
	case l.byID[id] == nil && l.Full():
		return "", RefuseAction("an account has 25 templates of a kind at most", "一个账号每类最多 25 个模板")
	}
	l.Put(tx, id, made(id))
	return id, nil
}

// DataFor returns the values of the keywords in the content of a template. A keyword that has a type and no value gets
// an empty one, which its rule refuses. It warns of values that the template has no keyword for.
func (tx *Tx) DataFor(content string, given keyword.Data) keyword.Data {
	values, keys := keyword.Data{}, keyword.Keys(content)
	for _, key := range keys {
		if v, ok := given[key]; ok || keyword.TypeOf(key) != "" {
			values[key] = v
		}
	}
	for _, key := range slices.Sorted(maps.Keys(given)) {
		if !slices.Contains(keys, key) {
			tx.Warn(
				fmt.Sprintf("The template has no keyword %q; it has %s.", Short(key), strings.Join(keys, ", ")),
				fmt.Sprintf("模板没有关键词 %q，现有：%s。", Short(key), strings.Join(keys, "、")),
			)
		}
	}
	return values
}

// RefuseData returns the platform's refusal for the error of a check of a message: for a value it is that of
// [RefuseValue].
func RefuseData(err error) error {
	var refused *endpoint.FieldError
	if !errors.As(err, &refused) || !errors.Is(err, endpoint.ErrInvalidTemplateData) {
		return err
	}
	key := strings.TrimSuffix(strings.TrimPrefix(refused.Path, "data."), ".value")
	t := keyword.TypeOf(key)
	en, zh := t.Rule()
	return RefuseValue(
		key,
		fmt.Sprintf("it %s. A value of the type %s is %s", refused.Problem, t, en),
		fmt.Sprintf("不符合 %s 类参数的规则：%s", t, zh),
	)
}

// RefuseValue returns 47003 about the value of a keyword, with what is wrong with it in words.
func RefuseValue(key, en, zh string) error {
	path := "data." + key + ".value"
	return &Refusal{
		Code:    endpoint.ErrInvalidTemplateData,
		Text:    fmt.Sprintf("argument invalid! %s invalid", path),
		Problem: problem(fmt.Sprintf("%s: %s.", path, en), fmt.Sprintf("%s：%s。", path, zh)),
	}
}
