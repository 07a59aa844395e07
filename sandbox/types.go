package sandbox

import "github.com/wechatgo/wechatgo/sandbox/record"

// The types that the sandbox shows. Package record documents their fields.
type (
	// Entry is an entry of a chat.
	Entry = record.Entry
	// EntryArticle is an article of a news message.
	EntryArticle = record.EntryArticle
	// EntryLocation is a place that a user sent.
	EntryLocation = record.EntryLocation
	// EntryMenu is a menu message.
	EntryMenu = record.EntryMenu
	// EntryMenuItem is an item of a menu message.
	EntryMenuItem = record.EntryMenuItem
	// EntryMiniProgram is a card that opens a mini program.
	EntryMiniProgram = record.EntryMiniProgram
	// Exchange is a request between the platform and the account, with its answer.
	Exchange = record.Exchange
	// HTTPMessage is a request or a response.
	HTTPMessage = record.HTTPMessage
	// Signature is a signature with the values that were signed.
	Signature = record.Signature
	// SignaturePart is one of the values that were signed.
	SignaturePart = record.SignaturePart
	// Problem says what is wrong and how to correct it.
	Problem = record.Problem
	// CallFault is a requested fault of calls of the API.
	CallFault = record.CallFault
	// Handshake is the result of a URL verification.
	Handshake = record.Handshake
	// Counters are the counts since the start or the last reset.
	Counters = record.Counters
	// PushCount has the counts of one user's pushes.
	PushCount = record.PushCount
	// Window is a part of the customer-service window.
	Window = record.Window
	// KFWindows are the parts of the customer-service window.
	KFWindows = record.KFWindows
	// JSSDKCheck is the platform's judgement of the wx.config of a page.
	JSSDKCheck = record.JSSDKCheck
)
