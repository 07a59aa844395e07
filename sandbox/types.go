package sandbox

import "github.com/wechatgo/wechatgo/sandbox/record"

// What the sandbox shows; package record documents the fields.
type (
	// Entry is one thing that a chat shows.
	Entry = record.Entry
	// EntryArticle is one article of a card.
	EntryArticle = record.EntryArticle
	// EntryLocation is a place that the user sent.
	EntryLocation = record.EntryLocation
	// EntryMenu is a menu message.
	EntryMenu = record.EntryMenu
	// EntryMenuItem is an item of a menu message.
	EntryMenuItem = record.EntryMenuItem
	// EntryMiniProgram is a mini program's card.
	EntryMiniProgram = record.EntryMiniProgram
	// Exchange is one request and its answer between the platform and the
	// account.
	Exchange = record.Exchange
	// HTTPMessage is a request or a response.
	HTTPMessage = record.HTTPMessage
	// Signature is a signature and what it was made of.
	Signature = record.Signature
	// SignaturePart is one of the strings that were signed.
	SignaturePart = record.SignaturePart
	// Problem says what was wrong and what cures it.
	Problem = record.Problem
	// CallFault is what goes wrong with calls of the API on request.
	CallFault = record.CallFault
	// Handshake is the result of a URL verification.
	Handshake = record.Handshake
	// Counters counts what happened since the start or the last reset.
	Counters = record.Counters
	// PushCount counts one user's pushes.
	PushCount = record.PushCount
	// Window is a part of the customer-service window.
	Window = record.Window
	// KFWindows are the parts of the customer-service window.
	KFWindows = record.KFWindows
	// JSSDKCheck is the platform's judgement of a page's wx.config.
	JSSDKCheck = record.JSSDKCheck
)
