package callback

import "context"

type rawKey struct{}

func withRaw(ctx context.Context, raw []byte) context.Context {
	return context.WithValue(ctx, rawKey{}, raw)
}

// Raw returns the XML of the push that is being handled, opened where it came
// sealed; nil outside a handler. It is the handler's to read, not to change.
func Raw(ctx context.Context) []byte {
	raw, _ := ctx.Value(rawKey{}).([]byte)
	return raw
}
