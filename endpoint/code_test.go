package endpoint

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// namedCodes reads the named codes and their comments from the source, so that every constant needs an explanation.
func namedCodes(t *testing.T) map[Code]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "codes.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	names := map[Code]string{}
	for _, decl := range file.Decls {
		group, ok := decl.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			t.Fatalf("codes.go has something other than constants: %T", decl)
		}
		for _, spec := range group.Specs {
			constant := spec.(*ast.ValueSpec)
			name := constant.Names[0].Name
			if !strings.HasPrefix(name, "Err") || constant.Comment == nil {
				t.Errorf("%s: want the prefix Err and a comment", name)
			}
			if typ, ok := constant.Type.(*ast.Ident); !ok || typ.Name != "Code" {
				t.Errorf("%s: want the type Code", name)
			}
			code := literal(t, constant.Values[0])
			if other, ok := names[code]; ok {
				t.Errorf("%s and %s are both %d", other, name, code)
			}
			names[code] = name
		}
	}
	return names
}

// literal evaluates an integer literal, with or without a minus sign.
func literal(t *testing.T, value ast.Expr) Code {
	t.Helper()
	sign := 1
	if minus, ok := value.(*ast.UnaryExpr); ok {
		sign, value = -1, minus.X
	}
	n, err := strconv.Atoi(value.(*ast.BasicLit).Value)
	if err != nil {
		t.Fatal(err)
	}
	return Code(sign * n)
}

func TestEveryConstantIsExplained(t *testing.T) {
	t.Parallel()
	named := slices.Sorted(maps.Keys(namedCodes(t)))
	var explained []Code
	for e := range Codes() {
		explained = append(explained, e.Code)
	}
	// Both sides are ascending and equal: the table is sorted and has no duplicates, gaps or extra codes.
	if diff := cmp.Diff(named, explained); diff != "" {
		t.Errorf("constants and explanations differ (-constants +explanations):\n%s", diff)
	}
}

func TestExplanationsAreComplete(t *testing.T) {
	t.Parallel()
	han := func(s string) bool {
		return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	}
	for e := range Codes() {
		for field, text := range map[string]string{"Cause": e.Cause, "Cure": e.Cure, "CauseZH": e.CauseZH, "CureZH": e.CureZH} {
			if text == "" || text != strings.TrimSpace(text) {
				t.Errorf("%d: %s is empty or padded: %q", e.Code, field, text)
			}
		}
		for _, text := range []string{e.Cause, e.Cure} {
			if han(text) || !strings.HasSuffix(text, ".") {
				t.Errorf("%d: want an English sentence, got %q", e.Code, text)
			}
		}
		for _, text := range []string{e.CauseZH, e.CureZH} {
			if !han(text) || !strings.HasSuffix(text, "。") {
				t.Errorf("%d: want a Chinese sentence, got %q", e.Code, text)
			}
		}
		if en, zh := len(e.Cure), utf8.RuneCountInString(e.CureZH); en > 140 || zh > 70 { // an error's line ends with the cure
			t.Errorf("%d: the cures are %d and %d characters long, want at most 140 and 70", e.Code, en, zh)
		}
		if e.MessageConfirmed && e.Message == "" || e.Message != strings.TrimSpace(e.Message) {
			t.Errorf("%d: the platform's text is empty or padded: %q, confirmed %v", e.Code, e.Message, e.MessageConfirmed)
		}
	}
}

// Only the calls of web login have scopes. A code that other calls get as well says which part is for web login.
func TestScopesAreOfWebLogin(t *testing.T) {
	t.Parallel()
	for e := range Codes() {
		for text, words := range map[string]string{
			e.Cause: "web login: ", e.Cure: "web login: ", e.CauseZH: "网页授权：", e.CureZH: "网页授权：",
		} {
			if before, _, found := strings.Cut(text, "snsapi_"); found && !strings.Contains(before, words) {
				t.Errorf("%d: %q names a scope without %q", e.Code, text, words)
			}
		}
	}
}

