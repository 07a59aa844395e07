// The page waits for the phone by server-sent events. Where they do not come through, it asks every two seconds.
(() => {
  const element = (id) => document.getElementById(id);
  const { path, login, left, ends } = element("login").dataset;
  const end = Date.now() + left * 1000;
  const query = "?login=" + encodeURIComponent(login);
  let over = false;
  let polling;
  let source;

  function stop() {
    over = true;
    source?.close();
    clearInterval(polling);
    clearInterval(clock);
  }

  function show({ state, digits, title, message }) {
    if (over) return;
    element("code").hidden = state !== "waiting";
    element("answer").hidden = state !== "scanned";
    element("digits").textContent = digits || "";
    if (state === "confirmed") {
      stop();
      element("cancel").hidden = true;
      element("finish").hidden = false;
      element("finish").submit();
    } else if (state !== "waiting" && state !== "scanned") {
      stop();
      element("login").hidden = true;
      element("title").textContent = title || "";
      element("text").textContent = message || "";
      element("end").hidden = false;
    }
  }

  async function poll() {
    try {
      const answer = await fetch(path + "progress" + query, { headers: { Accept: "application/json" } });
      if (answer.ok || answer.status === 403 || answer.status === 410) show(await answer.json());
    } catch {
      // The next one may succeed.
    }
  }

  function pollFromNowOn() {
    source?.close();
    if (over || polling) return;
    poll();
    polling = setInterval(poll, 2000);
  }

  function count() {
    const seconds = Math.max(0, Math.round((end - Date.now()) / 1000));
    const time = Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
    element("left").textContent = ends.replace("{time}", time);
  }

  const clock = setInterval(count, 1000);
  count();
  if (window.EventSource) {
    let came = false;
    source = new EventSource(path + "wait" + query);
    source.addEventListener("progress", (event) => {
      came = true;
      show(JSON.parse(event.data));
    });
    // A stream that was cut off comes again by itself. One that was refused, or that a proxy holds back, does not.
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) pollFromNowOn();
    });
    setTimeout(() => came || pollFromNowOn(), 5000);
  } else {
    pollFromNowOn();
  }
})();
