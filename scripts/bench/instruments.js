// What the bench puts into every page before its own scripts: clocks and eyes, nothing that changes what it does.
(() => {
  const bench = (window.bench = { maps: [], clickAt: null });

  // Any Leaflet tells which maps it makes, so that the same map can be known again.
  let leaflet;
  Object.defineProperty(window, "L", {
    configurable: true,
    get: () => leaflet,
    set: (value) => {
      leaflet = value;
      value?.Map?.addInitHook(function remember() { bench.maps.push(this); });
    },
  });

  const absolute = (moment) => performance.timeOrigin + moment;
  // A frame may get another document after this script ran in it, so every document is asked to tell when it is watched.
  const heard = new WeakSet();
  const hear = (page) => {
    if (!page || heard.has(page)) return;
    heard.add(page);
    page.addEventListener("click", (event) => {
      bench.clickAt = page.defaultView.performance.timeOrigin + event.timeStamp;
      bench.onclick?.();
    }, true);
  };

  // The browser's own measure, from the input to what the screen shows, in steps of 8 ms; below 16 ms it says nothing.
  bench.timings = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === "click") bench.timings.push(entry.duration);
  }).observe({ type: "event", durationThreshold: 16 });

  // A task queued in a frame's callback runs once that frame is painted.
  bench.afterPaint = (then) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => then(absolute(performance.now()));
    channel.port2.postMessage(null);
  });

  /** After the next click: `look` at every painted frame until it is true, then `more` frames. Milliseconds, and what was seen. */
  bench.watch = (look, more = 0, limit = 10000) => {
    for (const page of [document, ...[...document.querySelectorAll("iframe")].map((frame) => frame.contentDocument)]) hear(page);
    bench.seen = new Promise((resolve, reject) => {
      const guard = setTimeout(() => { bench.onclick = null; reject(new Error("no click reached the page")); }, limit);
      bench.onclick = () => {
        bench.onclick = null;
        clearTimeout(guard);
        const frames = [];
        let found = null, left = more;
        const next = () => bench.afterPaint((now) => {
          const after = now - bench.clickAt;
          const sight = look();
          frames.push({ after, ...sight });
          if (sight.done && found === null) found = after;
          if (found !== null && left-- <= 0) resolve({ found, frames });
          else if (after > limit) reject(new Error(`nothing seen ${limit} ms after the click`));
          else next();
        });
        next();
      };
    });
    bench.seen.catch(() => {});
  };

  // ---- Canvas of the corridor page ----

  const canvasOf = (pane) => document.querySelector(`.leaflet-${pane}-pane canvas`);
  const pixel = (pane, at) => {
    const canvas = canvasOf(pane);
    return canvas ? canvas.getContext("2d").getImageData(at % canvas.width, Math.floor(at / canvas.width), 1, 1).data.join() : "";
  };
  let before = null;
  bench.picture = () => {
    const canvas = canvasOf("corridor");
    return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  };
  bench.remember = () => { before = bench.picture(); };

  /** Where the canvas now differs most from the one remembered, and a pixel of another layer that stays. */
  bench.compare = () => {
    const now = bench.picture();
    let most = 0, spot = -1, kept = -1, many = 0;
    for (let at = 0; at < now.length; at += 4) {
      const change = Math.abs(now[at] - before[at]) + Math.abs(now[at + 1] - before[at + 1]) + Math.abs(now[at + 2] - before[at + 2]) + Math.abs(now[at + 3] - before[at + 3]);
      if (change > 0) many += 1;
      if (change > most) { most = change; spot = at / 4; }
      if (change === 0 && now[at + 3] === 255) kept = at / 4;
    }
    return { spot, kept, many };
  };
  bench.ground = () => {
    const canvas = canvasOf("base");
    if (!canvas) return -1;
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    for (let at = Math.floor(data.length / 8) * 4; at < data.length; at += 4) if (data[at + 3] === 255) return at / 4;
    return -1;
  };
  bench.watchPixels = (spot, kept, ground) => {
    const old = pixel("corridor", spot), stays = pixel("corridor", kept), land = ground < 0 ? "" : pixel("base", ground);
    bench.watch(() => ({
      done: pixel("corridor", spot) !== old,
      flash: pixel("corridor", kept) !== stays || (ground >= 0 && pixel("base", ground) !== land),
    }), 24);
  };

  // ---- Frames of the folium page ----

  const drawnMaps = () => [...document.querySelectorAll("iframe")].filter((frame) => frame.getBoundingClientRect().height > 100)
    .map((frame) => frame.contentDocument).filter((page) => page?.querySelector(".leaflet-container path"));
  const coloured = (page, colour) => page.querySelectorAll(`path[stroke="${colour}"]`).length;
  bench.countColour = (colour) => drawnMaps().reduce((sum, page) => sum + coloured(page, colour), 0);
  bench.watchColour = (colour, on) => {
    const old = bench.countColour(colour);
    bench.watch(() => {
      const maps = drawnMaps();
      const now = maps.reduce((sum, page) => sum + coloured(page, colour), 0);
      return { done: maps.length > 0 && (on ? now > old : now < old), flash: maps.length === 0 };
    });
  };
  bench.tagFrames = () => { for (const page of drawnMaps()) page.defaultView.bench.maps.at(-1).benchTag = true; };
  bench.tagsLeft = () => drawnMaps().filter((page) => page.defaultView.bench.maps.at(-1)?.benchTag).length;

  /** Mark the document once `look` is true in a painted frame, with the time since the page was asked for. */
  bench.markDrawn = (look) => {
    const next = () => bench.afterPaint((now) => {
      if (look()) document.documentElement.dataset.benchDrawn = String(now - performance.timeOrigin);
      else next();
    });
    next();
  };
  bench.markColours = (colours) => bench.markDrawn(() => colours.every((colour) => bench.countColour(colour) > 0));
  bench.markElement = (selector) => bench.markDrawn(() => document.querySelector(selector) !== null);
})();
