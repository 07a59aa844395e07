package telemetry

import (
	"iter"
	"slices"
)

// Instrument describes something that is counted or timed. The instruments of this package must not be changed;
// recorders distinguish them by their address.
type Instrument struct {
	// Name is the name in OpenTelemetry's form, such as "wechatgo.api.calls".
	Name string
	// Kind is how measurements are aggregated.
	Kind Kind
	// Unit is a UCUM unit: "s" for seconds, "{call}" for calls.
	Unit string
	// Help is a short text that describes what is measured.
	Help string
	// Labels are the names of the labels, in the order of their values.
	Labels []string
	// Buckets are the upper bounds of a histogram's buckets, ascending, in Unit.
	Buckets []float64
}

// Kind is how the measurements of an instrument are aggregated.
type Kind uint8

// The kinds of instruments.
const (
	// Counter is a sum that only grows.
	Counter Kind = iota
	// Histogram is a distribution.
	Histogram
	// Gauge is a value that goes up and down. Each measurement replaces the one before.
	Gauge
)

// String returns "counter", "histogram" or "gauge".
func (k Kind) String() string {
	switch k {
	case Histogram:
		return "histogram"
	case Gauge:
		return "gauge"
	case Counter:
	}
	return "counter"
}

// The instruments.
var (
	// Pushes counts the platform's requests.
	Pushes = &Instrument{
		Name: "wechatgo.pushes", Unit: "{push}", Labels: []string{"type", "outcome"},
		Help: "Pushes of the platform, by their outcome.",
	}
	// HandlerDuration measures the time that handlers take.
	HandlerDuration = &Instrument{
		Name: "wechatgo.handler.duration", Kind: Histogram, Unit: "s", Labels: []string{"type"}, Buckets: seconds,
		Help: "Time that a handler ran for a message, however many pushes waited for it.",
	}
	// Handlers measures how many handlers run and how many messages wait, once a second while there are any.
	Handlers = &Instrument{
		Name:   "wechatgo.handlers",
		Kind:   Gauge,
		Unit:   "{handler}",
		Labels: []string{"state"},
		Help:   "Handlers that run, messages that wait for their turn, and handlers that have not returned at their limit.",
	}
	// Joins counts the pushes whose message was already in flight or finished.
	Joins = &Instrument{
		Name: "wechatgo.joins", Unit: "{push}", Labels: []string{"where"},
		Help: "Pushes whose message was already in flight or finished, by the instance that has it.",
	}
	// LateReplies counts the replies for which no push was waiting any more.
	LateReplies = &Instrument{
		Name: "wechatgo.late.replies", Unit: "{reply}", Labels: []string{"outcome"},
		Help: "Replies that were ready after the last push had been answered.",
	}
	// Renewals counts the renewals of the access_token and the tickets, including the first fetch of each.
	Renewals = &Instrument{
		Name: "wechatgo.token.renewals", Unit: "{renewal}", Labels: []string{"kind", "outcome"},
		Help: "Renewals of the access_token and the tickets.",
	}
	// Calls counts the calls of the platform's API.
	Calls = &Instrument{
		Name: "wechatgo.api.calls", Unit: "{call}", Labels: []string{"endpoint", "code"},
		Help: "Calls of the platform's API, by how they ended.",
	}
	// CallDuration measures the time that calls take. The time of a download ends when its body begins.
	CallDuration = &Instrument{
		Name: "wechatgo.api.call.duration", Kind: Histogram, Unit: "s", Labels: []string{"endpoint"}, Buckets: seconds,
		Help: "Time of an API call, with its repetitions and the wait for a token.",
	}
	// Retries counts the requests that were sent again: with another token, or because the platform was busy or could
	// not be reached.
	Retries = &Instrument{
		Name: "wechatgo.api.retries", Unit: "{request}", Labels: []string{"endpoint", "code"},
		Help: "API requests that were sent again, by the error of the request before.",
	}
	// StoreFailures counts the operations of the shared store that failed.
	StoreFailures = &Instrument{
		Name: "wechatgo.store.failures", Unit: "{operation}", Labels: []string{"user"},
		Help: "Operations of the shared store that failed, so that the instance continued without it.",
	}
)

// seconds holds the bounds of the buckets of durations. Two of them follow from the platform's time limits: it hangs up
// after 5 s, and the last of its three pushes ends after 15 s.
var seconds = []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 15, 30}

var instruments = []*Instrument{
	Pushes, HandlerDuration, Handlers, Joins, LateReplies,
	Renewals,
	Calls, CallDuration, Retries,
	StoreFailures,
}

// Instruments returns all instruments, for recorders that create their counterparts at the start.
func Instruments() iter.Seq[*Instrument] { return slices.Values(instruments) }