// The expectations were copied by hand from the platform's documents.
func TestDocumentedTexts(t *testing.T) {
	t.Parallel()
	for _, want := range []struct {
		code      Code
		message   string
		confirmed bool
		cause     string // a fact that the cause must state
	}{
		{40001, "invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r", true, "AppSecret"},
		{40029, "invalid code", true, "5 minutes"},
		{40163, "code been used", true, "once"},
		{40164, "invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist", true, "any endpoint"},
		{41001, "access_token missing", true, "access_token"},
		{42001, "access_token expired", true, "7,200 s"},
		{45011, "api minute-quota reach limit  mustslower  retry next minute", true, "minute"},
		{45015, "response out of time limit or subscription is canceled", true, "48 h"},
		{45047, "out of response count limit", false, "5 messages"},
		{46003, "menu no exist", false, "menu"},
		{48001, "api unauthorized", true, "snsapi_base"},
		{44990, "reach max api second frequence limit", false, "5 a second"},
		{45059, "can not tagging one user too much", true, "20 tags"},
		{45067, "clientmsgid size out of limit", false, "32 bytes"},
		{40065, "", false, "deletion"},
		{9410010, "long_data长度超过限制", true, "4 KB"},
		{61450, "", false, "customer service"}, // known only from its Chinese description
		{85075, "can not access", false, "individual"},
		{40006, "invalid meida size", false, "media type"}, // the platform's own spelling
	} {
		got, ok := want.code.Explain()
		if !ok || got.Code != want.code || got.Message != want.message || got.MessageConfirmed != want.confirmed {
			t.Errorf("%d: got %+v, %v; want %q, confirmed %v", want.code, got, ok, want.message, want.confirmed)
		}
		if !strings.Contains(got.Cause, want.cause) {
			t.Errorf("%d: cause %q does not mention %q", want.code, got.Cause, want.cause)
		}
	}
}

func TestNamesOfWellKnownCodes(t *testing.T) {
	t.Parallel()
	for code, want := range map[Code]Code{
		ErrSystemBusy: -1, ErrInvalidCredential: 40001, ErrInvalidOpenID: 40003, ErrInvalidAccessToken: 40014,
		ErrInvalidCode: 40029, ErrInvalidCharset: 40033, ErrInvalidAppSecret: 40125, ErrCodeUsed: 40163,
		ErrIPNotWhitelisted: 40164, ErrAccessTokenMissing: 41001, ErrAccessTokenExpired: 42001, ErrRequireSubscribe: 43004,
		ErrAPIDailyQuota: 45009, ErrAPIMinuteQuota: 45011, ErrOutOfResponseTime: 45015, ErrMassQuota: 45028,
		ErrOutOfResponseCount: 45047, ErrMenuNotExist: 46003, ErrAPIUnauthorized: 48001, ErrComponentUnauthorized: 61007, ErrRIDTime: 76004,
		ErrQRJumpPublishLimit: 886000, ErrShortenKeyNotExist: 9410012, ErrFollowersBusy: 268487002,
	} {
		if code != want {
			t.Errorf("a constant is %d, want %d", int(code), int(want))
		}
	}
}

func TestCodeIsAnError(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("menu.create: %w", Code(40001))
	if !errors.Is(err, ErrInvalidCredential) || errors.Is(err, ErrAccessTokenExpired) {
		t.Errorf("errors.Is compares codes by number: %v", err)
	}
	var code Code
	if !errors.As(err, &code) || code != ErrInvalidCredential {
		t.Errorf("errors.As found %d, want 40001", int(code))
	}
}

func TestCodeText(t *testing.T) {
	t.Parallel()
	for code, want := range map[Code]string{
		-1:    "endpoint: -1 system error",
		40001: "endpoint: 40001 invalid credential",
		40029: "endpoint: 40029 invalid code",
		40164: "endpoint: 40164 ip not in whitelist",
		45009: "endpoint: 45009 reach max api daily quota limit",
		47003: "endpoint: 47003 argument invalid",
		61450: "endpoint: 61450", // explained, but without a text of the platform's
		0:     "endpoint: 0",
		12345: "endpoint: 12345",
	} {
		if got := code.Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if e, ok := Code(12345).Explain(); ok || e != (Explanation{}) {
		t.Errorf("an unknown code is explained: %+v", e)
	}
}
