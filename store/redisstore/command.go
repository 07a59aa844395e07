package redisstore

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// swapSource is a script that acts if KEYS[1] holds ARGV[1]: it sets the key to ARGV[2] for ARGV[3] milliseconds or,
// without ARGV[2], deletes it. Lua reads an absent key as false, which equals no value.
const swapSource = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
	return 0
end
if ARGV[2] then
	redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
else
	redis.call('DEL', KEYS[1])
end
return 1
`

var swapScript = redis.NewScript(swapSource)

// swap runs the script by its hash, and by its source on a server that does not have it. Unlike redis.Script.Run it
// lets the client send the command only once.
func (s *Store) swap(ctx context.Context, key string, args ...any) (bool, error) {
	args = append([]any{1, key}, args...)
	swapped, err := s.once(ctx, append([]any{"evalsha", swapScript.Hash()}, args...)...)
	if redis.HasErrorPrefix(err, "NOSCRIPT") {
		swapped, err = s.once(ctx, append([]any{"eval", swapSource}, args...)...)
	}
	return err == nil && swapped == int64(1), err
}

// once runs a command that the client must not send a second time.
func (s *Store) once(ctx context.Context, args ...any) (any, error) {
	cmd := onceCmd{redis.NewCmd(ctx, args...)}
	if err := s.do(ctx, cmd); err != nil {
		return nil, err
	}
	return cmd.Val(), nil
}

// onceCmd is a command that go-redis sends again only if the server has redirected it to another node.
type onceCmd struct{ *redis.Cmd }

func (onceCmd) NoRetry() bool { return true }

// do runs cmd until ctx ends. It does not rely on go-redis for that, which may return only after its own timeouts and
// does not notice a cancellation while it reads. After an error cmd may still be in use.
func (s *Store) do(ctx context.Context, cmd redis.Cmder) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if ctx.Done() == nil {
		return s.client.Process(ctx, cmd)
	}
	done := make(chan error, 1)
	go func() { done <- s.client.Process(ctx, cmd) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
