package craft

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/internal/xmldoc"
	"github.com/wechatgo/wechatgo/jssdk"
	"github.com/wechatgo/wechatgo/msgcrypt"
)

// NewSign returns the command sign.
func NewSign() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sign",
		Short: "Sign as the platform does: a handshake, a push, or a page's wx.config",
	}
	cmd.AddCommand(newSignHandshake(), newSignPush(), newSignPage())
	return cmd
}

// signer makes requests as the platform does.
type signer struct {
	accounts             operator.Accounts
	to, timestamp, nonce string
}

func (s *signer) register(cmd *cobra.Command) {
	s.accounts.Register(cmd)
	f := cmd.Flags()
	f.StringVar(&s.to, "to", "", "the server address: a curl command for it is printed (default: the request)")
	f.StringVar(&s.timestamp, "timestamp", "", "the timestamp, in seconds (default: now)")
	f.StringVar(&s.nonce, "nonce", "", "the nonce (default: a random one)")
}

// account returns the account, which has a Token, and checks the flags.
func (s *signer) account() (account.Account, error) {
	a, err := s.accounts.Callback()
	if err != nil {
		return a, err
	}
	if a.Token == "" {
		return a, fmt.Errorf("the account has no Token to sign with: set %s, or token_env in the config file",
			account.EnvToken)
	}
	s.timestamp = cmp.Or(s.timestamp, strconv.FormatInt(time.Now().Unix(), 10))
	if _, err := strconv.ParseInt(s.timestamp, 10, 64); err != nil {
		return a, fmt.Errorf("--timestamp is %q: give seconds since 1970", s.timestamp)
	}
	s.nonce = cmp.Or(s.nonce, strconv.FormatUint(randomNumber(), 10))
	if s.to != "" {
		if u, err := url.Parse(s.to); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" ||
			strings.ContainsFunc(s.to, unicode.IsSpace) {
			return a, errors.New("--to is no server address: give one such as https://www.example.com/wx")
		}
	}
	return a, nil
}

// query returns the query that every request has.
func (s *signer) query(a account.Account) url.Values {
	return url.Values{
		"signature": {
			msgcrypt.Signature(a.Token, s.timestamp, s.nonce),
		},
		"timestamp": {s.timestamp},
		"nonce":     {s.nonce},
	}
}

// address returns the address with a query.
func (s *signer) address(q url.Values) string {
	to, _, _ := strings.Cut(cmp.Or(s.to, "/"), "#")
	if strings.Contains(to, "?") {
		return to + "&" + q.Encode()
	}
	return to + "?" + q.Encode()
}

func newSignHandshake() *cobra.Command {
	var s signer
	cmd := &cobra.Command{
		Use:   "handshake",
		Short: "Make the request with which the platform verifies the server address",
		Long: `Make the request with which the platform verifies the server address. With --to it is a
curl command; the answer must be the echostr and nothing else. Without --to it is the
address's query, for "wechatgo verify" and other tools.

The Token comes from WECHAT_TOKEN, or from token_env or token_file of the config file.`,
		Example: `  sh -c "$(wechatgo sign handshake --to http://127.0.0.1:8089/wx)"`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			a, err := s.account()
			if err != nil {
				return err
			}
			q := s.query(a)
			q.Set("echostr", strconv.FormatUint(randomNumber(), 10))
			if s.to == "" {
				_, err = fmt.Fprintln(cmd.OutOrStdout(), s.address(q))
			} else {
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "curl -gsS -i --max-time 5 %s\n", quoted(s.address(q)))
			}
			return err
		},
	}
	s.register(cmd)
	return cmd
}

func newSignPush() *cobra.Command {
	var s signer
	cmd := &cobra.Command{
		Use:   "push [FILE|-]",
		Short: "Make the request that pushes an XML message, signed and sealed in the account's mode",
		Long: `Make the request with which the platform pushes a message, whose XML is in the file or
the standard input. It is signed, and sealed if the account's mode is compatible or
safe; XML that is sealed already (it has an Encrypt) is signed as it is. With --to it is
a curl command; without it, the address and the body, as "wechatgo verify" reads them.

Whoever has a plain request can send its query again with another body: keep it to
yourself if the callback is not a test's.`,
		Example: `  wechatgo sign push hello.xml | wechatgo verify
  sh -c "$(wechatgo sign push hello.xml --to http://127.0.0.1:8089/wx)"`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			a, err := s.account()
			if err != nil {
				return err
			}
			raw, err := input(cmd, args)
			if err != nil {
				return err
			}
			body, q, err := s.push(a, bytes.TrimSpace(bytes.TrimPrefix(raw, operator.ByteOrderMark)))
			if err != nil {
				return err
			}
			if s.to == "" {
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s\n\n%s\n", s.address(q), body)
			} else {
				_, err = fmt.Fprintf(cmd.OutOrStdout(),
					"curl -gsS -i --max-time 5 -H 'Content-Type: text/xml' --data-binary %s %s\n",
					quoted(string(body)), quoted(s.address(q)))
			}
			return err
		},
	}
	s.register(cmd)
	return cmd
}

