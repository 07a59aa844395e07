package msgcrypt

// The platform's published example of the encryption page: one account, a handshake, a push in each mode and a reply.
const (
	officialToken  = "AAAAA"
	officialAppID  = "wxba5fad812f8e6fb9"
	officialKey    = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	officialOpenID = "o9AgO5Kd5ggOC-bXrbNODIiE3bGY"

	officialPushMessage = `{"ToUserName":"gh_97417a04a28d","FromUserName":"` + officialOpenID +
		`","CreateTime":1714112445,"MsgType":"event","Event":"debug_demo","debug_str":"hello world"}`
	officialPushRandom   = "a8eedb185eb2fecf"
	officialReplyMessage = `{"demo_resp":"good luck"}`
	officialReplyRandom  = "707722b803182950"
)

var (
	officialPush = Sealed{
		Encrypt: "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsX" +
			"UnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2k" +
			"m32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04=",
		Signature: "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3",
		Timestamp: "1714112445",
		Nonce:     "415670741",
	}
	officialReply = Sealed{
		Encrypt:   "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ==",
		Signature: "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1",
		Timestamp: "1713424427",
		Nonce:     "415670741",
	}
)
