package telemetry

import (
	"iter"
	"slices"
)

// Instrument is one thing that is counted or timed. The instruments of this package must not be changed; recorders tell
// them apart by their address.
type Instrument struct {
	// Name is in OpenTelemetry's form, such as "wechatgo.api.calls".
	Name string
	// Kind says how measurements add up.
	Kind Kind
	// Unit is a UCUM unit: "s" for seconds, "{call}" for calls.
	Unit string
	// Help says in a sentence what is measured.
	Help string
	// Labels are the names of the labels, in the order of their values.
	Labels []string
	// Buckets are the upper bounds of a histogram's buckets, ascending, in Unit.
	Buckets []float64
}

// Kind is how measurements add up.
type Kind uint8

// The kinds of instruments.
const (
	// Counter is a sum that only grows.
	Counter Kind = iota
	// Histogram is a distribution.
	Histogram
)

// String returns "counter" or "histogram".
func (k Kind) String() string {
	if k == Histogram {
		return "histogram"
	}
	return "counter"
}

// The instruments.
var (
	// Pushes are the platform's requests.
	Pushes = &Instrument{
		Name: "wechatgo.pushes", Unit: "{push}", Labels: []string{"type", "outcome"},
		Help: "Pushes of the platform, by what became of each.",
	}
	// HandlerDuration is the time that handlers take.
	HandlerDuration = &Instrument{
		Name: "wechatgo.handler.duration", Kind: Histogram, Unit: "s", Labels: []string{"type"}, Buckets: seconds,
		Help: "Time that a handler ran for a message, however many pushes waited for it.",
	}
	// Joins are the pushes whose message was in flight or finished already.
	Joins = &Instrument{
		Name: "wechatgo.joins", Unit: "{push}", Labels: []string{"where"},
		Help: "Pushes that found their message in hand, by who has it.",
	}
	// LateReplies are the replies that no push waited for any more.
	LateReplies = &Instrument{
		Name: "wechatgo.late.replies", Unit: "{reply}", Labels: []string{"outcome"},
		Help: "Replies that came after the last push was answered.",
	}
	// Renewals are the renewals of the access_token and the tickets, the first fetch of each included.
	Renewals = &Instrument{
		Name: "wechatgo.token.renewals", Unit: "{renewal}", Labels: []string{"kind", "outcome"},
		Help: "Renewals of the access_token and the tickets.",
	}
	// Calls are the calls of the platform's API.
	Calls = &Instrument{
		Name: "wechatgo.api.calls", Unit: "{call}", Labels: []string{"endpoint", "code"},
		Help: "Calls of the platform's API, by how they ended.",
	}
	// CallDuration is the time that calls take; that of a download ends where its body begins.
	CallDuration = &Instrument{
		Name: "wechatgo.api.call.duration", Kind: Histogram, Unit: "s", Labels: []string{"endpoint"}, Buckets: seconds,
		Help: "Time of an API call, with its repetitions and the wait for a token.",
	}
	// Retries are the requests that were sent again: with another token, or because the platform was busy or could not
	// be reached.
	Retries = &Instrument{
		Name: "wechatgo.api.retries", Unit: "{request}", Labels: []string{"endpoint", "code"},
		Help: "API requests sent once more, by what the one before failed with.",
	}
	// StoreFailures are the operations of the shared store that failed.
	StoreFailures = &Instrument{
		Name: "wechatgo.store.failures", Unit: "{operation}", Labels: []string{"user"},
		Help: "Operations of the shared store that failed, so that the instance went on alone.",
	}
)

// seconds are the buckets of durations. Two of their bounds are the platform's: it hangs up after 5 s, and the last of
// its three pushes ends after 15 s.
var seconds = []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 15, 30}

var instruments = []*Instrument{
	Pushes, HandlerDuration, Joins, LateReplies,
	Renewals,
	Calls, CallDuration, Retries,
	StoreFailures,
}

// Instruments lists all instruments, for recorders that create their counterparts at the start.
func Instruments() iter.Seq[*Instrument] { return slices.Values(instruments) }
