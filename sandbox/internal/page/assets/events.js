// The sandbox's event stream. EventSource reconnects after a broken line but gives up after a refused one,
// so a closed stream is opened anew. Nothing is replayed: onOpen refetches what the page shows.

const slowest = 10_000; // milliseconds between two attempts, at most

export function listen({ onOpen, onLost, chat, exchange, state, reset }) {
  let wait = 500;
  const connect = () => {
    const source = new EventSource("/_sandbox/events");
    source.onopen = () => {
      wait = 500;
      onOpen();
    };
    source.onerror = () => {
      onLost();
      if (source.readyState !== EventSource.CLOSED) return; // it tries again by itself
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, slowest);
    };
    for (const [name, handler] of Object.entries({ chat, exchange, state, reset })) {
      source.addEventListener(name, (event) => handler(JSON.parse(event.data || "{}")));
    }
  };
  connect();
}