// push returns the body and the query that push a message.
func (s *signer) push(a account.Account, message []byte) (body []byte, q url.Values, err error) {
	if a.PushMode() == account.CloudHosting {
		return nil, nil, errors.New("the account is in cloud mode, in which pushes have no signature: " +
			"a sandbox with --mode cloud sends them")
	}
	doc, err := xmldoc.ScanLenient(string(message))
	if err != nil {
		return nil, nil, fmt.Errorf("the input is not a push's XML: %w", err)
	}
	defer doc.Release()
	q = s.query(a)
	if from := doc.Value("FromUserName"); from != "" {
		q.Set("openid", from)
	}
	body, encrypt := message, doc.Value("Encrypt")
	if encrypt == "" {
		if !a.PushMode().Encrypted() {
			return body, q, nil
		}
		if encrypt, err = seal(a, message); err != nil {
			return nil, nil, err
		}
		body = msgcrypt.PushXML(doc.Value("ToUserName"), encrypt)
		if a.PushMode() == account.Compatible {
			body = withEncrypt(message, encrypt)
		}
	}
	q.Set("encrypt_type", "aes")
	q.Set("msg_signature", msgcrypt.Signature(a.Token, s.timestamp, s.nonce, encrypt))
	return body, q, nil
}

// seal encrypts a message for the account.
func seal(a account.Account, message []byte) (string, error) {
	if a.AppID == "" {
		return "", fmt.Errorf("the account has no AppID to seal for: set %s", account.EnvAppID)
	}
	key, err := msgcrypt.ParseKey(a.EncodingAESKey)
	if err != nil {
		return "", fmt.Errorf("%w; the key comes from %s, or from encoding_aes_key_env in the config file",
			err, account.EnvEncodingAESKey)
	}
	return key.Encrypt(message, a.AppID)
}

// withEncrypt adds the sealed message to the plain one, as the compatible mode does.
func withEncrypt(message []byte, encrypt string) []byte {
	end := bytes.LastIndex(message, []byte("</"))
	if end < 0 {
		end = len(message)
	}
	return fmt.Appendf(nil, "%s<Encrypt><![CDATA[%s]]></Encrypt>%s", message[:end], encrypt, message[end:])
}

func newSignPage() *cobra.Command {
	var source ticketSource
	var page string
	cmd := &cobra.Command{
		Use:   "page --url URL",
		Short: "Sign a page: the values of wx.config as JSON",
		Long: `Sign a page with the account's jsapi_ticket, and print the values of wx.config as JSON.
--url is the page's location.href; what follows its # is not signed.

The ticket is fetched with the account, or comes from the environment variable that
--ticket-env names.`,
		Example: `  wechatgo sign page --url 'https://www.example.com/shop?a=1'`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if page == "" {
				return errNoURL
			}
			value, appID, err := source.get(cmd.Context())
			if err != nil {
				return err
			}
			page, _, _ = strings.Cut(page, "#")
			nonce, timestamp := rand.Text(), time.Now().Unix()
			return operator.WriteJSON(cmd.OutOrStdout(), struct {
				AppID     string `json:"appId"`
				Timestamp int64  `json:"timestamp"`
				NonceStr  string `json:"nonceStr"`
				Signature string `json:"signature"`
			}{appID, timestamp, nonce, jssdk.Signature(value, nonce, timestamp, page)})
		},
	}
	source.register(cmd)
	cmd.Flags().StringVar(&page, "url", "", "the page's location.href")
	return cmd
}

// quoted returns a text as one word of a POSIX shell.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// randomNumber returns a number as the platform's nonces and echostrs are.
func randomNumber() uint64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return binary.BigEndian.Uint64(b[:]) >> 1
}
