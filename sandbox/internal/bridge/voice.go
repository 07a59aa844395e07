package bridge

import (
	"bytes"

	"github.com/wechatgo/wechatgo/sandbox/record"
)

// A recording asks the user what was said, instead of using a microphone. The file is a second of silence.

func startRecord(c *call) {
	if c.doc.recording {
		c.fail("fail, recording", record.Problem{
			EN: "The page is recording already. Call wx.stopRecord first.", ZH: "页面正在录音，请先调用 wx.stopRecord。",
		})
		return
	}
	c.doc.recording = true
	c.ok(nil)
}

// stopRecord ends a recording, for the page or because its longest time is over.
func stopRecord(c *call) {
	if !c.doc.recording {
		c.fail("fail, not recording", record.Problem{
			EN: "The page is not recording. Call wx.startRecord first.", ZH: "页面没有在录音，请先调用 wx.startRecord。",
		})
		return
	}
	c.doc.recording = false
	ask(c, "voice", fields{}, func(c *call, said string) {
		c.ok(fields{"localId": c.keep(voice, "audio/amr", silence(), said)})
	})
}

// silence returns one second of silence in AMR: the header and 50 frames of 20 ms.
func silence() []byte {
	const frame = "\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	return append([]byte("#!AMR\n"), bytes.Repeat([]byte(frame), 50)...)
}

// playVoice plays a voice: bridge.js waits for its length, and tells the page that it is over.
func playVoice(c *call, in localArgs) {
	if c.find(voice, in.LocalID) != nil {
		c.ok(fields{"localId": in.LocalID})
	}
}

// heldVoice answers pauseVoice and stopVoice.
func heldVoice(c *call, in localArgs) {
	if c.find(voice, in.LocalID) != nil {
		c.ok(fields{"localId": in.LocalID})
	}
}

// translateVoice answers what the user said.
func translateVoice(c *call, in localArgs) {
	f := c.find(voice, in.LocalID)
	switch {
	case f == nil:
	case f.Introduction == "":
		c.fail("fail, nothing recognized", record.Problem{
			EN: "The user said nothing that can be recognized: the phone was given no text for this voice.",
			ZH: "没有可识别的内容：手机上没有为该语音填写文字。",
		})
	default:
		c.ok(fields{"translateResult": f.Introduction})
	}
}
