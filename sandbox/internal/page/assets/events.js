// The sandbox's event stream. EventSource reconnects after a broken connection, but gives up after a refused one,
// so a closed stream is opened again here. Events are not replayed; onOpen fetches what the page shows.

const maxWait = 10_000; // the longest wait between two attempts, in milliseconds

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
      if (source.readyState !== EventSource.CLOSED) return; // EventSource tries again
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, maxWait);
    };
    for (const [name, handler] of Object.entries({ chat, exchange, state, reset })) {
      source.addEventListener(name, (event) => handler(JSON.parse(event.data || "{}")));
    }
  };
  connect();
}
