// Package stubmodel is a stand-in for a language model behind an OpenAI-compatible endpoint. It speaks the streaming
// chat completions protocol and answers the same messages always with the same text, so that a bot can be tried and
// tested without a network, a key and a bill. Words in the user's message ask for long, slow, broken and other answers:
// see [Words].
package stubmodel

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Name is the model's name in its answers. A request may ask for any name.
const Name = "stub"

// BaseURL is the address at which [Model.Client] reaches the model.
const BaseURL = "http://model.stub/v1"

// The defaults of [Model].
const (
	DefaultSlow = 20 * time.Second
	DefaultPace = 30 * time.Millisecond
)

// maxRequest is how long a request may be, in bytes.
const maxRequest = 1 << 20

// Model is the http.Handler of an endpoint: it serves POST …/chat/completions. The zero value is ready.
type Model struct {
	// Slow is how long the model thinks before an answer to the word slow; [DefaultSlow] unless set.
	Slow time.Duration
	// Pace is the pause before each piece of an answer, which has four characters; [DefaultPace] unless set.
	Pace time.Duration
}

// request is the body of a request, as far as the stub reads it.
type request struct {
	Model    string `json:"model"`
	Messages []struct {
		Role    string `json:"role"`
		Content string `json:"content"`
	} `json:"messages"`
	Stream        bool `json:"stream"`
	StreamOptions struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
}

// ServeHTTP answers a request as the protocol has it: a stream of server-sent events, or an error as JSON.
func (m Model) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasSuffix(r.URL.Path, "/chat/completions") {
		refuse(w, http.StatusNotFound, "invalid_request_error", "Unknown request URL: "+r.URL.Path)
		return
	}
	if r.Method != http.MethodPost {
		refuse(w, http.StatusMethodNotAllowed, "invalid_request_error", "Not allowed to "+r.Method+" on this path")
		return
	}
	var in request
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxRequest)).Decode(&in); err != nil {
		refuse(w, http.StatusBadRequest, "invalid_request_error", "The body could not be read: "+err.Error())
		return
	}
	questions, problem := in.questions()
	if problem != "" {
		refuse(w, http.StatusBadRequest, "invalid_request_error", problem)
		return
	}
	a := answerTo(questions)
	if a.has("error") {
		refuse(
			w,
			http.StatusInternalServerError,
			"server_error",
			"The server had an error while processing your request",
		)
		return
	}
	m.stream(w, r, in.StreamOptions.IncludeUsage, a)
}

// questions returns what the user has written, the latest last, or what is wrong with the request.
func (in *request) questions() (questions []string, problem string) {
	switch {
	case in.Model == "":
		return nil, "you must provide a model parameter"
	case !in.Stream:
		return nil, "the stub streams its answers only: set stream to true"
	}
	for i, message := range in.Messages {
		switch message.Role {
		case "user":
			questions = append(questions, message.Content)
		case "system", "developer", "assistant":
		default:
			return nil, fmt.Sprintf("Invalid value: messages[%d].role %q", i, message.Role)
		}
	}
	if len(in.Messages) == 0 || in.Messages[len(in.Messages)-1].Role != "user" {
		return nil, "the last message must be a user's"
	}
	return questions, ""
}

// refuse answers with an error.
func refuse(w http.ResponseWriter, status int, kind, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{
		"message": message, "type": kind, "param": nil, "code": nil,
	}})
}

// chunk is a piece of an answer on the wire.
type chunk struct {
	ID          string   `json:"id"`
	Object      string   `json:"object"`
	Created     int64    `json:"created"`
	Model       string   `json:"model"`
	Fingerprint string   `json:"system_fingerprint"`
	Choices     []choice `json:"choices"`
	Usage       *usage   `json:"usage,omitempty"`
}

type choice struct {
	Index        int     `json:"index"`
	Delta        delta   `json:"delta"`
	LogProbs     *string `json:"logprobs"`
	FinishReason *string `json:"finish_reason"`
}

type delta struct {
	Role    string  `json:"role,omitempty"`
	Content *string `json:"content,omitempty"`
}

type usage struct {
	Prompt     int `json:"prompt_tokens"`
	Completion int `json:"completion_tokens"`
	Total      int `json:"total_tokens"`
}

// stream writes an answer piece by piece.
func (m Model) stream(w http.ResponseWriter, r *http.Request, withUsage bool, a answer) {
	now := time.Now().Unix()
	send := func(choices []choice, u *usage) {
		data, _ := json.Marshal(chunk{
			ID: fmt.Sprintf("chatcmpl-%d", now), Object: "chat.completion.chunk", Created: now,
			Model: Name, Fingerprint: "fp_stub", Choices: choices, Usage: u,
		})
		fmt.Fprintf(w, "data: %s\n\n", data)
		_ = http.NewResponseController(w).Flush() // a connection that is gone ends the request's context
	}
	wait := func(d time.Duration) (goOn bool) {
		select {
		case <-time.After(d):
			return true
		case <-r.Context().Done():
			return false
		}
	}
	if a.has("slow") && !wait(orDefault(m.Slow, DefaultSlow)) {
		return
	}
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	empty := ""
	send([]choice{{Delta: delta{Role: "assistant", Content: &empty}}}, nil)
	pieces := 0
	for piece := range slices.Chunk([]rune(a.text), 4) {
		if !wait(orDefault(m.Pace, DefaultPace)) {
			return
		}
		text := string(piece)
		send([]choice{{Delta: delta{Content: &text}}}, nil)
		pieces++
	}
	if a.has("broken") {
		panic(http.ErrAbortHandler)
	}
	send([]choice{{FinishReason: &a.finish}}, nil)
	if withUsage {
		send([]choice{}, &usage{Prompt: len(a.question), Completion: pieces, Total: len(a.question) + pieces})
	}
	fmt.Fprint(w, "data: [DONE]\n\n")
}

func orDefault(d, byDefault time.Duration) time.Duration {
	if d == 0 {
		return byDefault
	}
	return d
}
