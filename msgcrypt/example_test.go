package msgcrypt_test

import (
	"fmt"
	"log"

	"github.com/wechatgo/wechatgo/msgcrypt"
)

// The platform's own example of a push in safe mode, opened and answered.
func Example() {
	envelope, err := msgcrypt.New("AAAAA", "wxba5fad812f8e6fb9", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	if err != nil {
		log.Fatal(err)
	}
	opened, err := envelope.Open(msgcrypt.Sealed{
		Encrypt:   "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ==",
		Signature: "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1", // msg_signature
		Timestamp: "1713424427",
		Nonce:     "415670741",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\n", opened.Message)

	reply, err := envelope.Seal([]byte("<xml>...</xml>"), opened.Key, "1713424428", "415670741")
	if err != nil {
		log.Fatal(err)
	}
	body := reply.XML() // the body of the answer
	fmt.Println(len(body) > 0)

	// Output:
	// {"demo_resp":"good luck"}
	// true
}

func ExampleVerify() {
	// The query of the handshake GET, whose echostr is to be sent back if this is true.
	fmt.Println(msgcrypt.Verify("f464b24fc39322e44b38aa78f5edd27bd1441696", "AAAAA", "1714036504", "1514711492"))
	// Output: true
}
