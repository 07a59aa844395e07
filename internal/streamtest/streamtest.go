// Package streamtest makes and reads the streams of texts that tests give to what takes a model's answer.
package streamtest

import "iter"

// Of is a stream of texts. It ends with err, unless that is nil.
func Of(err error, texts ...string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, text := range texts {
			if !yield(text, nil) {
				return
			}
		}
		if err != nil {
			yield("", err)
		}
	}
}

// All reads a stream to its end or its first error.
func All(stream iter.Seq2[string, error]) (texts []string, err error) {
	for text, e := range stream {
		if e != nil {
			return texts, e
		}
		texts = append(texts, text)
	}
	return texts, nil
}

// First reads the first text of a stream alone, as a reader does who has read enough.
func First(stream iter.Seq2[string, error]) (string, error) {
	for text, err := range stream {
		return text, err
	}
	return "", nil
}
