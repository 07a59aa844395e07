package sandbox

import (
	"net/http"
	"time"
)

// The faults in the JSON of the state: the bodies that would set them.
type (
	stateFaults struct {
		Delay stateDelay `json:"delay"`
		Cut   stateCut   `json:"cut"`
	}
	stateDelay struct {
		Seconds float64 `json:"seconds"`
		Pushes  int     `json:"pushes"` // 0 for all
	}
	stateCut struct {
		Pushes int `json:"pushes"`
	}
)

func (f faults) state() stateFaults {
	return stateFaults{stateDelay{f.delay.Seconds(), f.delayPushes}, stateCut{f.cuts}}
}

// Bounds of what can be asked for.
const (
	maxDelaySeconds = 3600
	maxFaultPushes  = 1_000_000
)

// controlFaults mounts what goes wrong on request.
func (p *Platform) controlFaults(mux *http.ServeMux) {
	post(mux, "delay", http.StatusOK, func(_ *http.Request, in stateDelay) (any, error) {
		if in.Seconds < 0 || in.Seconds > maxDelaySeconds || in.Pushes < 0 || in.Pushes > maxFaultPushes {
			return nil, cannot("seconds is 0 to 3600, pushes 0 (all) to 1000000", "seconds 须为 0 到 3600，pushes 须为 0（全部）到 1000000")
		}
		p.delayAnswers(time.Duration(in.Seconds*float64(time.Second)), in.Pushes)
		return p.faultState(), nil
	})
	post(mux, "cut", http.StatusOK, func(_ *http.Request, in stateCut) (any, error) {
		if in.Pushes < 0 || in.Pushes > maxFaultPushes {
			return nil, cannot("pushes is 0 to 1000000", "pushes 须为 0 到 1000000")
		}
		p.CutNextPushes(in.Pushes)
		return p.faultState(), nil
	})
	post(mux, "token/expire", http.StatusOK, func(*http.Request, struct{}) (any, error) {
		p.ExpireTokens()
		return struct{}{}, nil
	})
	post(mux, "token/renew", http.StatusOK, p.controlRenew)
	post(mux, "exchanges/{id}/push", http.StatusOK, p.controlPushAgain)
}

func (p *Platform) faultState() any {
	p.mu.Lock()
	defer p.mu.Unlock()
	return map[string]stateFaults{"faults": p.world.faults.state()}
}

// controlRenew lets somebody else renew a token.
func (p *Platform) controlRenew(_ *http.Request, in struct {
	Family  string `json:"family"` // "classic" unless set, or "stable"
	Overlap *bool  `json:"overlap"`
},
) (any, error) {
	switch in.Family {
	case "", "classic":
		p.RenewClassicToken(in.Overlap == nil || *in.Overlap)
	case "stable":
		p.RenewStableToken()
	default:
		return nil, cannot("family is classic or stable", "family 须为 classic 或 stable")
	}
	return struct{}{}, nil
}

// controlPushAgain repeats a push. It waits for its end unless the query says
// wait=false.
func (p *Platform) controlPushAgain(r *http.Request, _ struct{}) (any, error) {
	again, err := p.repeat(exchangeID(r))
	if err != nil {
		return nil, err
	}
	if r.URL.Query().Get("wait") == "false" {
		p.background.Go(func() { again() })
		return later, nil
	}
	return map[string]Exchange{"exchange": again()}, nil
}
